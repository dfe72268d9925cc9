using System.Numerics.Tensors;

namespace Atelier.Data;

/// <summary>Weighs votes by how accurate each voter seems to be, learned from where they agree and disagree: no true label is needed.</summary>
/// <remarks>
/// A row's class y has the prior p(y); given y, the voters vote independently, voter j for class v with probability c_j(y, v); abstaining says nothing.
/// By default c_j is one accuracy a_j: c_j(y, y) = a_j and c_j(y, v) = (1 - a_j) / (K - 1), the model of Ratner et al. 2017 ("Snorkel", section 2.2) without
/// its dependencies; with <see cref="LabelModelOptions.ByClass"/> it is a table for each voter (Dawid and Skene 1979, "Maximum Likelihood
/// Estimation of Observer Error-Rates Using the EM Algorithm"). Fitted by expectation maximisation from the majority vote, so voters are presumed to
/// be better than chance on average. Deterministic. Voters that copy each other count as often as they are there: leave copies out.
/// </remarks>
public sealed class LabelModel
{
    private readonly double[] _priors;
    private readonly double[] _confusions; // (voters x true classes x voted classes)
    private readonly int _classes;

    private LabelModel(LabelVotes votes, LabelModelOptions options)
    {
        _classes = votes.ClassNames.Count;
        _priors = [.. options.Priors ?? Enumerable.Repeat(1.0 / _classes, _classes)];
        _confusions = new double[votes.Voters.Count * _classes * _classes];
        ClassNames = votes.ClassNames;
        Voters = votes.Voters;
    }

    /// <summary>The classes.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The name of each voter.</summary>
    public IReadOnlyList<string> Voters { get; }

    /// <summary>The share of each class.</summary>
    public ReadOnlyMemory<double> Priors => _priors;

    /// <summary>The estimated probability that a voter is right where it votes; by class, the mean over the classes by their share.</summary>
    public IReadOnlyList<double> Accuracies => [.. Voters.Select((_, voter) =>
        Enumerable.Range(0, _classes).Sum(c => _priors[c] * _confusions[(((voter * _classes) + c) * _classes) + c]))];

    /// <summary>How many rounds the fit took.</summary>
    public int Iterations { get; private set; }

    /// <summary>False when the fit ended at <see cref="LabelModelOptions.MaxIterations"/>.</summary>
    public bool HasConverged { get; private set; }

    /// <summary>Learns how accurate each voter is.</summary>
    /// <param name="votes">The votes; at least one row was voted on.</param>
    /// <param name="options">How to fit; null takes the defaults.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="ArgumentException">Nobody voted, or the priors are not one for each class.</exception>
    public static LabelModel Fit(LabelVotes votes, LabelModelOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(votes);
        options ??= new LabelModelOptions();
        if (options.Priors is { } priors)
        {
            Check.SameLength(priors.Count, votes.ClassNames.Count, nameof(options.Priors), "one share for each class");
        }

        if (!votes.Votes.Span.ContainsAnyExcept(LabelVotes.Abstain))
        {
            throw new ArgumentException(
                $"`votes` holds no vote in {votes.Rows} rows of {votes.Voters.Count} voters. Add labelling functions that cover some rows.", nameof(votes));
        }

        var model = new LabelModel(votes, options);
        var patterns = new VotePatterns(votes);
        var belief = MajorityVote.Apply(patterns.Votes).Probabilities.ToArray();
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            model.Maximise(patterns, belief, options);
            model.HasConverged = model.Expect(patterns.Votes, belief) <= options.Tolerance;
            model.Iterations++;
        }
        while (!model.HasConverged && model.Iterations < options.MaxIterations);
        return model;
    }

    /// <summary>Labels rows by their votes.</summary>
    /// <param name="votes">Votes of the same voters for the same classes; other rows than those of the fit are fine.</param>
    /// <returns>Probabilities of each class given the votes; rows without votes stay without a label.</returns>
    /// <exception cref="ArgumentException">The voters or classes are others.</exception>
    public WeakLabels Apply(LabelVotes votes)
    {
        ArgumentNullException.ThrowIfNull(votes);
        EnsureSame(votes.Voters, Voters, "voters");
        EnsureSame(votes.ClassNames, ClassNames, "classes");
        var belief = new double[votes.Rows * _classes];
        Expect(votes, belief);
        return new WeakLabels(ClassNames, belief, IsVotedOn(votes));
    }

    /// <summary>What a voter says: the probability of a vote given the true class, where it votes.</summary>
    /// <param name="voter">The voter's position.</param>
    /// <param name="trueClass">The true class.</param>
    /// <param name="votedClass">The class voted for.</param>
    public double Confusion(int voter, int trueClass, int votedClass)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)voter, (uint)Voters.Count, nameof(voter));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)trueClass, (uint)_classes, nameof(trueClass));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)votedClass, (uint)_classes, nameof(votedClass));
        return _confusions[(((voter * _classes) + trueClass) * _classes) + votedClass];
    }

    private static bool[] IsVotedOn(LabelVotes votes)
    {
        var isVotedOn = new bool[votes.Rows];
        for (var row = 0; row < isVotedOn.Length; row++)
        {
            isVotedOn[row] = votes.Of(row).ContainsAnyExcept(LabelVotes.Abstain);
        }

        return isVotedOn;
    }

    private static void EnsureSame(IReadOnlyList<string> actual, IReadOnlyList<string> expected, string what)
    {
        if (!actual.SequenceEqual(expected))
        {
            throw new ArgumentException(
                $"`votes` has the {what} [{string.Join(", ", actual.Take(20))}]; expected those of the fit, "
                + $"[{string.Join(", ", expected.Take(20))}].",
                "votes");
        }
    }

    /// <summary>Learns priors and confusions from what is believed of each row.</summary>
    private void Maximise(VotePatterns patterns, double[] belief, LabelModelOptions options)
    {
        var (votes, isVotedOn) = (patterns.Votes, IsVotedOn(patterns.Votes));
        var priors = new double[_classes];
        Array.Clear(_confusions);
        for (var row = 0; row < votes.Rows; row++)
        {
            var believed = belief.AsSpan(row * _classes, _classes);
            for (var c = 0; c < _classes && isVotedOn[row]; c++)
            {
                priors[c] += patterns.Counts[row] * believed[c];
            }

            var voter = 0;
            foreach (var vote in votes.Of(row))
            {
                for (var c = 0; c < _classes && vote >= 0; c++)
                {
                    _confusions[(((voter * _classes) + c) * _classes) + vote] += patterns.Counts[row] * believed[c];
                }

                voter++;
            }
        }

        for (var voter = 0; voter < Voters.Count; voter++)
        {
            Normalise(_confusions.AsSpan(voter * _classes * _classes, _classes * _classes), options);
        }

        if (options.Priors is null)
        {
            var sum = priors.Sum() + (_classes * options.Smoothing);
            for (var c = 0; c < _classes; c++)
            {
                _priors[c] = (priors[c] + options.Smoothing) / sum;
            }
        }
    }

    /// <summary>Turns believed counts of a voter into probabilities.</summary>
    private void Normalise(Span<double> table, LabelModelOptions options)
    {
        var (right, all) = (0.0, 0.0);
        for (var c = 0; c < _classes; c++)
        {
            right += table[(c * _classes) + c];
            foreach (var count in table.Slice(c * _classes, _classes))
            {
                all += count;
            }
        }

        var accuracy = (right + options.Smoothing) / (all + (2 * options.Smoothing));
        for (var c = 0; c < _classes; c++)
        {
            var row = table.Slice(c * _classes, _classes);
            var sum = _classes * options.Smoothing;
            foreach (var count in row)
            {
                sum += count;
            }

            for (var vote = 0; vote < _classes; vote++)
            {
                row[vote] = options.ByClass ? (row[vote] + options.Smoothing) / sum : vote == c ? accuracy : (1 - accuracy) / (_classes - 1);
            }
        }
    }

    /// <summary>Works out the probability of each class of each row, and gives the largest change.</summary>
    private double Expect(LabelVotes votes, double[] belief)
    {
        var largest = 0.0;
        Span<double> logs = _classes <= 64 ? stackalloc double[_classes] : new double[_classes];
        var (logPriors, logConfusions) = (Array.ConvertAll(_priors, Math.Log), Array.ConvertAll(_confusions, Math.Log));
        for (var row = 0; row < votes.Rows; row++)
        {
            logPriors.CopyTo(logs);
            var voter = 0;
            foreach (var vote in votes.Of(row))
            {
                for (var c = 0; c < _classes && vote >= 0; c++)
                {
                    logs[c] += logConfusions[(((voter * _classes) + c) * _classes) + vote];
                }

                voter++;
            }

            // The largest becomes 0, so that many votes do not underflow.
            TensorPrimitives.Subtract(logs, TensorPrimitives.Max<double>(logs), logs);
            TensorPrimitives.SoftMax<double>(logs, logs);
            for (var c = 0; c < _classes; c++)
            {
                ref var known = ref belief[(row * _classes) + c];
                largest = Math.Max(largest, Math.Abs(known - logs[c]));
                known = logs[c];
            }
        }

        return largest;
    }
}
