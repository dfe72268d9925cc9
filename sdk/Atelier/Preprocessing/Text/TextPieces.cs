using System.Globalization;
using System.Text;
using Microsoft.ML.Tokenizers;

namespace Atelier.Preprocessing;

/// <summary>Cuts texts into the pieces within which byte pairs are merged: words with the space before them, numbers, punctuation, space.</summary>
/// <remarks>Pieces are short, so that a megabyte without a space costs no more than other text.</remarks>
internal sealed class TextPieces : PreTokenizer
{
    private const int Longest = 64;

    private enum CharacterClass
    {
        Space,
        Letter,
        Number,
        Other,
    }

    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = End(text, start);
            yield return (start, end - start);
            start = end;
        }
    }

    public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text) => PreTokenize(text.ToString());

    /// <summary>Where the piece that starts at a place of the text ends.</summary>
    public static int End(ReadOnlySpan<char> text, int start)
    {
        var at = Run(text, start, start, CharacterClass.Space);
        if (at == text.Length || at - start >= Longest)
        {
            return at;
        }

        // The last space of a run belongs to the word behind it; other white space does not.
        if (at - start > 1)
        {
            return at - 1;
        }

        return at > start && text[start] != ' ' ? at : Run(text, start, at, ClassOf(text[at..], out _));
    }

    private static int Run(ReadOnlySpan<char> text, int start, int at, CharacterClass wanted)
    {
        while (at < text.Length && at - start < Longest && ClassOf(text[at..], out var taken) == wanted)
        {
            at += taken;
        }

        return at;
    }

    private static CharacterClass ClassOf(ReadOnlySpan<char> text, out int taken)
    {
        if (Rune.DecodeFromUtf16(text, out var rune, out taken) != System.Buffers.OperationStatus.Done)
        {
            return CharacterClass.Other;
        }

        return Rune.IsWhiteSpace(rune) ? CharacterClass.Space : Rune.GetUnicodeCategory(rune) switch
        {
            <= UnicodeCategory.EnclosingMark => CharacterClass.Letter,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => CharacterClass.Number,
            _ => CharacterClass.Other,
        };
    }
}
