namespace Atelier.Training;

/// <summary>An optimizer at work.</summary>
internal interface IOptimizer : IDisposable
{
    /// <summary>Updates the parameters from their gradients and clears these.</summary>
    void Step();
}
