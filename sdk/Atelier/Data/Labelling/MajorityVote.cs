namespace Atelier.Data;

/// <summary>The class that most vote for, every vote counting the same.</summary>
public static class MajorityVote
{
    /// <summary>Labels each row by its votes.</summary>
    /// <param name="votes">The votes.</param>
    /// <returns>Probabilities are shares of the votes; ties and rows without votes stay without a label.</returns>
    public static WeakLabels Apply(LabelVotes votes)
    {
        ArgumentNullException.ThrowIfNull(votes);
        var classes = votes.ClassNames.Count;
        var shares = new double[votes.Rows * classes];
        var isVotedOn = new bool[votes.Rows];
        for (var row = 0; row < votes.Rows; row++)
        {
            var counts = shares.AsSpan(row * classes, classes);
            var all = 0;
            foreach (var vote in votes.Of(row))
            {
                if (vote >= 0)
                {
                    counts[vote]++;
                    all++;
                }
            }

            isVotedOn[row] = all > 0;
            for (var i = 0; i < classes; i++)
            {
                counts[i] = all > 0 ? counts[i] / all : 1.0 / classes;
            }
        }

        return new WeakLabels(votes.ClassNames, shares, isVotedOn);
    }
}
