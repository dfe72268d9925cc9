namespace Atelier.Preprocessing;

/// <summary>A row of features of which most are 0: those that are not.</summary>
/// <param name="Indices">Which features, ascending.</param>
/// <param name="Values">The value of each.</param>
public readonly record struct SparseRow(int[] Indices, float[] Values);
