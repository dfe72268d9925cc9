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
        var header = IdxHeader.Parse(bytes, path);
        header.EnsureContent(bytes.Length - header.Length);
        var values = new float[(bytes.Length - header.Length) / header.ElementSize];
        header.Decode(bytes.AsSpan(header.Length), values);
        return new IdxArray(path, header.Shape, values, header.IsFloatingPoint);
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
}
