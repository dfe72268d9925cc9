namespace Atelier.Kernel;

/// <summary>Positions in a text: Jupyter counts Unicode code points, .NET counts UTF-16 code units.</summary>
internal static class CodePoints
{
    /// <summary>The UTF-16 position that follows the given number of code points; the text's end when it has no more.</summary>
    public static int ToUtf16(string text, int codePoints)
    {
        var position = 0;
        for (var left = codePoints; left > 0 && position < text.Length; left--)
            position += IsPair(text, position) ? 2 : 1;
        return position;
    }

    /// <summary>The number of code points before a UTF-16 position.</summary>
    public static int FromUtf16(string text, int position)
    {
        var count = 0;
        for (var i = 0; i < position && i < text.Length; count++)
            i += IsPair(text, i) ? 2 : 1;
        return count;
    }

    private static bool IsPair(string text, int position) =>
        position + 1 < text.Length && char.IsSurrogatePair(text[position], text[position + 1]);
}
