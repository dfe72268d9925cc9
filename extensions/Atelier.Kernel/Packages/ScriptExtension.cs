namespace Atelier.Kernel;

/// <summary>The script that a package brings to set notebooks up for it.</summary>
internal static class ScriptExtension
{
    private const string FileName = "extension.dib";

    /// <summary>The package's script; null when it has none.</summary>
    public static string? Find(ResolvedPackage package) =>
        package.Extensions.FirstOrDefault(path => Path.GetFileName(path).Equals(FileName, StringComparison.OrdinalIgnoreCase));

    /// <summary>The script as the text of one cell, each line where it is in the file, without the file's own metadata.</summary>
    public static CellSource Read(ResolvedPackage package, string path)
    {
        var lines = File.ReadAllText(path).ReplaceLineEndings("\n").Split('\n');
        var isMetadata = false;
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith("#!", StringComparison.Ordinal))
                isMetadata = lines[i].TrimEnd() == "#!meta";
            if (isMetadata)
                lines[i] = "";
        }
        return new CellSource($"{package.Id}/{FileName}", $"{FileName} of {package.Id}", string.Join('\n', lines));
    }
}
