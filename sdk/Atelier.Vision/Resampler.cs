using System.Buffers;
using System.Numerics.Tensors;

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
        var (from, rows) = (_down.From, _down.To - _down.From);
        var width = _fitting.ToWidth;
        var row = ArrayPool<float>.Shared.Rent(SourceWidth);
        var narrow = ArrayPool<float>.Shared.Rent(rows * width);
        for (var channel = 0; channel < channels; channel++)
        {
            for (var y = 0; y < rows; y++)
            {
                read(channel, from + y, row.AsSpan(0, SourceWidth));
                Across(row, narrow.AsSpan(y * width, width));
            }

            var plane = destination.Slice(channel * _toWidth * _toHeight, _toWidth * _toHeight);
            if (width < _toWidth || _fitting.ToHeight < _toHeight)
            {
                plane.Fill(_padding);
            }

            for (var y = 0; y < _fitting.ToHeight; y++)
            {
                Down(narrow, from, y, plane.Slice(((_fitting.ToTop + y) * _toWidth) + _fitting.ToLeft, width));
            }
        }

        ArrayPool<float>.Shared.Return(row);
        ArrayPool<float>.Shared.Return(narrow);
    }

    private void Across(ReadOnlySpan<float> row, Span<float> result)
    {
        for (var x = 0; x < result.Length; x++)
        {
            var weights = _across.Weights(x);
            var pixels = row.Slice(_across.First(x), weights.Length);
            var sum = 0f;
            for (var i = 0; i < weights.Length; i++)
            {
                sum += weights[i] * pixels[i];
            }

            result[x] = sum;
        }
    }

    private void Down(ReadOnlySpan<float> narrow, int from, int y, Span<float> result)
    {
        var weights = _down.Weights(y);
        var first = _down.First(y) - from;
        TensorPrimitives.Multiply(narrow.Slice(first * result.Length, result.Length), weights[0], result);
        for (var i = 1; i < weights.Length; i++)
        {
            TensorPrimitives.MultiplyAdd(narrow.Slice((first + i) * result.Length, result.Length), weights[i], result, result);
        }
    }
}
