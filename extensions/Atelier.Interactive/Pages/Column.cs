namespace Atelier.Interactive;

/// <summary>A column of a table.</summary>
/// <param name="Name">Its header.</param>
/// <param name="IsText">True for words, which align left; false for numbers, which align right.</param>
/// <param name="Detail">A second line under the name, such as the type of the values; empty for none.</param>
/// <param name="IsDrawing">True for drawings, which plain text leaves out.</param>
internal readonly record struct Column(string Name, bool IsText = false, string Detail = "", bool IsDrawing = false)
{
    public static implicit operator Column(string name) => new(name);
}
