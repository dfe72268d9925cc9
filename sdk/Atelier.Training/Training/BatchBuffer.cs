using System.Runtime.InteropServices;
using Atelier.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>The memory of one batch, used again for every batch.</summary>
/// <remarks>
/// Rows are copied straight from the dataset's array, or read from its source, into a tensor's memory: the data is held once, and a step makes no
/// tensor for it.
/// </remarks>
internal sealed class BatchBuffer : IDisposable
{
    private readonly Dataset _data;
    private readonly string _name;
    private readonly torch.Device _device;
    private readonly Tensor _features;
    private readonly int[] _labels;
    private readonly float[] _targets;
    private readonly float[] _weights;
    private float[] _predictions = [];
    private Tensor? _gradient;

    public BatchBuffer(Dataset data, string name, int size, torch.Device device)
    {
        (_data, _name, _device) = (data, name, device);
        size = Math.Min(size, data.Count);
        _labels = new int[data.HasLabels ? size : 0];
        _targets = new float[data.Targets.IsEmpty ? 0 : size];
        _weights = new float[data.Weights.IsEmpty ? 0 : size];
        _features = empty([size, .. data.FeatureShape.Select(length => (long)length)], dtype: float32).DetachFromDisposeScope();
    }

    /// <summary>How many rows are in the buffer.</summary>
    public int Count { get; private set; }

    /// <summary>What is known of the rows in the buffer.</summary>
    public BatchRows Rows => new(Part(_labels), Part(_targets), Part(_weights));

    /// <summary>The loss of the batch as a tensor of the current scope, where torch computes it.</summary>
    public Tensor? LossSum { get; set; }

    /// <summary>Fills the buffer.</summary>
    /// <param name="rows">Numbers of rows, at most as many as the buffer has places.</param>
    /// <exception cref="ArgumentException">A value read from a source is not finite.</exception>
    public void Gather(ReadOnlySpan<int> rows)
    {
        Count = rows.Length;
        var width = _data.FeatureCount;
        var to = MemoryMarshal.Cast<byte, float>(_features.bytes)[..(rows.Length * width)];
        if (_data.IsStreamed)
        {
            _data.CopyRows(rows, to);
            EnsureFinite(to, rows);
        }
        else
        {
            var from = _data.Features.Span;
            for (var i = 0; i < rows.Length; i++)
            {
                from.Slice(rows[i] * width, width).CopyTo(to[(i * width)..]);
            }
        }

        Take(_data.Labels.Span, rows, _labels);
        Take(_data.Targets.Span, rows, _targets);
        Take(_data.Weights.Span, rows, _weights);
    }

    /// <summary>The rows in the buffer as a tensor of the current scope, on the device.</summary>
    public Tensor Features() => (Count == _features.shape[0] ? _features.alias() : _features.narrow(0, 0, Count)).to(_device); // (batch, ...)

    /// <summary>Memory for the predictions of the batch, valid until the next call.</summary>
    public Memory<float> PredictionMemory(int length)
    {
        if (_predictions.Length < length)
        {
            _predictions = new float[length];
        }

        return _predictions.AsMemory(0, length);
    }

    /// <summary>Memory for the derivative of the loss by outputs of a shape, float32 in CPU memory; the same until another shape is asked for.</summary>
    public Tensor Gradient(ReadOnlySpan<long> shape)
    {
        if (_gradient is null || !shape.SequenceEqual(_gradient.shape))
        {
            _gradient?.Dispose();
            _gradient = empty(shape.ToArray(), dtype: float32).DetachFromDisposeScope();
        }

        return _gradient;
    }

    public void Dispose()
    {
        _features.Dispose();
        _gradient?.Dispose();
    }

    private ReadOnlySpan<T> Part<T>(T[] values) => values.AsSpan(0, Math.Min(values.Length, Count));

    private static void Take<T>(ReadOnlySpan<T> from, ReadOnlySpan<int> rows, Span<T> to)
    {
        if (from.IsEmpty)
        {
            return;
        }

        for (var i = 0; i < rows.Length; i++)
        {
            to[i] = from[rows[i]];
        }
    }

    private void EnsureFinite(ReadOnlySpan<float> values, ReadOnlySpan<int> rows)
    {
        var bad = Check.FirstNotFinite(values);
        if (bad >= 0)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"Feature {bad % _data.FeatureCount} of row {rows[bad / _data.FeatureCount]} of `{_name}` (`{_data.Name}`) is {values[bad]}; ")
                + "expected finite numbers. Fill or drop missing values first.",
                _name);
        }
    }
}
