namespace Atelier.Interactive;

/// <summary>One cell of a table.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Bar">Length of a bar behind the text, 0 to 1.</param>
/// <param name="Good">Strength of a shade for what is right, 0 to 1.</param>
/// <param name="Bad">Strength of a shade for what is wrong, 0 to 1.</param>
/// <param name="Faint">True for what the eye may skip.</param>
/// <param name="Svg">A small drawing before the text, as a finished and encoded SVG element; plain text leaves it out.</param>
internal readonly record struct Cell(
    string Text, double? Bar = null, double? Good = null, double? Bad = null, bool Faint = false, string Svg = "")
{
    public static implicit operator Cell(string text) => new(text);
}
