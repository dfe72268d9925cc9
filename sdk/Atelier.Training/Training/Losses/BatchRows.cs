namespace Atelier.Training;

/// <summary>What is known of the rows of a batch.</summary>
/// <param name="labels">The class of each row; empty where there are none.</param>
/// <param name="targets">The number to predict of each row; empty where there are none.</param>
/// <param name="weights">How much each row counts; empty where all count the same.</param>
internal readonly ref struct BatchRows(ReadOnlySpan<int> labels, ReadOnlySpan<float> targets, ReadOnlySpan<float> weights)
{
    public ReadOnlySpan<int> Labels { get; } = labels;

    public ReadOnlySpan<float> Targets { get; } = targets;

    public ReadOnlySpan<float> Weights { get; } = weights;

    /// <summary>How much a row counts.</summary>
    public float Weight(int row) => Weights.IsEmpty ? 1 : Weights[row];
}
