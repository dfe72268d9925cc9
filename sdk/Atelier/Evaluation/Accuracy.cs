using Atelier.Prediction;

namespace Atelier.Evaluation;

/// <summary>The share of rows whose class was predicted, 0 to 1.</summary>
/// <remarks>As scikit-learn's <c>accuracy_score</c>.</remarks>
public sealed class Accuracy : IResumableMetric
{
    private long _rows;
    private long _correct;

    /// <inheritdoc/>
    public string Name => "accuracy";

    /// <inheritdoc/>
    public bool HigherIsBetter => true;

    /// <inheritdoc/>
    public void Reset() => (_rows, _correct) = (0, 0);

    /// <inheritdoc/>
    public void Update(Predictions predictions, ReadOnlySpan<int> labels)
    {
        Batches.Ensure(predictions, labels);
        for (var row = 0; row < labels.Length; row++)
        {
            _correct += predictions.Label(row) == labels[row] ? 1 : 0;
        }

        _rows += labels.Length;
    }

    /// <inheritdoc/>
    public double Compute() => _rows > 0 ? (double)_correct / _rows : throw Batches.NoRows();

    /// <inheritdoc/>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_rows);
        writer.Write(_correct);
    }

    /// <inheritdoc/>
    public void Load(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        (_rows, _correct) = (reader.ReadInt64(), reader.ReadInt64());
    }
}
