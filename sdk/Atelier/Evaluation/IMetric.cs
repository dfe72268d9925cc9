using Atelier.Prediction;

namespace Atelier.Evaluation;

/// <summary>A figure of quality that is gathered batch by batch.</summary>
/// <remarks>
/// One implementation serves validation, evaluation and monitoring. The result over several batches equals that over all rows
/// at once. Not safe for several threads at once.
/// </remarks>
public interface IMetric
{
    /// <summary>The name in reports, such as <c>accuracy</c>.</summary>
    string Name { get; }

    /// <summary>True when a higher figure is better.</summary>
    bool HigherIsBetter { get; }

    /// <summary>Forgets all rows seen so far.</summary>
    void Reset();

    /// <summary>Takes in a batch.</summary>
    /// <param name="predictions">The scores of each row.</param>
    /// <param name="labels">The true class of each row, from 0 to below the number of scores.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a label is outside the classes.</exception>
    void Update(Predictions predictions, ReadOnlySpan<int> labels);

    /// <summary>The figure over all rows since the last reset.</summary>
    /// <exception cref="InvalidOperationException">No rows have been seen.</exception>
    double Compute();
}
