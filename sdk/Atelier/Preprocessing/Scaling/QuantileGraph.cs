using Atelier.Onnx;
using Atelier.Prediction;

namespace Atelier.Preprocessing;

/// <summary>Writes the search of a <see cref="QuantileTransformer"/> for the share below each value.</summary>
/// <remarks>A graph cannot halve an interval, so it counts: first whole blocks of quantiles, then within one block, about 2 √n comparisons a value.</remarks>
internal sealed class QuantileGraph
{
    private readonly OnnxWriter _writer;
    private readonly OnnxValue _numbers;
    private readonly int _width;
    private readonly int _count;
    private readonly int _size;
    private readonly int _blockCount;
    private readonly bool _hasRepeats;
    private readonly OnnxValue _quantiles;
    private readonly OnnxValue _lasts;
    private readonly OnnxValue _blocks;

    /// <param name="writer">The graph.</param>
    /// <param name="numbers">(batch, width) numbers of float64.</param>
    /// <param name="quantiles">As many ascending quantiles of each feature.</param>
    public QuantileGraph(OnnxWriter writer, OnnxValue numbers, double[][] quantiles)
    {
        (_writer, _numbers) = (writer, numbers);
        (_width, _count) = (quantiles.Length, quantiles[0].Length);
        _size = (int)Math.Ceiling(Math.Sqrt(_count));
        _blockCount = (_count + _size - 1) / _size;

        // Only a value that makes up several quantiles has a middle of them.
        _hasRepeats = _count == 1 || quantiles.Any(values => values.Zip(values.Skip(1)).Any(pair => pair.First == pair.Second));

        // No value reaches NaN, with which the last block is filled.
        var padded = quantiles.Select(values => (double[])[.. values, .. Enumerable.Repeat(double.NaN, (_blockCount * _size) - _count)]).ToArray();
        _quantiles = writer.Numbers(quantiles.SelectMany(values => values).ToArray(), _width * _count);
        _lasts = writer.Numbers(padded.SelectMany(values => values.Where((_, at) => at % _size == _size - 1)).ToArray(), 1, _width, _blockCount);
        _blocks = writer.Numbers(padded.SelectMany(values => values).ToArray(), _width * _blockCount, _size);
    }

    /// <summary>The share of the training data below each value, NaN for NaN.</summary>
    /// <param name="references">The share that belongs to each quantile.</param>
    /// <param name="margin">How near to the ends a value counts as beyond them.</param>
    public OnnxValue Shares(double[] references, double margin)
    {
        var shares = _writer.Numbers(references, _count);
        var above = CountOf("GreaterOrEqual");
        var below = _writer.Within(_writer.Subtract(above, _writer.Whole(1)), _count - 1);
        var next = _writer.Within(above, _count - 1);
        var (lower, upper) = (QuantileAt(below), QuantileAt(next));
        var part = _writer.Divide(_writer.Subtract(_numbers, lower), _writer.Subtract(upper, lower));
        var start = _writer.Gather(shares, below, axis: 0);
        var between = _writer.Add(start, _writer.Multiply(part, _writer.Subtract(_writer.Gather(shares, next, axis: 0), start)));
        var inner = between;
        if (_hasRepeats)
        {
            var middle = _writer.Divide(_writer.Add(_writer.Gather(shares, _writer.Within(CountOf("Greater"), _count - 1), axis: 0), start), _writer.Number(2));
            inner = _writer.Where(_writer.Binary("Equal", lower, _numbers), middle, between);
        }

        var (first, last) = (Ends(0), Ends(_count - 1));
        var isHigh = margin > 0
            ? _writer.Binary("Greater", _writer.Add(_numbers, _writer.Number(margin)), last)
            : _writer.Binary("GreaterOrEqual", _numbers, last);
        var isLow = margin > 0
            ? _writer.Binary("Less", _writer.Subtract(_numbers, _writer.Number(margin)), first)
            : _writer.Binary("GreaterOrEqual", first, _numbers);
        var share = _writer.Where(isLow, _writer.Number(0), _writer.Where(isHigh, _writer.Number(1), inner));
        return _writer.Where(_writer.IsNaN(_numbers), _numbers, share);
    }

    private OnnxValue Ends(int at) => _writer.Gather(_quantiles, _writer.Row([.. Enumerable.Range(0, _width).Select(feature => ((long)feature * _count) + at)]), axis: 0);

    private OnnxValue QuantileAt(OnnxValue place) => _writer.Gather(
        _quantiles, _writer.Add(place, _writer.Row([.. Enumerable.Range(0, _width).Select(feature => (long)feature * _count)])), axis: 0);

    /// <summary>How many quantiles of its feature each value is above, or not below: (batch, width) numbers of int64.</summary>
    private OnnxValue CountOf(string comparison)
    {
        var values = _writer.Reshape(_numbers, _width, 1);
        var passed = Counted(_writer.Binary(comparison, values, _lasts));
        var block = _writer.Within(passed, _blockCount - 1);
        var firsts = _writer.Row([.. Enumerable.Range(0, _width).Select(feature => (long)feature * _blockCount)]);
        var inBlock = Counted(_writer.Binary(comparison, values, _writer.Gather(_blocks, _writer.Add(block, firsts), axis: 0)));
        return _writer.Add(_writer.Multiply(block, _writer.Whole(_size)), inBlock);
    }

    private OnnxValue Counted(OnnxValue truths) => _writer.Cast(_writer.Sum(_writer.Cast(truths, DataType.Float32), keep: false), DataType.Int64);
}
