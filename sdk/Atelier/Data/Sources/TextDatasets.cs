namespace Atelier.Data;

/// <summary>Opens text files as datasets with one column of text; texts are read when they are asked for, however large the files are.</summary>
/// <remarks>See <see cref="LineFile"/> for line ends, encodings and how long files stay open. Parts of such a dataset read on demand, too.</remarks>
public static class TextDatasets
{
    /// <summary>Opens a file with one example a line.</summary>
    /// <param name="path">The file, plain or compressed with gzip.</param>
    /// <param name="options">Encoding, empty lines and the column's name; null takes the defaults.</param>
    /// <returns>A dataset without labels, named as the file.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It has no lines, is no text or in another encoding; the message names the line.</exception>
    public static Dataset OpenLines(string path, TextFileOptions? options = null)
    {
        options ??= new TextFileOptions();
        return Dataset.FromColumns(ClassOf(path), [new FeatureColumn(options.Column, LineFile.Open(path, options))]);
    }

    /// <summary>Opens a folder with a file for each class, such as <c>positive.txt</c> and <c>negative.txt</c>, one example a line.</summary>
    /// <param name="folder">Holds files <c>*.txt</c> or <c>*.txt.gz</c>; others are ignored.</param>
    /// <param name="options">Encoding, empty lines and the column's name; null takes the defaults.</param>
    /// <returns>A labelled dataset named as the folder; classes are named as the files without their endings, in ordinal order.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">There are no such files, or one has no lines, is no text or in another encoding.</exception>
    public static Dataset OpenLinesByClass(string folder, TextFileOptions? options = null)
    {
        options ??= new TextFileOptions();
        var name = new FolderFiles(folder).Name;
        var paths = Directory.EnumerateFiles(folder).Where(IsText).OrderBy(ClassOf, StringComparer.Ordinal).ToArray();
        if (paths.Length == 0)
        {
            throw new InvalidDataException(
                $"`{Path.GetFullPath(folder)}` holds no .txt files; expected one for each class, named as the class, with one example a line.");
        }

        var twice = paths.GroupBy(ClassOf).FirstOrDefault(files => files.Count() > 1);
        if (twice is not null)
        {
            throw new InvalidDataException($"`{Path.GetFullPath(folder)}` holds {twice.Count()} files for the class `{twice.Key}`; expected one. Remove the other.");
        }

        var files = paths.Select(path => LineFile.Open(path, options)).ToArray();
        var labels = files.SelectMany((file, label) => Enumerable.Repeat(label, file.Count)).ToArray();
        return Dataset.FromColumns(name, [new FeatureColumn(options.Column, new JoinedTexts(files))], labels, [.. paths.Select(ClassOf)]);
    }

    /// <summary>Opens a folder with a sub-folder for each class and a text file for each example.</summary>
    /// <param name="folder">Sub-folders are named as the classes; every file in or below one that is not hidden is an example.</param>
    /// <param name="options">Encoding and the column's name; null takes the defaults. Empty files are empty texts.</param>
    /// <returns>A labelled dataset named as the folder, classes and files in ordinal order of their names.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">There are no sub-folders, or one holds no files.</exception>
    public static Dataset OpenFolder(string folder, TextFileOptions? options = null)
    {
        options ??= new TextFileOptions();
        var found = ClassFolders.Find(folder, _ => true, "text files");
        var texts = new FeatureColumn(options.Column, new TextFiles(found.Files, options));
        return Dataset.FromColumns(new FolderFiles(folder).Name, [texts], found.Labels, found.ClassNames);
    }

    private static bool IsText(string path) =>
        Path.GetFileName(path)[0] != '.'
        && (path.EndsWith(".txt", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".txt.gz", StringComparison.OrdinalIgnoreCase));

    private static string ClassOf(string path)
    {
        var name = Path.GetFileName(path);
        name = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
        return Path.GetFileNameWithoutExtension(name) is { Length: > 0 } stem ? stem : name;
    }
}
