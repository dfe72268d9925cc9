using System.Buffers;
using System.Numerics.Tensors;
using Atelier.Onnx;
using Atelier.Preprocessing;

namespace Atelier.Vision;

/// <summary>Makes images of one size into images of another; safe to share between threads.</summary>
internal sealed class Resampler
{
    private readonly int _toWidth;
    private readonly int _toHeight;
    private readonly Fitting _fitting;
    private readonly float _padding;
    private readonly ResampleWeights _across;
    private readonly ResampleWeights _down;

    public Resampler(int width, int height, int toWidth, int toHeight, ImageFit fit, ImageFilter filter, float padding)
    {
        (SourceWidth, SourceHeight) = (width, height);
        (_toWidth, _toHeight) = (toWidth, toHeight);
        _padding = padding;
        _fitting = Fitting.Of(fit, width, height, toWidth, toHeight);
        _across = new ResampleWeights(width, _fitting.Left, _fitting.Width, _fitting.ToWidth, filter);
        _down = new ResampleWeights(height, _fitting.Top, _fitting.Height, _fitting.ToHeight, filter);
    }

    /// <summary>Gives one row of pixels of one channel.</summary>
    public delegate void RowReader(int channel, int y, Span<float> row);

    public int SourceWidth { get; }

    public int SourceHeight { get; }

    /// <summary>Fills one channel after the other.</summary>
    /// <param name="channels">How many channels.</param>
    /// <param name="read">Gives the old rows.</param>
    /// <param name="destination">(channels x height x width) values.</param>
    public void Run(int channels, RowReader read, Span<float> destination)
    {
        // Only the old rows that make one new row are held, each in the slot of its number.
        var rows = ArrayPool<float>.Shared.Rent(checked(_down.Most * SourceWidth));
        var line = ArrayPool<float>.Shared.Rent(SourceWidth);
        var held = new int[_down.Most];
        for (var channel = 0; channel < channels; channel++)
        {
            Array.Fill(held, -1);
            var plane = destination.Slice(channel * _toWidth * _toHeight, _toWidth * _toHeight);
            if (_fitting.ToWidth < _toWidth || _fitting.ToHeight < _toHeight)
            {
                plane.Fill(_padding);
            }

            for (var y = 0; y < _fitting.ToHeight; y++)
            {
                Down(channel, y, read, rows, held, line.AsSpan(0, SourceWidth));
                Across(line, plane.Slice(((_fitting.ToTop + y) * _toWidth) + _fitting.ToLeft, _fitting.ToWidth));
            }
        }

        ArrayPool<float>.Shared.Return(rows);
        ArrayPool<float>.Shared.Return(line);
    }

    /// <summary>Writes what <see cref="Run"/> does: along each axis a gather where each new pixel is an old one, else a product with all weights.</summary>
    /// <param name="writer">The graph.</param>
    /// <param name="images">(batch, channels, height, width) numbers of float32.</param>
    /// <returns>(batch, channels, new height, new width) numbers of float32.</returns>
    public OnnxValue WriteOnnx(OnnxWriter writer, OnnxValue images)
    {
        var down = _down.Most == 1 ? writer.Gather(images, _down.Firsts(), axis: 2) : writer.MatMul(Matrix(writer, _down, SourceHeight, transposed: false), images);
        var lines = down with { Shape = [images.Shape[0], images.Shape[1], _fitting.ToHeight, SourceWidth] };
        var fitted = _across.Most == 1 ? writer.Gather(lines, _across.Firsts(), axis: 3) : writer.MatMul(lines, Matrix(writer, _across, SourceWidth, transposed: true));
        var (top, left) = (_fitting.ToTop, _fitting.ToLeft);
        var (bottom, right) = (_toHeight - top - _fitting.ToHeight, _toWidth - left - _fitting.ToWidth);
        return top + left + bottom + right == 0 ? fitted : writer.Pad(fitted, [0, 0, top, left, 0, 0, bottom, right], _padding);
    }

    /// <summary>(new x old) weights, or the other way round.</summary>
    private static OnnxValue Matrix(OnnxWriter writer, ResampleWeights weights, int source, bool transposed)
    {
        var size = weights.Firsts().Length;
        var matrix = new float[size * source];
        for (var at = 0; at < size; at++)
        {
            for (var i = 0; i < weights.Weights(at).Length; i++)
            {
                var old = weights.First(at) + i;
                matrix[transposed ? (old * size) + at : (at * source) + old] = weights.Weights(at)[i];
            }
        }

        return transposed ? writer.Floats(matrix, source, size) : writer.Floats(matrix, size, source);
    }

    private void Down(int channel, int y, RowReader read, Span<float> rows, Span<int> held, Span<float> result)
    {
        var weights = _down.Weights(y);
        for (var i = 0; i < weights.Length; i++)
        {
            var number = _down.First(y) + i;
            var slot = number % held.Length;
            var row = rows.Slice(slot * result.Length, result.Length);
            if (held[slot] != number)
            {
                read(channel, number, row);
                held[slot] = number;
            }

            if (i == 0)
            {
                TensorPrimitives.Multiply(row, weights[i], result);
            }
            else
            {
                TensorPrimitives.MultiplyAdd(row, weights[i], result, result);
            }
        }
    }

    private void Across(ReadOnlySpan<float> line, Span<float> result)
    {
        for (var x = 0; x < result.Length; x++)
        {
            var weights = _across.Weights(x);
            var pixels = line.Slice(_across.First(x), weights.Length);
            var sum = 0f;
            for (var i = 0; i < pixels.Length; i++)
            {
                sum += weights[i] * pixels[i];
            }

            result[x] = sum;
        }
    }
}
