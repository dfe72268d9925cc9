using System.Runtime.InteropServices;
using System.Text;

namespace Atelier.Preprocessing;

/// <summary>Learns which neighbouring tokens to merge: again and again the pair that stands side by side most often.</summary>
/// <remarks>
/// Sennrich, Haddow, Birch 2016 over bytes. Counts of pairs are kept up to date only in the words that a merge changes. Of equally
/// frequent pairs the one with the smaller numbers is merged first, so equal corpora give equal merges on every machine.
/// </remarks>
internal sealed class BytePairTrainer
{
    private readonly BytePairVocabulary _vocabulary = new();
    private readonly List<int[]> _words = [];
    private readonly List<long> _frequencies = [];
    private readonly Dictionary<(int Left, int Right), PairUse> _pairs = [];
    private readonly PriorityQueue<(int Left, int Right), PairRank> _queue = new();

    private BytePairTrainer()
    {
    }

    /// <summary>The vocabulary of a corpus; null where it has no text.</summary>
    public static BytePairVocabulary? Train(IReadOnlyList<string?> texts, int size, int minFrequency)
    {
        var trainer = new BytePairTrainer();
        trainer.CountWords(texts);
        if (trainer._words.Count == 0)
        {
            return null;
        }

        trainer.CountPairs();
        trainer.Merge(size, minFrequency);
        return trainer._vocabulary;
    }

    private void CountWords(IReadOnlyList<string?> texts)
    {
        var pieces = new Dictionary<string, long>(StringComparer.Ordinal);
        var spans = pieces.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var given in texts)
        {
            var text = TextNormalizer.Whole(given ?? "");
            for (var start = 0; start < text.Length;)
            {
                var end = TextPieces.End(text, start);
                CollectionsMarshal.GetValueRefOrAddDefault(spans, text.AsSpan(start, end - start), out _)++;
                start = end;
            }
        }

        foreach (var (piece, frequency) in pieces)
        {
            _words.Add(Array.ConvertAll(Encoding.UTF8.GetBytes(piece), value => BytePairVocabulary.FirstByte + value));
            _frequencies.Add(frequency);
        }
    }

    private void CountPairs()
    {
        for (var word = 0; word < _words.Count; word++)
        {
            Count(word, 1);
        }

        foreach (var (pair, use) in _pairs)
        {
            _queue.Enqueue(pair, new PairRank(use.Frequency, pair));
        }
    }

    private void Merge(int size, int minFrequency)
    {
        while (_vocabulary.Count < size && _queue.TryDequeue(out var pair, out var rank))
        {
            if (!_pairs.TryGetValue(pair, out var use))
            {
                continue;
            }

            if (use.Frequency != rank.Frequency)
            {
                // It became rarer since it was queued.
                _queue.Enqueue(pair, new PairRank(use.Frequency, pair));
                continue;
            }

            if (use.Frequency < minFrequency)
            {
                return;
            }

            var token = _vocabulary.Merge(pair.Left, pair.Right);
            var grown = new HashSet<(int, int)>();
            foreach (var word in CollectionsMarshal.AsSpan(use.Words))
            {
                Merge(word, pair, token, grown);
            }

            _pairs.Remove(pair);
            foreach (var changed in grown)
            {
                _queue.Enqueue(changed, new PairRank(_pairs[changed].Frequency, changed));
            }
        }
    }

    private void Merge(int word, (int Left, int Right) pair, int token, HashSet<(int, int)> grown)
    {
        var tokens = _words[word];
        var merged = new List<int>(tokens.Length);
        for (var at = 0; at < tokens.Length; at++)
        {
            var found = at + 1 < tokens.Length && tokens[at] == pair.Left && tokens[at + 1] == pair.Right;
            merged.Add(found ? token : tokens[at]);
            at += found ? 1 : 0;
        }

        if (merged.Count < tokens.Length)
        {
            Count(word, -1);
            _words[word] = [.. merged];
            Count(word, 1, token, grown);
        }
    }

    private void Count(int word, int sign, int token = -1, HashSet<(int, int)>? grown = null)
    {
        var tokens = _words[word];
        for (var at = 0; at + 1 < tokens.Length; at++)
        {
            var pair = (tokens[at], tokens[at + 1]);
            ref var use = ref CollectionsMarshal.GetValueRefOrAddDefault(_pairs, pair, out _);
            use ??= new PairUse();
            use.Frequency += sign * _frequencies[word];
            if (sign > 0 && (grown is null || pair.Item1 == token || pair.Item2 == token))
            {
                use.Words.Add(word);
                grown?.Add(pair);
            }
        }
    }

    private sealed class PairUse
    {
        public long Frequency { get; set; }

        public List<int> Words { get; } = [];
    }

    private readonly record struct PairRank(long Frequency, (int Left, int Right) Pair) : IComparable<PairRank>
    {
        public int CompareTo(PairRank other) =>
            Frequency != other.Frequency ? other.Frequency.CompareTo(Frequency) : Pair.CompareTo(other.Pair);
    }
}
