namespace Atelier.Preprocessing;

/// <summary>Tokens by number: the special ones, the 256 bytes, then what was merged; and the merges in the order they were learned.</summary>
internal sealed class BytePairVocabulary
{
    /// <summary>The number of byte 0; the special tokens stand before it.</summary>
    public const int FirstByte = 4;

    private readonly List<string> _tokens = ["<pad>", "<unk>", "<bos>", "<eos>"];
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _merges = [];
    private readonly HashSet<(int Left, int Right)> _merged = [];

    public BytePairVocabulary()
    {
        foreach (var character in ByteAlphabet.Characters)
        {
            Add(character.ToString());
        }
    }

    public int Count => _tokens.Count;

    /// <summary>Every token, as <see cref="ByteAlphabet"/> writes it.</summary>
    public IReadOnlyList<string> Tokens => _tokens;

    /// <summary>Both halves of each merge, with a space between.</summary>
    public IReadOnlyList<string> Merges => _merges;

    /// <summary>The numbers of all tokens that stand for text. A special token is none: in a text, its characters are but characters.</summary>
    public IEnumerable<KeyValuePair<string, int>> Numbers => _numbers;

    /// <summary>The vocabulary that saved merges give.</summary>
    /// <exception cref="InvalidDataException">A merge is of tokens that are not there yet.</exception>
    public static BytePairVocabulary Of(IEnumerable<string> merges)
    {
        var vocabulary = new BytePairVocabulary();
        foreach (var merge in merges)
        {
            if (merge?.Split(' ') is not [var left, var right]
                || !vocabulary._numbers.TryGetValue(left, out var first) || !vocabulary._numbers.TryGetValue(right, out var second))
            {
                throw new InvalidDataException(
                    $"The merge `{merge}` is not of two tokens that are bytes or were merged before it. The file was changed or is damaged.");
            }

            vocabulary.Merge(first, second);
        }

        return vocabulary;
    }

    /// <summary>Makes two tokens one; the same characters in another division are the same token.</summary>
    public int Merge(int left, int right)
    {
        // A token that came up a second way makes old pairs anew; their merge is known.
        if (_merged.Add((left, right)))
        {
            _merges.Add($"{_tokens[left]} {_tokens[right]}");
        }

        return Add(_tokens[left] + _tokens[right]);
    }

    private int Add(string token)
    {
        if (!_numbers.TryGetValue(token, out var number))
        {
            number = _tokens.Count;
            _numbers.Add(token, number);
            _tokens.Add(token);
        }

        return number;
    }
}
