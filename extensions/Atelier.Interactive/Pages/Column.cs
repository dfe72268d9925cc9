namespace Atelier.Interactive;

/// <summary>A column of a table.</summary>
/// <param name="Name">Its header.</param>
/// <param name="IsText">True for words, which align left; false for numbers, which align right.</param>
internal readonly record struct Column(string Name, bool IsText = false)
{
    public static implicit operator Column(string name) => new(name);
}
