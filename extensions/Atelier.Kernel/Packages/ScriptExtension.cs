namespace Atelier.Kernel;

/// <summary>The script that a package brings to set notebooks up for it.</summary>
internal static class ScriptExtension
{
    private const string FileName = "extension.dib";

    /// <summary>The package's script; null when it has none.</summary>
    public static string? Find(ResolvedPackage package) =>
        package.Extensions.FirstOrDefault(path => Path.GetFileName(path).Equals(FileName, StringComparison.OrdinalIgnoreCase));

    /// <summary>True when the package brings an extension that only the original .NET Interactive could load.</summary>
    public static bool HasCompiledOnly(ResolvedPackage package) =>
        Find(package) is null && package.Extensions.Any(path => path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase));

    /// <summary>The script's C# parts in their order, each on the lines that it has in the file.</summary>
    public static IEnumerable<CellSource> Read(ResolvedPackage package, string path)
    {
        var lines = File.ReadAllText(path).ReplaceLineEndings("\n").Split('\n');
        var parts = new List<string[]> { Blank(lines) };
        var isCode = true;
        for (var i = 0; i < lines.Length; i++)
        {
            var selector = lines[i].Trim().ToLowerInvariant();
            if (selector is "#!markdown" or "#!meta")
            {
                isCode = false;
            }
            else if (selector.StartsWith("#!", StringComparison.Ordinal))
            {
                isCode = true;
                parts.Add(Blank(lines));
            }
            if (isCode)
                parts[^1][i] = lines[i];
        }
        return parts
            .Select(part => string.Join('\n', part))
            .Where(text => !string.IsNullOrWhiteSpace(text))
            .Select((text, index) => new CellSource($"{package.Id}/{FileName}#{index}", $"{FileName} of {package.Id}", text));
    }

    private static string[] Blank(string[] lines) => [.. lines.Select(_ => "")];
}
