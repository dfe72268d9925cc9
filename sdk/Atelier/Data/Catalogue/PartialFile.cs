namespace Atelier.Data;

/// <summary>The part of a file that has been downloaded so far, beside its final place, with a note where it comes from.</summary>
internal sealed class PartialFile(string target)
{
    /// <summary>Where the bytes are kept until the file is whole.</summary>
    public string Path { get; } = target + ".part";

    /// <summary>Two lines: the address, and what the server calls this version of the file.</summary>
    private string NotePath { get; } = target + ".part.source";

    public long Length => File.Exists(Path) ? new FileInfo(Path).Length : 0;

    /// <summary>How many bytes a request to this address may skip, and the version that they are of; 0 for a fresh start.</summary>
    public (long Length, string Version) ResumeFrom(Uri url)
    {
        if (Length == 0 || !File.Exists(NotePath))
        {
            return (0, "");
        }

        return File.ReadAllLines(NotePath) is [var source, { Length: > 0 } version] && source == url.AbsoluteUri ? (Length, version) : (0, "");
    }

    /// <summary>Opens it empty for a download from an address.</summary>
    public FileStream Restart(Uri url, string? version)
    {
        File.WriteAllLines(NotePath, [url.AbsoluteUri, version ?? ""]);
        return Open(FileMode.Create);
    }

    /// <summary>Opens it at its end.</summary>
    public FileStream Append() => Open(FileMode.Append);

    public void Delete()
    {
        File.Delete(Path);
        File.Delete(NotePath);
    }

    /// <summary>Gives the whole file its name, at once or not at all.</summary>
    public void Complete()
    {
        File.Move(Path, target, overwrite: true);
        File.Delete(NotePath);
    }

    // No buffer of its own: after an error there must be nothing left to write when it is closed.
    private FileStream Open(FileMode mode) => new(Path, mode, FileAccess.Write, FileShare.Read, 0, FileOptions.Asynchronous);
}
