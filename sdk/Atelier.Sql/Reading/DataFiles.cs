namespace Atelier.Sql;

/// <summary>Finds the files that a path or a pattern means.</summary>
internal static class DataFiles
{
    private static readonly char[] Wildcards = ['*', '?', '['];

    /// <summary>The full paths, in ordinal order.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="ArgumentException">The path is a folder.</exception>
    public static IReadOnlyList<string> Find(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var full = Path.GetFullPath(path);
        if (File.Exists(full))
        {
            return [full];
        }

        if (Directory.Exists(full))
        {
            throw new ArgumentException($"`{full}` is a folder; expected a file, or a pattern like `{Path.Combine(full, "*.csv")}`.", nameof(path));
        }

        if (path.IndexOfAny(Wildcards) < 0)
        {
            throw new FileNotFoundException($"There is no file `{full}`.", full);
        }

        var files = Matching(full);
        return files.Count > 0 ? files : throw new FileNotFoundException($"No file matches `{full}`.", full);
    }

    private static IReadOnlyList<string> Matching(string pattern)
    {
        using var connection = Engine.Open();
        var names = FrameBuilder.Query(connection, $"select file from glob({Engine.Literal(pattern)})")["file"];
        return [.. Enumerable.Range(0, (int)names.Length).Select(row => Path.GetFullPath((string)names[row])).Order(StringComparer.Ordinal)];
    }
}
