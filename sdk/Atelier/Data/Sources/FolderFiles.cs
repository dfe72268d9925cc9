namespace Atelier.Data;

/// <summary>The files of a dataset in one folder, each plain or compressed with gzip.</summary>
internal sealed class FolderFiles
{
    private readonly string _folder;

    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    public FolderFiles(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        _folder = Directory.Exists(folder)
            ? folder
            : throw new DirectoryNotFoundException($"The folder `{Path.GetFullPath(folder)}` does not exist; check its name.");
        Name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
    }

    /// <summary>The last part of the folder's path.</summary>
    public string Name { get; }

    /// <summary>The path of a file, or of the same with <c>.gz</c>.</summary>
    /// <exception cref="FileNotFoundException">Neither is there.</exception>
    public string Find(string file)
    {
        foreach (var path in new[] { Path.Combine(_folder, file), Path.Combine(_folder, file + ".gz") })
        {
            if (File.Exists(path))
            {
                return path;
            }
        }

        throw new FileNotFoundException(
            $"`{Path.GetFullPath(_folder)}` has neither `{file}` nor `{file}.gz`. Put the files there under their published names.",
            Path.Combine(_folder, file));
    }
}
