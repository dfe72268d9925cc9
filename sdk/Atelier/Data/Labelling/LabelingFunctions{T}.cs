using System.Collections.Immutable;

namespace Atelier.Data;

/// <summary>Functions that each vote for the class of a row, or abstain.</summary>
/// <remarks>Immutable: <see cref="Add"/> gives a larger set. Begin with <see cref="LabelingFunctions"/>.</remarks>
/// <typeparam name="T">What a function sees of a row, such as a text.</typeparam>
public sealed class LabelingFunctions<T>
{
    private readonly ImmutableArray<(string Name, Func<T, string?> Vote)> _functions;

    /// <summary>An empty set.</summary>
    /// <param name="classNames">At least two classes; a label is an index into them.</param>
    /// <exception cref="ArgumentException">There are fewer than two classes, or two of one name.</exception>
    public LabelingFunctions(IReadOnlyList<string> classNames)
        : this(LabelVotes.EnsureClasses(classNames), [])
    {
    }

    private LabelingFunctions(IReadOnlyList<string> classNames, ImmutableArray<(string Name, Func<T, string?> Vote)> functions)
    {
        ClassNames = classNames;
        _functions = functions;
    }

    /// <summary>The classes that are voted for.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The names of the functions.</summary>
    public IReadOnlyList<string> Names => [.. _functions.Select(function => function.Name)];

    /// <summary>These functions and one more.</summary>
    /// <param name="name">What it is called in figures and messages; names differ.</param>
    /// <param name="vote">Gives the name of a class, or null to abstain. The same row gets the same vote.</param>
    /// <exception cref="ArgumentException">The name is empty or taken.</exception>
    public LabelingFunctions<T> Add(string name, Func<T, string?> vote)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(vote);
        return _functions.Any(function => function.Name == name)
            ? throw new ArgumentException($"There is already a labelling function `{name}`; expected names that differ.", nameof(name))
            : new LabelingFunctions<T>(ClassNames, _functions.Add((name, vote)));
    }

    /// <summary>Lets every function vote on every row.</summary>
    /// <param name="rows">The rows, read once.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="InvalidOperationException">
    /// There is no function, one failed, or one voted for an unknown class; the message names it and the row.
    /// </exception>
    public LabelVotes Apply(IEnumerable<T> rows, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (_functions.IsEmpty)
        {
            throw new InvalidOperationException("There are no labelling functions. Add some before Apply.");
        }

        var classes = ClassNames.Select((name, index) => (name, index)).ToDictionary(pair => pair.name, pair => pair.index, StringComparer.Ordinal);
        var votes = new List<int>();
        var count = 0;
        foreach (var row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var (name, vote) in _functions)
            {
                votes.Add(Ask(name, vote, row, count) is not { } voted ? LabelVotes.Abstain
                    : classes.TryGetValue(voted, out var index) ? index
                    : throw new InvalidOperationException(
                        $"The labelling function `{name}` voted for `{voted}` at row {count}; expected one of "
                        + $"{string.Join(", ", ClassNames.Select(known => $"`{known}`"))}, or null to abstain."));
            }

            count++;
        }

        return new LabelVotes(ClassNames, Names, votes.ToArray());
    }

    private static string? Ask(string name, Func<T, string?> vote, T row, int at)
    {
        try
        {
            return vote(row);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw new InvalidOperationException(
                $"The labelling function `{name}` failed at row {at}: {error.Message} Let it return null for rows that it cannot judge.", error);
        }
    }
}
