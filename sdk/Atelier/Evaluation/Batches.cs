using Atelier.Data;
using Atelier.Prediction;

namespace Atelier.Evaluation;

/// <summary>What every metric asks of a batch.</summary>
internal static class Batches
{
    public static void Ensure(Predictions predictions, ReadOnlySpan<int> labels)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        Check.SameLength(labels.Length, predictions.Count, nameof(labels), "one label for each row of `predictions`");
        LabelRules.EnsureInRange(labels, predictions.Width, nameof(labels));
        if (Check.FirstNotFinite(predictions.Scores.Span) is >= 0 and var bad)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"`predictions` holds {predictions.Scores.Span[bad]} for row {bad / predictions.Width}; ")
                + "expected finite scores. The model has diverged or met values that it cannot take.",
                nameof(predictions));
        }
    }

    public static InvalidOperationException NoRows() => new("The metric has seen no rows. Call Update before Compute.");
}
