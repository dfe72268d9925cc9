namespace Atelier.Tool;

/// <summary>Decides where executed notebooks go.</summary>
internal static class OutputPaths
{
    private static readonly StringComparer PathComparer = OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;

    /// <summary>The file for each notebook, as full paths.</summary>
    /// <param name="notebooks">The notebooks to run.</param>
    /// <param name="output">What the user asked for; null for the default places.</param>
    /// <param name="isInPlace">Whether each notebook is to be overwritten; a link stays one, and the file that it leads to is.</param>
    /// <exception cref="UsageException">Two notebooks would share a file, or one would be overwritten.</exception>
    public static string[] For(IReadOnlyList<string> notebooks, string? output, bool isInPlace = false)
    {
        if (isInPlace && notebooks.FirstOrDefault(notebook => HasExtension(notebook, ".dib")) is { } dib)
            throw new UsageException($"--in-place would lose the outputs of '{dib}': .dib documents hold none. Leave it out, or convert the notebook first.");
        var paths = isInPlace ? [.. notebooks.Select(Real)] : Places(notebooks, output);
        if (paths.GroupBy(path => path, PathComparer).FirstOrDefault(group => group.Count() > 1) is { } shared)
            throw new UsageException(
                $"{shared.Count()} of the notebooks would be written to the same file '{shared.Key}'; expected one file each. "
                    + (isInPlace ? "Name it once." : "Run them one by one, each with -o."));
        return paths;
    }

    private static string[] Places(IReadOnlyList<string> notebooks, string? output)
    {
        var paths = notebooks.Select(notebook => Path.GetFullPath(output switch
        {
            null => Default(notebook),
            _ when IsFolder(output, notebooks.Count, "-o") => Path.Combine(output, Executed(notebook)),
            _ when HasExtension(output, ".dib") => throw new UsageException(
                $"-o names '{output}', but .dib documents hold no outputs; expected an .ipynb file."),
            _ => output,
        })).ToArray();

        var inputs = notebooks.Select(Real).ToHashSet(PathComparer);
        if (paths.FirstOrDefault(path => inputs.Contains(Real(path))) is { } overwritten)
            throw new UsageException(
                $"The executed notebook would overwrite the notebook '{overwritten}' itself; expected another file. Name one with -o, or give --in-place instead.");
        return paths;
    }

    /// <summary>The page for each notebook, as full paths.</summary>
    /// <param name="notebooks">The notebooks to run.</param>
    /// <param name="html">The file that the user named, or the folder.</param>
    /// <param name="outputs">The files of the executed notebooks.</param>
    /// <exception cref="UsageException">Two notebooks would share a page, or a notebook would be overwritten by one.</exception>
    public static string[] ForPages(IReadOnlyList<string> notebooks, string html, IReadOnlyList<string> outputs)
    {
        var isFolder = IsFolder(html, notebooks.Count, "--html");
        var paths = notebooks
            .Select(notebook => Path.GetFullPath(isFolder ? Path.Combine(html, Path.GetFileNameWithoutExtension(notebook) + ".html") : html))
            .ToArray();
        if (paths.GroupBy(path => path, PathComparer).FirstOrDefault(group => group.Count() > 1) is { } shared)
            throw new UsageException(
                $"{shared.Count()} of the notebooks would be shown in the same page '{shared.Key}'; expected one each. Run them one by one.");
        if (HasExtension(html, ".ipynb") || HasExtension(html, ".dib") || paths.Any(path => outputs.Concat(notebooks).Any(other => AreSame(path, other))))
            throw new UsageException($"--html names '{html}', which is a notebook's name; expected that of a page, such as page.html. The notebook goes where -o says.");
        return paths;
    }

    /// <summary>True when both paths lead to one file, by whatever links.</summary>
    public static bool AreSame(string path, string other) => PathComparer.Equals(Real(path), Real(other));

    private static bool IsFolder(string output, int count, string option)
    {
        if (Directory.Exists(output) || Path.EndsInDirectorySeparator(output))
            return true;
        if (count > 1 && File.Exists(output))
            throw new UsageException($"{option} names the file '{output}' for {count} notebooks; expected a folder. Name a folder, or run them one by one.");
        return count > 1;
    }

    private static string Default(string notebook)
    {
        var full = Path.GetFullPath(notebook);
        return SourceTree.FindRoot(full) is { } root
            ? Path.Combine(root, "artifacts", "notebooks", Executed(full))
            : Path.ChangeExtension(full, ".executed.ipynb");
    }

    /// <summary>The name of the executed notebook: that of the notebook, and .ipynb for a document that cannot hold outputs.</summary>
    private static string Executed(string notebook) =>
        Path.GetFileName(HasExtension(notebook, ".dib") ? Path.ChangeExtension(notebook, ".ipynb") : notebook);

    private static bool HasExtension(string path, string extension) =>
        Path.GetExtension(path).Equals(extension, StringComparison.OrdinalIgnoreCase);

    private static string Real(string path) =>
        Path.GetFullPath(File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path);
}
