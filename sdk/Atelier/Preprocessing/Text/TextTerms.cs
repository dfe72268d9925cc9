using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Atelier.Preprocessing;

/// <summary>Cuts texts into the terms that a <see cref="TfIdfVectorizer"/> counts. Not for several threads at once: each takes its own.</summary>
internal sealed class TextTerms(TfIdfVectorizerOptions options)
{
    private readonly int _least = options.MinLength;
    private readonly int _most = Math.Max(options.MinLength, options.MaxLength);
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _stopWords =
        options.StopWords.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
    private readonly List<(int Start, int End)> _words = [];
    private readonly List<int> _starts = [];
    private readonly StringBuilder _joined = new();
    private char[] _buffer = new char[256];

    public delegate void TermAction(ReadOnlySpan<char> term);

    /// <summary>Calls the action with each term of the text.</summary>
    public void ForEach(string text, TermAction found)
    {
        var cased = options.Lowercase ? text.ToLowerInvariant() : text;
        switch (options.Unit)
        {
            case TextUnit.Word:
                Words(cased, found);
                break;
            case TextUnit.Character:
                Characters(SingleSpaced(cased), found);
                break;
            default:
                CharactersInWords(cased, found);
                break;
        }
    }

    private static bool IsSpace(char character) => char.IsWhiteSpace(character) || character is >= '\x1c' and <= '\x1f';

    private static bool IsWord(Rune rune) => rune.IsAscii
        ? char.IsAsciiLetterOrDigit((char)rune.Value) || rune.Value == '_'
        : Rune.GetUnicodeCategory(rune) is <= UnicodeCategory.OtherLetter
            or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    /// <summary>A run of white space becomes one space; a single one stays as it is.</summary>
    private string SingleSpaced(string text)
    {
        _joined.Clear();
        for (var at = 0; at < text.Length;)
        {
            var end = at;
            while (end < text.Length && IsSpace(text[end]))
            {
                end++;
            }

            if (end - at > 1)
            {
                _joined.Append(' ');
                at = end;
            }
            else
            {
                _joined.Append(text[at++]);
            }
        }

        return _joined.ToString();
    }

    private void Words(string text, TermAction found)
    {
        FindWords(text);
        for (var length = _least; length <= _most; length++)
        {
            for (var at = 0; at + length <= _words.Count; at++)
            {
                found(length == 1 ? text.AsSpan(_words[at].Start, _words[at].End - _words[at].Start) : Joined(text, at, length));
            }
        }
    }

    private void FindWords(string text)
    {
        _words.Clear();
        var start = 0;
        var characters = 0;
        for (var at = 0; at <= text.Length;)
        {
            var taken = 1;
            var rune = default(Rune);
            var inside = at < text.Length
                && Rune.DecodeFromUtf16(text.AsSpan(at), out rune, out taken) == System.Buffers.OperationStatus.Done && IsWord(rune);
            if (inside)
            {
                start = characters++ == 0 ? at : start;
            }
            else
            {
                if (characters > 1 && !_stopWords.Contains(text.AsSpan(start, at - start)))
                {
                    _words.Add((start, at));
                }

                characters = 0;
            }

            at += Math.Max(1, taken);
        }
    }

    private ReadOnlySpan<char> Joined(string text, int first, int length)
    {
        var used = 0;
        for (var at = first; at < first + length; at++)
        {
            var word = text.AsSpan(_words[at].Start, _words[at].End - _words[at].Start);
            if (used + word.Length + 1 > _buffer.Length)
            {
                Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, used + word.Length + 1));
            }

            word.CopyTo(_buffer.AsSpan(used));
            used += word.Length;
            _buffer[used++] = ' ';
        }

        return _buffer.AsSpan(0, used - 1);
    }

    private void Characters(string text, TermAction found)
    {
        FindStarts(text);
        var count = _starts.Count - 1;
        for (var length = _least; length <= Math.Min(_most, count); length++)
        {
            for (var at = 0; at + length <= count; at++)
            {
                found(text.AsSpan(_starts[at], _starts[at + length] - _starts[at]));
            }
        }
    }

    private void CharactersInWords(string text, TermAction found)
    {
        for (var at = 0; at < text.Length; at++)
        {
            var start = at;
            while (at < text.Length && !IsSpace(text[at]))
            {
                at++;
            }

            if (at > start)
            {
                var word = string.Concat(" ", text.AsSpan(start, at - start), " ");
                FindStarts(word);
                var count = _starts.Count - 1;
                // A word shorter than a term counts once, whole.
                for (var length = _least; length <= Math.Max(_least, Math.Min(_most, count)); length++)
                {
                    for (var first = 0; first == 0 || first + length <= count; first++)
                    {
                        found(word.AsSpan(_starts[first], _starts[Math.Min(count, first + length)] - _starts[first]));
                    }
                }
            }
        }
    }

    /// <summary>Where each character begins, and the end of the text.</summary>
    private void FindStarts(string text)
    {
        _starts.Clear();
        for (var at = 0; at < text.Length; at++)
        {
            _starts.Add(at);
            at += at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]) ? 1 : 0;
        }

        _starts.Add(text.Length);
    }
}
