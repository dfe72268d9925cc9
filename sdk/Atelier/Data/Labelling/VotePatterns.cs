using System.Runtime.InteropServices;

namespace Atelier.Data;

/// <summary>The different rows of votes, and how often each occurs: far fewer than rows, where voters are few.</summary>
internal sealed class VotePatterns
{
    public VotePatterns(LabelVotes votes)
    {
        var numbers = new Dictionary<int, int>(new RowComparer(votes));
        var (firsts, counts) = (new List<int>(), new List<int>());
        for (var row = 0; row < votes.Rows; row++)
        {
            ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, row, out var isKnown);
            if (!isKnown)
            {
                number = firsts.Count;
                firsts.Add(row);
                counts.Add(0);
            }

            counts[number]++;
        }

        var chosen = new int[firsts.Count * votes.Voters.Count];
        for (var i = 0; i < firsts.Count; i++)
        {
            votes.Of(firsts[i]).CopyTo(chosen.AsSpan(i * votes.Voters.Count));
        }

        Votes = new LabelVotes(votes.ClassNames, votes.Voters, chosen);
        Counts = [.. counts];
    }

    /// <summary>Each different row once, in the order of first appearance.</summary>
    public LabelVotes Votes { get; }

    /// <summary>How many rows vote so.</summary>
    public int[] Counts { get; }

    private sealed class RowComparer(LabelVotes votes) : IEqualityComparer<int>
    {
        public bool Equals(int x, int y) => votes.Of(x).SequenceEqual(votes.Of(y));

        public int GetHashCode(int row)
        {
            var hash = default(HashCode);
            hash.AddBytes(MemoryMarshal.AsBytes(votes.Of(row)));
            return hash.ToHashCode();
        }
    }
}
