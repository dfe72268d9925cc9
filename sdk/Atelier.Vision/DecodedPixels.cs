using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using SkiaSharp;

namespace Atelier.Vision;

/// <summary>The pixels of an encoded image, upright, in a pooled buffer until disposed.</summary>
internal sealed class DecodedPixels : IDisposable
{
    private const int Red = 0;
    private const int Green = 1;
    private const int Blue = 2;
    private const int Alpha = 3;

    private readonly byte[] _pixels;
    private readonly int _origin;
    private readonly int _stepX;
    private readonly int _stepY;
    private readonly bool _isOpaque;

    private DecodedPixels(byte[] pixels, int width, int height, SKEncodedOrigin orientation, bool isOpaque)
    {
        _pixels = pixels;
        _isOpaque = isOpaque;
        // Where the upper left pixel of the upright image is stored, and how far the next to the right and below are.
        (_origin, _stepX, _stepY) = orientation switch
        {
            SKEncodedOrigin.TopRight => (width - 1, -1, width),
            SKEncodedOrigin.BottomRight => ((width * height) - 1, -1, -width),
            SKEncodedOrigin.BottomLeft => (width * (height - 1), 1, -width),
            SKEncodedOrigin.LeftTop => (0, width, 1),
            SKEncodedOrigin.RightTop => (width * (height - 1), -width, 1),
            SKEncodedOrigin.RightBottom => ((width * height) - 1, -width, -1),
            SKEncodedOrigin.LeftBottom => (width - 1, width, -1),
            _ => (0, 1, width),
        };
        (Width, Height) = orientation >= SKEncodedOrigin.LeftTop ? (height, width) : (width, height);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Decodes an image: the first frame where there are several.</summary>
    /// <param name="bytes">A JPEG, PNG, WebP, BMP or GIF file.</param>
    /// <param name="source">What the image is called in messages.</param>
    /// <param name="mostPixels">Larger images are refused before memory is taken for them.</param>
    /// <exception cref="InvalidDataException">It is no such image, damaged, truncated or too large.</exception>
    public static unsafe DecodedPixels Of(ReadOnlySpan<byte> bytes, string source, long mostPixels)
    {
        if (bytes.IsEmpty)
        {
            throw new InvalidDataException($"{source} is empty; expected a JPEG, PNG, WebP, BMP or GIF image.");
        }

        fixed (byte* start = bytes)
        {
            using var data = SKData.Create((nint)start, bytes.Length);
            using var codec = SKCodec.Create(data) ?? throw new InvalidDataException(
                $"{source} is no image that can be read: it begins with the bytes {Convert.ToHexString(bytes[..Math.Min(4, bytes.Length)])}; "
                + "expected JPEG, PNG, WebP, BMP or GIF. Fetch it again or remove it.");
            var (width, height) = (codec.Info.Width, codec.Info.Height);
            if ((long)width * height > mostPixels)
            {
                throw new InvalidDataException(
                    FormattableString.Invariant($"{source} has {width} x {height} pixels, more than the {mostPixels:N0} that are allowed. ")
                    + "Make it smaller, or raise MaxPixels if it is to be trusted.");
            }

            var info = new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
            var pixels = ArrayPool<byte>.Shared.Rent(checked(width * height * 4));
            fixed (byte* to = pixels)
            {
                var result = codec.GetPixels(info, (nint)to, info.RowBytes, new SKCodecOptions(0));
                if (result == SKCodecResult.Success)
                {
                    return new DecodedPixels(pixels, width, height, codec.EncodedOrigin, codec.Info.AlphaType == SKAlphaType.Opaque);
                }

                ArrayPool<byte>.Shared.Return(pixels);
                var fault = result == SKCodecResult.IncompleteInput ? "truncated" : $"damaged ({result})";
                throw new InvalidDataException(
                    $"{source} is {fault}: not all of its {width} x {height} pixels can be read. Fetch it again or remove it.");
            }
        }
    }

    /// <summary>One row of one channel, from 0 to 255; transparent pixels as they look on white.</summary>
    public void ReadRow(ImageColour colour, int channel, int y, Span<float> row)
    {
        var pixels = MemoryMarshal.Cast<byte, uint>(_pixels.AsSpan());
        var at = _origin + (y * _stepY);
        if (colour == ImageColour.Rgb && _isOpaque)
        {
            ReadChannel(pixels, at, channel * 8, row);
            return;
        }

        for (var x = 0; x < row.Length; x++, at += _stepX)
        {
            var pixel = pixels[at];
            row[x] = colour == ImageColour.Grey
                ? ((OnWhite(pixel, Red) * 19595) + (OnWhite(pixel, Green) * 38470) + (OnWhite(pixel, Blue) * 7471) + 0x8000) >> 16
                : OnWhite(pixel, channel);
        }
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_pixels);

    /// <summary>One byte of each pixel, several at once where they lie side by side.</summary>
    private void ReadChannel(ReadOnlySpan<uint> pixels, int at, int shift, Span<float> row)
    {
        var x = 0;
        if (_stepX == 1)
        {
            var line = pixels.Slice(at, row.Length);
            for (; x <= row.Length - Vector<uint>.Count; x += Vector<uint>.Count)
            {
                var bytes = (new Vector<uint>(line[x..]) >>> shift) & new Vector<uint>(byte.MaxValue);
                Vector.ConvertToSingle(bytes.As<uint, int>()).CopyTo(row[x..]);
            }
        }

        for (; x < row.Length; x++)
        {
            row[x] = (byte)(pixels[at + (x * _stepX)] >> shift);
        }
    }

    private int OnWhite(uint pixel, int channel)
    {
        var (value, alpha) = ((byte)(pixel >> (8 * channel)), (byte)(pixel >> (8 * Alpha)));
        return _isOpaque ? value : ((value * alpha) + (255 * (255 - alpha)) + 127) / 255;
    }
}
