namespace Atelier.Training;

/// <summary>An optimizer at work.</summary>
internal interface IOptimizer : IDisposable
{
    /// <summary>Updates the parameters from their gradients and clears these; a parameter without a gradient stays as it is.</summary>
    /// <param name="learningRate">The step size, 0 or above.</param>
    void Step(double learningRate);

    /// <summary>Writes what is remembered from step to step, so that a loaded optimizer continues bit for bit.</summary>
    void Save(BinaryWriter writer);

    /// <summary>Takes over what <see cref="Save"/> wrote; when it cannot, nothing has changed.</summary>
    /// <exception cref="InvalidDataException">The state is of another optimizer or of parameters of other shapes, or damaged.</exception>
    void Load(BinaryReader reader);
}
