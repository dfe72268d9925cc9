using System.Runtime.InteropServices;
using Atelier.Data;
using Atelier.Prediction;
using TorchSharp;
using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>The memory of one batch, used again for every batch.</summary>
/// <remarks>
/// Rows are copied straight from the dataset's array into a tensor's memory: the data is held once, and a step makes no tensor for it.
/// </remarks>
internal sealed class BatchBuffer : IDisposable
{
    private readonly Dataset _data;
    private readonly torch.Device _device;
    private readonly Tensor _features;
    private readonly int[] _labels;
    private float[] _probabilities = [];
    private Tensor? _gradient;

    public BatchBuffer(Dataset data, int size, torch.Device device)
    {
        _data = data;
        _device = device;
        size = Math.Min(size, data.Count);
        _labels = new int[size];
        _features = empty([size, .. data.FeatureShape.Select(length => (long)length)], dtype: float32).DetachFromDisposeScope();
    }

    /// <summary>How many rows are in the buffer.</summary>
    public int Count { get; private set; }

    /// <summary>The classes of the rows in the buffer.</summary>
    public ReadOnlySpan<int> Labels => _labels.AsSpan(0, Count);

    /// <summary>Fills the buffer with chosen rows.</summary>
    public void Gather(ReadOnlySpan<int> rows)
    {
        Count = rows.Length;
        var from = _data.Features.Span;
        var labels = _data.Labels.Span;
        var width = _data.FeatureCount;
        var to = MemoryMarshal.Cast<byte, float>(_features.bytes);
        for (var i = 0; i < rows.Length; i++)
        {
            from.Slice(rows[i] * width, width).CopyTo(to[(i * width)..]);
            _labels[i] = labels[rows[i]];
        }
    }

    /// <summary>Fills the buffer with a run of rows.</summary>
    public void Copy(int start, int count)
    {
        Count = count;
        var width = _data.FeatureCount;
        _data.Features.Span.Slice(start * width, count * width).CopyTo(MemoryMarshal.Cast<byte, float>(_features.bytes));
        _data.Labels.Span.Slice(start, count).CopyTo(_labels);
    }

    /// <summary>The rows in the buffer as a tensor of the current scope, on the device.</summary>
    public Tensor Features() => (Count == _features.shape[0] ? _features.alias() : _features.narrow(0, 0, Count)).to(_device); // (batch, ...)

    /// <summary>Turns logits into probabilities.</summary>
    /// <param name="logits">float32 in CPU memory, (batch, classes).</param>
    /// <returns>The sum of the rows' losses and the probabilities, which stay valid until the next call.</returns>
    public (double SumOfLosses, Predictions Predictions) Score(Tensor logits)
    {
        var values = MemoryMarshal.Cast<byte, float>((logits.is_contiguous() ? logits : logits.contiguous()).bytes);
        if (_probabilities.Length < values.Length)
        {
            _probabilities = new float[values.Length];
        }

        var sum = CrossEntropy.SumOfLosses(values, Labels, _probabilities.AsSpan(0, values.Length));
        return (sum, new Predictions(_probabilities.AsMemory(0, values.Length), values.Length / Count));
    }

    /// <summary>The derivative of the mean loss by the logits that were scored last, (batch, classes).</summary>
    public Tensor Gradient(Predictions predictions)
    {
        if (_gradient is null || _gradient.shape[0] != Count)
        {
            _gradient?.Dispose();
            _gradient = empty(Count, predictions.Width, dtype: float32).DetachFromDisposeScope();
        }

        CrossEntropy.Gradient(predictions.Scores.Span, Labels, MemoryMarshal.Cast<byte, float>(_gradient.bytes));
        return _gradient;
    }

    public void Dispose()
    {
        _features.Dispose();
        _gradient?.Dispose();
    }
}
