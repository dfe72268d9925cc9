namespace Atelier.Preprocessing;

/// <summary>A visible character for each byte, as GPT-2's byte-level vocabulary has them: printable ones stand for themselves.</summary>
internal static class ByteAlphabet
{
    /// <summary>The character of each byte.</summary>
    public static IReadOnlyList<char> Characters { get; } = Make();

    private static char[] Make()
    {
        var characters = new char[256];
        var next = 256;
        for (var value = 0; value < characters.Length; value++)
        {
            var visible = value is (>= '!' and <= '~') or (>= '¡' and <= '¬') or (>= '®' and <= 'ÿ');
            characters[value] = (char)(visible ? value : next++);
        }

        return characters;
    }
}
