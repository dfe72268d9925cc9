namespace Atelier.Training;

/// <summary>A forward that failed while it was recorded.</summary>
internal sealed class ForwardFailure(TraceSource source, Exception error) : Exception(error.Message, error)
{
    /// <summary>Where it failed.</summary>
    public TraceSource Failed { get; } = source;
}
