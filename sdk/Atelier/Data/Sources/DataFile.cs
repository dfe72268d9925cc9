using System.IO.Compression;

namespace Atelier.Data;

/// <summary>A file that stays open and is read at any place; one compressed with gzip is unpacked into a temporary file first.</summary>
/// <remarks>
/// Safe to read from several threads at once. The file is closed, and a temporary one deleted, when nothing uses this any more. A file
/// that was deleted meanwhile can still be read where the system allows; one that was changed is refused.
/// </remarks>
internal sealed class DataFile
{
    private const int CopyBytes = 1 << 20;

    private readonly FileStream _file;
    private readonly DateTime _written;

    private DataFile(string path, FileStream file)
    {
        Path = path;
        _file = file;
        Length = RandomAccess.GetLength(file.SafeFileHandle);
        _written = File.GetLastWriteTimeUtc(file.SafeFileHandle);
    }

    /// <summary>Where it lies, for messages.</summary>
    public string Path { get; }

    /// <summary>The bytes of the content, unpacked.</summary>
    public long Length { get; }

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file, plain or compressed with gzip.</param>
    /// <param name="most">Given the first bytes of the content, how many it may hold: unpacking stops beyond.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">It cannot be read, or the temporary folder takes no more.</exception>
    /// <exception cref="InvalidDataException">Its gzip data is damaged or truncated.</exception>
    public static DataFile Open(string path, Func<ReadOnlySpan<byte>, long>? most = null)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException(
                Directory.Exists(path)
                    ? $"`{System.IO.Path.GetFullPath(path)}` is a folder; expected a file."
                    : $"The file `{System.IO.Path.GetFullPath(path)}` does not exist; check its name and folder.",
                path);
        }

        var file = OpenPlain(path);
        try
        {
            Span<byte> start = stackalloc byte[2];
            if (RandomAccess.Read(file.SafeFileHandle, start, 0) < 2 || start is not [0x1F, 0x8B])
            {
                return new DataFile(path, file);
            }

            using (file)
            {
                return new DataFile(path, Unpack(file, path, most));
            }
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Fills a buffer from a place in the content.</summary>
    /// <exception cref="IOException">The file was changed since it was opened, or cannot be read.</exception>
    public void Read(long offset, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            var read = RandomAccess.Read(_file.SafeFileHandle, destination, offset);
            if (read == 0)
            {
                throw Changed();
            }

            offset += read;
            destination = destination[read..];
        }
    }

    /// <summary>Requires that nobody wrote to the file since it was opened.</summary>
    /// <exception cref="IOException">Somebody did.</exception>
    public void EnsureUnchanged()
    {
        if (RandomAccess.GetLength(_file.SafeFileHandle) != Length || File.GetLastWriteTimeUtc(_file.SafeFileHandle) != _written)
        {
            throw Changed();
        }
    }

    private static FileStream OpenPlain(string path)
    {
        try
        {
            return new FileStream(path, new FileStreamOptions
            {
                Share = FileShare.ReadWrite | FileShare.Delete,
                Options = FileOptions.RandomAccess,
                BufferSize = 0,
            });
        }
        catch (UnauthorizedAccessException error)
        {
            throw new IOException($"`{path}` cannot be opened for reading ({error.Message}). Allow this user to read it.", error);
        }
    }

    private static FileStream Unpack(Stream packed, string path, Func<ReadOnlySpan<byte>, long>? most)
    {
        var temporary = CreateTemporary();
        try
        {
            using var content = new GZipStream(new SealedGzip(packed), CompressionMode.Decompress);
            var buffer = new byte[CopyBytes];
            var (length, limit) = (0L, long.MaxValue);
            for (var read = ReadPacked(content, buffer, path); read > 0; read = ReadPacked(content, buffer, path))
            {
                limit = length == 0 && most is not null ? most(buffer.AsSpan(0, read)) : limit;
                length += read;
                if (length - SealedGzip.Seal.Length > limit)
                {
                    throw new InvalidDataException($"`{path}` unpacks to more than the {limit} bytes that its header says; fetch it again.");
                }

                temporary.Write(buffer, 0, read);
            }

            BreakSeal(temporary, path);
            return temporary;
        }
        catch
        {
            temporary.Dispose();
            throw;
        }
    }

    private static FileStream CreateTemporary()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            Options = FileOptions.DeleteOnClose | FileOptions.RandomAccess,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(System.IO.Path.Combine(System.IO.Path.GetTempPath(), "atelier-" + System.IO.Path.GetRandomFileName()), options);
    }

    private static int ReadPacked(GZipStream content, Span<byte> buffer, string path)
    {
        try
        {
            return content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            throw new InvalidDataException($"`{path}` is damaged within its gzip data ({error.Message}); fetch it again.", error);
        }
    }

    private static void BreakSeal(FileStream temporary, string path)
    {
        Span<byte> end = stackalloc byte[SealedGzip.Seal.Length];
        var whole = temporary.Length - end.Length;
        if (whole < 0 || RandomAccess.Read(temporary.SafeFileHandle, end, whole) < end.Length || !end.SequenceEqual(SealedGzip.Seal))
        {
            throw new InvalidDataException($"`{path}` ends within its gzip data: it is truncated, or something else follows. Fetch it again.");
        }

        temporary.SetLength(whole);
    }

    private IOException Changed() => new($"`{Path}` was changed since it was opened; open it again.");
}
