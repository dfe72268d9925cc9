using Atelier.Prediction;

namespace Atelier.Evaluation;

/// <summary>The mean negative logarithm of the probability given to the true class, 0 (perfect) upwards, in nats.</summary>
/// <remarks>
/// -1/n sum(ln p), with each p clipped to [e, 1 - e], e = 2^-23, and the row then scaled to sum 1.
/// As scikit-learn 1.2's <c>log_loss</c> on float32 probabilities.
/// </remarks>
public sealed class LogLoss : IResumableMetric
{
    private const double Clip = 1.0 / (1 << 23);

    private long _rows;
    private double _sum;

    /// <inheritdoc/>
    public string Name => "log_loss";

    /// <inheritdoc/>
    public bool HigherIsBetter => false;

    /// <inheritdoc/>
    public void Reset() => (_rows, _sum) = (0, 0);

    /// <inheritdoc/>
    public void Update(Predictions predictions, ReadOnlySpan<int> labels)
    {
        Batches.Ensure(predictions, labels);
        for (var row = 0; row < labels.Length; row++)
        {
            var total = 0.0;
            foreach (var probability in predictions.Row(row))
            {
                total += Math.Clamp(probability, Clip, 1 - Clip);
            }

            _sum -= Math.Log(Math.Clamp(predictions.Row(row)[labels[row]], Clip, 1 - Clip) / total);
        }

        _rows += labels.Length;
    }

    /// <inheritdoc/>
    public double Compute() => _rows > 0 ? _sum / _rows : throw Batches.NoRows();

    /// <inheritdoc/>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_rows);
        writer.Write(_sum);
    }

    /// <inheritdoc/>
    public void Load(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        (_rows, _sum) = (reader.ReadInt64(), reader.ReadDouble());
    }
}
