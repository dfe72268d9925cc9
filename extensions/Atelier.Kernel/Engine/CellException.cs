namespace Atelier.Kernel;

/// <summary>Ends a cell with an error that is ready to be shown.</summary>
internal sealed class CellException(ErrorOutput error) : Exception(error.Message)
{
    public CellException(string name, string message)
        : this(new ErrorOutput(name, message, [$"{name}: {message}"]))
    {
    }

    /// <summary>What the reader of the notebook is told.</summary>
    public ErrorOutput Error { get; } = error;
}
