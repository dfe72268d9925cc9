using System.Formats.Tar;
using System.IO.Compression;

namespace Atelier.Data;

/// <summary>Files out of a .tar.gz archive, in memory; nothing is written, so no path in the archive matters.</summary>
internal static class TarGz
{
    /// <summary>The content of the wanted files by their names in the archive.</summary>
    /// <exception cref="InvalidDataException">The archive is damaged or ends too early.</exception>
    public static Dictionary<string, byte[]> Read(Stream stream, string path, Func<string, bool> wanted)
    {
        var found = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        try
        {
            using var unzipped = new GZipStream(stream, CompressionMode.Decompress);
            using var archive = new TarReader(unzipped);
            while (archive.GetNextEntry() is { } entry)
            {
                if (entry.DataStream is { } data && wanted(entry.Name))
                {
                    using var content = new MemoryStream();
                    data.CopyTo(content);
                    found[entry.Name] = content.Length == entry.Length
                        ? content.ToArray()
                        : throw new EndOfStreamException($"`{entry.Name}` has {content.Length} of {entry.Length} bytes");
                }
            }
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new InvalidDataException($"`{path}` is not a whole .tar.gz archive ({error.Message.TrimEnd('.')}); fetch it again.", error);
        }

        return found;
    }
}
