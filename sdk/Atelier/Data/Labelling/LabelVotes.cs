namespace Atelier.Data;

/// <summary>What each labelling function, or each person, voted for each row.</summary>
/// <remarks>Immutable, as long as nobody writes to the array it was made from: it is not copied.</remarks>
public sealed class LabelVotes
{
    /// <summary>The vote of a function that abstains.</summary>
    public const int Abstain = -1;

    /// <summary>Takes votes that were collected elsewhere, such as those of several people.</summary>
    /// <param name="classNames">At least two classes.</param>
    /// <param name="voters">The name of each function or person, at least one; names differ.</param>
    /// <param name="votes">Row after row, (rows x voters) class indexes; -1 abstains.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together, a vote is no class, or a name is missing or there twice.</exception>
    public LabelVotes(IReadOnlyList<string> classNames, IReadOnlyList<string> voters, ReadOnlyMemory<int> votes)
    {
        ClassNames = EnsureClasses(classNames);
        Voters = EnsureNames(voters, 1, nameof(voters));
        if (votes.Length % Voters.Count != 0)
        {
            throw new ArgumentException(
                $"`votes` has {votes.Length} entries for {Voters.Count} voters; expected a vote of each of them for every row.", nameof(votes));
        }

        for (var i = 0; i < votes.Length; i++)
        {
            if (votes.Span[i] < Abstain || votes.Span[i] >= ClassNames.Count)
            {
                throw new ArgumentException(
                    $"`votes` holds {votes.Span[i]} at row {i / Voters.Count} for `{Voters[i % Voters.Count]}`; expected a class index from 0 to "
                    + $"{ClassNames.Count - 1}, or {Abstain} to abstain.",
                    nameof(votes));
            }
        }

        Votes = votes;
    }

    /// <summary>The classes.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The name of each function or person.</summary>
    public IReadOnlyList<string> Voters { get; }

    /// <summary>Row after row, (rows x voters) class indexes; -1 where abstained.</summary>
    public ReadOnlyMemory<int> Votes { get; }

    /// <summary>The number of rows.</summary>
    public int Rows => Votes.Length / Voters.Count;

    /// <summary>The share of rows on which at least one voted, 0 to 1; 0 without rows.</summary>
    public double Coverage => Rows == 0 ? 0 : (double)Enumerable.Range(0, Rows).Count(row => Of(row).ContainsAnyExcept(Abstain)) / Rows;

    /// <summary>The votes for one row, in the order of <see cref="Voters"/>.</summary>
    /// <param name="row">From 0 to below <see cref="Rows"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public ReadOnlySpan<int> Of(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Rows);
        return Votes.Span.Slice(row * Voters.Count, Voters.Count);
    }

    /// <summary>How much each voter says, how often it agrees with others and, where the truth is known, how often it is right.</summary>
    /// <param name="gold">The true class of each row, -1 where unknown; empty for none.</param>
    /// <exception cref="ArgumentException">The number of entries differs from the rows, or one is no class.</exception>
    public IReadOnlyList<VoterFigures> Figures(ReadOnlySpan<int> gold = default)
    {
        EnsureGold(gold);
        var figures = new VoterFigures[Voters.Count];
        for (var voter = 0; voter < figures.Length; voter++)
        {
            var (voted, overlaps, conflicts, judged, correct) = (0, 0, 0, 0, 0);
            var counts = new long[ClassNames.Count];
            for (var row = 0; row < Rows; row++)
            {
                var votes = Of(row);
                if (votes[voter] == Abstain)
                {
                    continue;
                }

                voted++;
                counts[votes[voter]]++;
                var (isShared, isContested) = Compare(votes, voter);
                overlaps += isShared ? 1 : 0;
                conflicts += isContested ? 1 : 0;
                judged += !gold.IsEmpty && gold[row] >= 0 ? 1 : 0;
                correct += !gold.IsEmpty && gold[row] == votes[voter] ? 1 : 0;
            }

            figures[voter] = new VoterFigures
            {
                Name = Voters[voter],
                Coverage = Share(voted),
                Overlap = Share(overlaps),
                Conflict = Share(conflicts),
                Counts = counts,
                Judged = judged,
                Accuracy = judged == 0 ? null : (double)correct / judged,
            };
        }

        return figures;

        double Share(int rows) => Rows == 0 ? 0 : (double)rows / Rows;
    }

    internal static IReadOnlyList<string> EnsureClasses(IReadOnlyList<string> classNames) => EnsureNames(classNames, 2, nameof(classNames));

    private static string[] EnsureNames(IReadOnlyList<string> names, int least, string parameter)
    {
        ArgumentNullException.ThrowIfNull(names, parameter);
        if (names.Count < least || names.Any(string.IsNullOrWhiteSpace) || names.Distinct(StringComparer.Ordinal).Count() < names.Count)
        {
            throw new ArgumentException(
                $"`{parameter}` is [{string.Join(", ", names.Take(20))}]; expected at least {least} {(least == 1 ? "name" : "names that differ")}, none empty.",
                parameter);
        }

        return [.. names];
    }

    private static (bool IsShared, bool IsContested) Compare(ReadOnlySpan<int> votes, int voter)
    {
        var (isShared, isContested) = (false, false);
        for (var other = 0; other < votes.Length; other++)
        {
            var isOther = other != voter && votes[other] != Abstain;
            isShared |= isOther;
            isContested |= isOther && votes[other] != votes[voter];
        }

        return (isShared, isContested);
    }

    private void EnsureGold(ReadOnlySpan<int> gold)
    {
        if (gold.IsEmpty)
        {
            return;
        }

        Check.SameLength(gold.Length, Rows, nameof(gold), "one class for each row, -1 where unknown");
        for (var row = 0; row < gold.Length; row++)
        {
            if (gold[row] < Abstain || gold[row] >= ClassNames.Count)
            {
                throw new ArgumentException(
                    $"`gold` holds {gold[row]} at row {row}; expected a class index from 0 to {ClassNames.Count - 1}, or -1 where unknown.", nameof(gold));
            }
        }
    }
}
