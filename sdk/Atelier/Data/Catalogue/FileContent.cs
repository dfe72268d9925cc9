using System.Buffers.Binary;
using System.IO.Compression;

namespace Atelier.Data;

/// <summary>Whole files in memory, unzipped where they are gzip.</summary>
internal static class FileContent
{
    private const int GzipFrame = 18; // bytes of the shortest header and the trailer

    /// <exception cref="InvalidDataException">The compressed data are damaged or end too early.</exception>
    public static byte[] Read(Stream stream, string path)
    {
        using var stored = new MemoryStream();
        stream.CopyTo(stored);
        var bytes = stored.ToArray();
        if (bytes is not [0x1F, 0x8B, ..])
        {
            return bytes;
        }

        using var content = new MemoryStream();
        try
        {
            stored.Position = 0;
            using var unzipped = new GZipStream(stored, CompressionMode.Decompress);
            unzipped.CopyTo(content);
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            throw Damaged(path, error.Message);
        }

        // A file cut between two blocks unzips without complaint; its last four bytes then are not the length of the content (RFC 1952, 2.3.1).
        return bytes.Length >= GzipFrame && BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(bytes.Length - 4)) == (uint)content.Length
            ? content.ToArray()
            : throw Damaged(path, "it is truncated");
    }

    private static InvalidDataException Damaged(string path, string why) =>
        new($"`{path}` is damaged within its gzip data ({why.TrimEnd('.')}); fetch it again.");
}
