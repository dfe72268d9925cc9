using System.Buffers.Binary;
using System.IO.Compression;

namespace Atelier.Data;

/// <summary>Reads the IDX format, plain or compressed with gzip.</summary>
/// <remarks>
/// Format: two zero bytes, the element type, the number of dimensions, each length as big-endian int32, then the elements in
/// big-endian order, last dimension fastest (LeCun, Cortes, Burges: "The MNIST database of handwritten digits").
/// Nothing is allocated for what the header claims before the bytes are there.
/// </remarks>
internal static class IdxReader
{
    /// <exception cref="InvalidDataException">The content is not IDX, or shorter or longer than its header says.</exception>
    public static IdxArray Read(Stream stream, string path)
    {
        var bytes = ReadAll(stream, path);
        if (bytes.Length < 4 || bytes[0] != 0 || bytes[1] != 0 || ElementSize(bytes[2]) == 0 || bytes[3] == 0)
        {
            var start = Convert.ToHexString(bytes.AsSpan(0, Math.Min(4, bytes.Length)));
            throw new InvalidDataException(
                $"`{path}` starts with the bytes {(start.Length == 0 ? "(none)" : start)}; expected an IDX header: 00 00, an element type "
                + "of 08, 09, 0B, 0C, 0D or 0E, and at least one dimension. Is it another kind of file?");
        }

        var header = 4 + (4 * bytes[3]);
        if (bytes.Length < header)
        {
            throw new InvalidDataException($"`{path}` ends within its header of {header} bytes: it is truncated. Fetch it again.");
        }

        var shape = new int[bytes[3]];
        var expected = (long)ElementSize(bytes[2]);
        for (var i = 0; i < shape.Length; i++)
        {
            shape[i] = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(4 + (4 * i)));
            if (shape[i] < 1)
            {
                throw new InvalidDataException($"`{path}` says that dimension {i} has length {shape[i]}; expected at least 1.");
            }

            expected = Math.Min(expected * shape[i], int.MaxValue);
        }

        if (bytes.Length - header != expected)
        {
            throw new InvalidDataException(
                $"`{path}` holds {bytes.Length - header} bytes after its header; its header says {expected} for the shape "
                + $"{ShapeText.Row(shape)}. The file is {(bytes.Length - header < expected ? "truncated" : "too long")}; fetch it again.");
        }

        return new IdxArray(path, shape, Decode(bytes.AsSpan(header), bytes[2]), bytes[2] >= 0x0D);
    }

    private static byte[] ReadAll(Stream stream, string path)
    {
        using var content = new MemoryStream();
        try
        {
            using var buffered = new BufferedStream(stream, 1 << 16);
            Span<byte> start = stackalloc byte[2];
            var read = buffered.ReadAtLeast(start, 2, throwOnEndOfStream: false);
            content.Write(start[..read]);
            if (read == 2 && start[0] == 0x1F && start[1] == 0x8B)
            {
                buffered.Seek(0, SeekOrigin.Begin);
                content.SetLength(0);
                using var unzipped = new GZipStream(buffered, CompressionMode.Decompress);
                unzipped.CopyTo(content);
            }
            else
            {
                buffered.CopyTo(content);
            }
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            throw new InvalidDataException($"`{path}` is damaged within its gzip data ({error.Message}); fetch it again.", error);
        }
        catch (IOException error) when (error.Message.Contains("too long", StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidDataException($"`{path}` holds more than 2 GB, more than an IDX file may hold here.", error);
        }

        return content.ToArray();
    }

    private static int ElementSize(byte type) => type switch
    {
        0x08 or 0x09 => 1,
        0x0B => 2,
        0x0C or 0x0D => 4,
        0x0E => 8,
        _ => 0,
    };

    private static float[] Decode(ReadOnlySpan<byte> bytes, byte type)
    {
        var size = ElementSize(type);
        var values = new float[bytes.Length / size];
        for (var i = 0; i < values.Length; i++)
        {
            var at = bytes.Slice(i * size, size);
            values[i] = type switch
            {
                0x08 => at[0],
                0x09 => (sbyte)at[0],
                0x0B => BinaryPrimitives.ReadInt16BigEndian(at),
                0x0C => BinaryPrimitives.ReadInt32BigEndian(at),
                0x0D => BinaryPrimitives.ReadSingleBigEndian(at),
                _ => (float)BinaryPrimitives.ReadDoubleBigEndian(at),
            };
        }

        return values;
    }
}
