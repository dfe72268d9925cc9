namespace Atelier;

/// <summary>A file as it was when it was found; reading it later refuses one that was changed.</summary>
internal sealed record FileStamp(string Path, long Length, DateTime Written)
{
    /// <summary>The file as it is now.</summary>
    /// <exception cref="FileNotFoundException">There is no such file, or a link leads nowhere.</exception>
    public static FileStamp Of(FileInfo file)
    {
        var target = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo;
        return target is { Exists: true }
            ? new FileStamp(file.FullName, target.Length, target.LastWriteTimeUtc)
            : throw new FileNotFoundException($"The file `{file.FullName}` does not exist; check its name and, of a link, where it leads.", file.FullName);
    }

    /// <summary>The whole content.</summary>
    /// <param name="most">The most bytes to take.</param>
    /// <exception cref="IOException">The file cannot be read, or was changed or deleted meanwhile; the message names it.</exception>
    /// <exception cref="InvalidDataException">The file is larger.</exception>
    public byte[] ReadAllBytes(long most)
    {
        if (Length > most)
        {
            throw new InvalidDataException($"`{Path}` holds {Length} bytes; expected at most {most}. Is it another kind of file?");
        }

        try
        {
            using var handle = File.OpenHandle(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            EnsureUnchanged(handle);
            var bytes = new byte[Length];
            for (var read = 0; read < bytes.Length;)
            {
                var more = RandomAccess.Read(handle, bytes.AsSpan(read), read);
                read += more > 0 ? more : throw Changed();
            }

            EnsureUnchanged(handle);
            return bytes;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FileNotFoundException($"`{Path}` was deleted since its folder was opened; open the folder again.", Path, error);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new IOException($"`{Path}` cannot be opened for reading ({error.Message}). Allow this user to read it.", error);
        }
    }

    private void EnsureUnchanged(Microsoft.Win32.SafeHandles.SafeFileHandle handle)
    {
        if (RandomAccess.GetLength(handle) != Length || File.GetLastWriteTimeUtc(handle) != Written)
        {
            throw Changed();
        }
    }

    private IOException Changed() => new($"`{Path}` was changed since its folder was opened; open the folder again.");
}
