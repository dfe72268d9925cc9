namespace Atelier.Kernel;

/// <summary>The text of one compiled cell, by which positions in it are shown.</summary>
/// <param name="Path">The name under which the compiler and stack traces know the text.</param>
/// <param name="Label">The name that readers see, such as <c>Cell 3</c>.</param>
/// <param name="Text">The source text.</param>
internal sealed record CellSource(string Path, string Label, string Text)
{
    private readonly Lazy<string[]> _lines = new(() => Text.ReplaceLineEndings("\n").Split('\n'));

    /// <summary>The scripts that the cell loads with <c>#load</c>; null when it loads none.</summary>
    public LoadedScripts? Scripts { get; init; }

    /// <summary>The text of a line, from 1; empty when there is no such line.</summary>
    public string Line(int number) => number >= 1 && number <= _lines.Value.Length ? _lines.Value[number - 1].TrimEnd() : "";
}
