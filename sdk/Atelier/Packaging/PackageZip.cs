using System.IO.Compression;

namespace Atelier.Packaging;

/// <summary>Writes and reads a <see cref="ModelPackage"/> as one zip file, and never unpacks it to disk.</summary>
internal static class PackageZip
{
    private const int MostEntries = 1000;

    // Deflate makes at most 1,032 bytes of one. Text and weights stay far below the ratio; what is small may be what it likes.
    private const long LargestOfAnyRatio = 16 << 20;
    private const long LargestRatio = 200;

    private const int UnixFileType = 0xF000;
    private const int UnixLink = 0xA000;

    // The first moment that the format knows: equal packages are to give equal bytes.
    private static readonly DateTimeOffset Epoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static bool IsZip(string path) => path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase);

    public static void Write(ModelPackage package, string target, bool overwrite)
    {
        if (Directory.Exists(target) || (File.Exists(target) && !overwrite))
        {
            throw new IOException($"`{target}` exists already. Give a new file, or pass overwrite: true to replace a package.");
        }

        if (File.Exists(target) && WhyNotAPackage(target) is { } reason)
        {
            throw new IOException($"`{target}` exists already and is not replaced, for {reason}. Give another file.");
        }

        var temporary = PackageFolder.TemporaryBeside(target);
        try
        {
            var parts = PackageParts.Of(package);
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite))
            {
                using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
                {
                    foreach (var (name, bytes) in parts)
                    {
                        Add(archive, name, bytes.Span);
                    }

                    Add(archive, Checksums.FileName, Checksums.Format(parts));
                }

                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    public static ModelPackage Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read);
        try
        {
            using var archive = new ZipArchive(file, ZipArchiveMode.Read);
            var entries = Entries(path, archive, file.Length);
            var parts = Checksums.ReadVerified(path, name => entries.TryGetValue(name, out var entry) ? Unpack(path, entry) : null);
            if (entries.Keys.Except([.. parts.Keys, Checksums.FileName]).FirstOrDefault() is { } unlisted)
            {
                throw new InvalidDataException(
                    $"The package `{path}` holds `{unlisted}`, which its `{Checksums.FileName}` does not list. Do not trust this package.");
            }

            return PackageParts.Assemble(path, parts);
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or NotSupportedException or OverflowException
            && !error.Message.Contains(path, StringComparison.Ordinal))
        {
            throw new InvalidDataException(
                $"`{path}` cannot be read as a zip file: {error.Message} Expected a package that ModelPackage.Save wrote; copy it again.", error);
        }
    }

    // Weights hardly shrink, and are read at the speed of the disk when they are stored as they are.
    private static void Add(ZipArchive archive, string name, ReadOnlySpan<byte> bytes)
    {
        var isText = Path.GetExtension(name) is ".json" or ".md";
        var entry = archive.CreateEntry(name, isText ? CompressionLevel.Optimal : CompressionLevel.NoCompression);
        entry.LastWriteTime = Epoch;
        using var stream = entry.Open();
        stream.Write(bytes);
    }

    private static Dictionary<string, ZipArchiveEntry> Entries(string path, ZipArchive archive, long length)
    {
        if (archive.Entries.Count > MostEntries)
        {
            throw new InvalidDataException(
                $"The package `{path}` has {archive.Entries.Count} entries; expected at most {MostEntries}. Do not trust this package.");
        }

        var entries = new Dictionary<string, ZipArchiveEntry>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in archive.Entries)
        {
            EnsureSafe(path, entry);
            if (!entries.TryAdd(entry.FullName, entry))
            {
                throw new InvalidDataException($"The package `{path}` holds `{entry.FullName}` twice; expected every part once. Do not trust this package.");
            }
        }

        var packed = entries.Values.Sum(entry => entry.CompressedLength);
        return packed <= length
            ? new Dictionary<string, ZipArchiveEntry>(entries, StringComparer.Ordinal)
            : throw new InvalidDataException(
                $"The entries of the package `{path}` claim {packed} bytes of a file of {length}: they overlap. Do not trust this package.");
    }

    private static void EnsureSafe(string path, ZipArchiveEntry entry)
    {
        if (!PackageParts.IsPlainName(entry.FullName))
        {
            throw new InvalidDataException(
                $"The package `{path}` holds the entry `{entry.FullName}`, which leaves its folder; expected plain file names. "
                + "Do not trust this package; one that you packed yourself: zip the files, not the folder that holds them.");
        }

        if (((entry.ExternalAttributes >> 16) & UnixFileType) == UnixLink)
        {
            throw new InvalidDataException(
                $"The entry `{entry.FullName}` of the package `{path}` is a symbolic link, which leaves its folder; expected a file. Do not trust this package.");
        }

        if (entry.IsEncrypted)
        {
            throw new InvalidDataException($"The entry `{entry.FullName}` of the package `{path}` is encrypted; expected plain files. Pack it without a password.");
        }

        var isBomb = entry.Length > LargestOfAnyRatio && entry.Length / LargestRatio > entry.CompressedLength;
        if (isBomb || entry.Length > Array.MaxLength)
        {
            throw new InvalidDataException(
                $"The entry `{entry.FullName}` of the package `{path}` unpacks {entry.CompressedLength} bytes to {entry.Length}; expected at most "
                + $"{LargestRatio} times as many and {Array.MaxLength} in all. Do not trust this package.");
        }
    }

    private static byte[] Unpack(string path, ZipArchiveEntry entry)
    {
        var bytes = GC.AllocateUninitializedArray<byte>((int)entry.Length);
        using var stream = entry.Open();
        var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return length == bytes.Length && stream.ReadByte() < 0
            ? bytes
            : throw new InvalidDataException(
                $"The entry `{entry.FullName}` of the package `{path}` does not hold the {bytes.Length} bytes that it claims. Copy the package again.");
    }

    private static string? WhyNotAPackage(string path)
    {
        try
        {
            using var archive = ZipFile.OpenRead(path);
            var manifest = archive.GetEntry(PackageParts.Manifest) is { Length: < 1 << 20 } entry
                ? PackageParts.TryReadManifest(Unpack(path, entry))
                : null;
            return PackageFolder.WhyNotAPackage(manifest, archive.Entries.Select(entry => entry.FullName));
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or NotSupportedException)
        {
            return "it is no zip file";
        }
    }
}
