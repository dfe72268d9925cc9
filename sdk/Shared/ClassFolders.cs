namespace Atelier;

/// <summary>A folder with a sub-folder for each class and the examples in them.</summary>
/// <param name="ClassNames">The names of the sub-folders, in ordinal order.</param>
/// <param name="Files">The examples, class by class, in ordinal order of their paths.</param>
/// <param name="Labels">The class of each file.</param>
/// <param name="Ignored">Other files below the folder, hidden ones included.</param>
internal sealed record ClassFolders(IReadOnlyList<string> ClassNames, IReadOnlyList<FileStamp> Files, int[] Labels, IReadOnlyList<string> Ignored)
{
    /// <summary>Looks through a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="isExample">Whether a file that is not hidden is an example, by its name.</param>
    /// <param name="what">What an example is called in messages, such as "image (.jpg, .png)".</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">There are no sub-folders, or one holds no example.</exception>
    public static ClassFolders Find(string folder, Func<string, bool> isExample, string what)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        var root = new DirectoryInfo(folder);
        if (!root.Exists)
        {
            throw new DirectoryNotFoundException($"The folder `{root.FullName}` does not exist; check its name.");
        }

        var classes = root.EnumerateDirectories().Where(child => !IsHidden(child)).OrderBy(child => child.Name, StringComparer.Ordinal).ToArray();
        var (files, labels, ignored) = (new List<FileStamp>(), new List<int>(), new List<string>());
        ignored.AddRange(Below(root, new EnumerationOptions { AttributesToSkip = 0 }).Select(file => file.FullName));
        if (classes.Length == 0)
        {
            throw new InvalidDataException(
                $"`{root.FullName}` has no sub-folders but {ignored.Count} files; expected a sub-folder for each class, "
                + "named as the class, with the examples in it.");
        }

        for (var label = 0; label < classes.Length; label++)
        {
            var before = files.Count;
            foreach (var file in Below(classes[label], new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = false }))
            {
                if (IsHiddenBelow(file, classes[label]) || !isExample(file.Name))
                {
                    ignored.Add(file.FullName);
                }
                else
                {
                    files.Add(FileStamp.Of(file));
                    labels.Add(label);
                }
            }

            if (files.Count == before)
            {
                throw new InvalidDataException(
                    $"The class folder `{classes[label].FullName}` holds no {what}. Add examples or remove the folder: it would be a class without any.");
            }
        }

        return new ClassFolders([.. classes.Select(child => child.Name)], files, [.. labels], ignored);
    }

    private static IEnumerable<FileInfo> Below(DirectoryInfo folder, EnumerationOptions options) =>
        folder.EnumerateFiles("*", options).OrderBy(file => Path.GetRelativePath(folder.FullName, file.FullName), StringComparer.Ordinal);

    private static bool IsHiddenBelow(FileInfo file, DirectoryInfo folder) =>
        IsHidden(file) || Path.GetRelativePath(folder.FullName, file.FullName).Split(Path.DirectorySeparatorChar).Any(part => part[0] == '.');

    private static bool IsHidden(FileSystemInfo entry) => entry.Name[0] == '.' || entry.Attributes.HasFlag(FileAttributes.Hidden);
}
