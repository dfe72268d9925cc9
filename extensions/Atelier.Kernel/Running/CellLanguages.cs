namespace Atelier.Kernel;

/// <summary>Finds the languages in which a cell is written.</summary>
internal static class CellLanguages
{
    /// <summary>The first language other than C# in which a cell holds text; null when there is none.</summary>
    /// <remarks>A line such as <c>#!fsharp</c> selects the language of what follows; before the first it is the cell's own.</remarks>
    public static string? FindForeign(NotebookCell cell)
    {
        var language = cell.Language;
        foreach (var line in cell.Source.AsSpan().EnumerateLines())
        {
            if (KernelNames.FromSelector(line) is { } selected)
                language = selected;
            else if (language != KernelNames.CSharp && !line.IsWhiteSpace())
                return language;
        }
        return null;
    }
}
