using System.Globalization;
using Atelier.Prediction;

namespace Atelier.Evaluation;

/// <summary>Counts predictions by true and predicted class, batch by batch.</summary>
internal sealed class ConfusionCounter
{
    private long[] _counts = [];
    private int _classes;
    private IReadOnlyList<string> _classNames = [];

    public void Reset()
    {
        _counts = [];
        _classes = 0;
        _classNames = [];
    }

    public void Update(Predictions predictions, ReadOnlySpan<int> labels)
    {
        Batches.Ensure(predictions, labels);
        if (_classes == 0)
        {
            _classes = predictions.Width;
            _counts = new long[_classes * _classes];
        }
        else if (_classes != predictions.Width)
        {
            throw new ArgumentException(
                $"`predictions` has {predictions.Width} scores a row, earlier batches had {_classes}; expected one model. Call Reset between models.",
                nameof(predictions));
        }

        _classNames = predictions.ClassNames.Count > 0 ? predictions.ClassNames : _classNames;
        for (var row = 0; row < labels.Length; row++)
        {
            _counts[(labels[row] * _classes) + predictions.Label(row)]++;
        }
    }

    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_classes);
        foreach (var count in _counts)
        {
            writer.Write(count);
        }

        writer.Write(_classNames.Count);
        foreach (var name in _classNames)
        {
            writer.Write(name);
        }
    }

    public void Load(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        _classes = reader.ReadInt32();
        _counts = [.. Enumerable.Range(0, _classes * _classes).Select(_ => reader.ReadInt64())];
        _classNames = [.. Enumerable.Range(0, reader.ReadInt32()).Select(_ => reader.ReadString())];
    }

    public ConfusionMatrix Compute()
    {
        var names = _classNames.Count > 0
            ? _classNames
            : [.. Enumerable.Range(0, _classes).Select(i => i.ToString(CultureInfo.InvariantCulture))];
        return _counts.Any(count => count > 0) ? new ConfusionMatrix(names, _counts) : throw Batches.NoRows();
    }
}
