namespace Atelier.Kernel;

/// <summary>A piece of a cell: code for one kernel, or the line of a magic command.</summary>
/// <param name="Kernel">The kernel that runs the code, or that was selected where the magic command stands.</param>
/// <param name="Text">The code, on the lines that it has in the cell; or the magic command's line.</param>
/// <param name="Line">Where the code's selector or the magic command stands, from 1; 0 for code without a selector.</param>
/// <param name="IsMagic">Whether it is a magic command.</param>
/// <param name="Selector">The line that selected the kernel; null for none.</param>
internal sealed record CellPart(string Kernel, string Text, int Line, bool IsMagic, string? Selector = null)
{
    /// <summary>The scripts that the code loads; null for none.</summary>
    public LoadedScripts? Scripts { get; init; }
}
