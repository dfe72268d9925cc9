namespace Atelier.Kernel;

/// <summary>What of a cell's source goes to the C# engine.</summary>
/// <param name="Text">The source; lines that only select C# are blank, so that line numbers stay those of the cell.</param>
/// <param name="ForeignLanguage">The first language other than C# in which the cell holds text; null when there is none.</param>
internal sealed record CellCode(string Text, string? ForeignLanguage)
{
    /// <summary>Reads a cell: its own language, and the lines (<c>#!fsharp</c>) from which on another one holds.</summary>
    public static CellCode Of(NotebookCell cell)
    {
        var language = cell.Language;
        string? foreign = null;
        var lines = cell.Source.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (KernelNames.FromSelector(lines[i]) is { } selected)
            {
                language = selected;
                lines[i] = "";
            }
            else if (language != KernelNames.CSharp && !string.IsNullOrWhiteSpace(lines[i]))
            {
                foreign ??= language;
            }
        }
        return new CellCode(string.Join('\n', lines), foreign);
    }
}
