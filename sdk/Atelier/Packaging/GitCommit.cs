namespace Atelier.Packaging;

/// <summary>Finds the commit that a folder's sources are checked out at, without running Git.</summary>
internal static class GitCommit
{
    private const int MostLinks = 5;
    private const long LargestFile = 64 << 20;

    /// <summary>The commit in lower-case hexadecimal; null outside a repository, before its first commit, and where it cannot be read.</summary>
    public static string? Find(string folder)
    {
        try
        {
            for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
            {
                if (Repository(Path.Combine(at.FullName, ".git")) is { } repository)
                {
                    return Resolve(repository, "HEAD", 0);
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // A training is not to fail over this.
        }

        return null;
    }

    private static string? Repository(string path)
    {
        if (Directory.Exists(path))
        {
            return path;
        }

        // In worktrees and submodules a file says where the repository is.
        return Read(path) is { } text && text.StartsWith("gitdir: ", StringComparison.Ordinal)
            ? Path.Combine(Path.GetDirectoryName(path)!, text["gitdir: ".Length..].Trim())
            : null;
    }

    private static string? Resolve(string repository, string name, int links)
    {
        var common = Read(Path.Combine(repository, "commondir")) is { } shared ? Path.Combine(repository, shared.Trim()) : repository;
        var text = (Read(Path.Combine(repository, name)) ?? Read(Path.Combine(common, name)))?.Trim() ?? Packed(common, name);
        return text is null ? null
            : !text.StartsWith("ref: ", StringComparison.Ordinal) ? (IsHash(text) ? text : null)
            : text["ref: ".Length..].Trim() is var next && links < MostLinks && IsSafe(next) ? Resolve(repository, next, links + 1)
            : null;
    }

    private static string? Packed(string repository, string name) => Read(Path.Combine(repository, "packed-refs"))?
        .Split('\n')
        .Select(line => line.TrimEnd('\r').Split(' '))
        .FirstOrDefault(words => words.Length == 2 && words[1] == name)?[0];

    private static string? Read(string path) => new FileInfo(path) is { Exists: true, Length: <= LargestFile } ? File.ReadAllText(path) : null;

    private static bool IsSafe(string name) => name.StartsWith("refs/", StringComparison.Ordinal) && !name.Split('/', '\\').Contains("..");

    private static bool IsHash(string text) => text.Length is 40 or 64 && !text.AsSpan().ContainsAnyExcept("0123456789abcdef");
}
