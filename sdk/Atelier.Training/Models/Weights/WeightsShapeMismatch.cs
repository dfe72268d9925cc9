namespace Atelier.Training;

/// <summary>A tensor that a model and a weights file have in different shapes; it was not loaded.</summary>
/// <param name="Name">Its name in the model.</param>
/// <param name="ModelShape">Its shape in the model.</param>
/// <param name="FileShape">Its shape in the file.</param>
public sealed record WeightsShapeMismatch(string Name, IReadOnlyList<long> ModelShape, IReadOnlyList<long> FileShape)
{
    /// <summary>The name with both shapes, such as <c>head.weight: (10, 64) in the model, (1000, 64) in the file</c>.</summary>
    public override string ToString() => $"{Name}: {Check.Show([.. ModelShape])} in the model, {Check.Show([.. FileShape])} in the file";
}
