namespace Atelier.Serving;

/// <summary>A request's hold on the version that answers it; disposing gives it back.</summary>
internal readonly struct ModelLease(HostedModel model) : IDisposable
{
    /// <summary>The version that answers.</summary>
    public HostedModel Model { get; } = model;

    public void Dispose() => Model.Leave();
}
