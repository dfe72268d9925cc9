namespace Atelier.Data;

/// <summary>How a table is profiled, and when a column is warned of.</summary>
public sealed record ProfileOptions
{
    private readonly int _mostFrequent = 20;
    private readonly int _mostBins = 50;
    private readonly int _mostCorrelated = 50;
    private readonly int _mostCategories = 50;
    private readonly double _leakingAssociation = 0.95;
    private readonly double _manyMissing = 0.3;
    private readonly double _nearlyConstant = 0.99;

    /// <summary>How many of the most frequent values are kept of each column.</summary>
    /// <value>Default 20; 0 to 1,000.</value>
    public int MostFrequent
    {
        get => _mostFrequent;
        init => _mostFrequent = Between(value, 0, 1000, nameof(MostFrequent));
    }

    /// <summary>How many bins a histogram has at most.</summary>
    /// <value>Default 50; 1 to 1,000.</value>
    public int MostBins
    {
        get => _mostBins;
        init => _mostBins = Between(value, 1, 1000, nameof(MostBins));
    }

    /// <summary>
    /// How many columns of numbers, and how many of categories, are compared with each other: the label and the first ones of the table. The work
    /// grows with the square of this number. 0 leaves <see cref="DataProfile.Associations"/> empty.
    /// </summary>
    /// <value>Default 50; 0 to 1,000.</value>
    public int MostCorrelated
    {
        get => _mostCorrelated;
        init => _mostCorrelated = Between(value, 0, 1000, nameof(MostCorrelated));
    }

    /// <summary>Up to how many different values a column of text counts as categories that can be told apart; above, a warning says so.</summary>
    /// <value>Default 50; 2 to 1,000.</value>
    public int MostCategories
    {
        get => _mostCategories;
        init => _mostCategories = Between(value, 2, 1000, nameof(MostCategories));
    }

    /// <summary>From which strength on a single column is said to leak the label; see <see cref="DataProfile.Warnings"/>.</summary>
    /// <value>Default 0.95; above 0, at most 1.</value>
    public double LeakingAssociation
    {
        get => _leakingAssociation;
        init => _leakingAssociation = Share(value, nameof(LeakingAssociation));
    }

    /// <summary>From which share of missing values on a column is warned of.</summary>
    /// <value>Default 0.3; above 0, at most 1.</value>
    public double ManyMissing
    {
        get => _manyMissing;
        init => _manyMissing = Share(value, nameof(ManyMissing));
    }

    /// <summary>From which share of one value on a column counts as nearly constant.</summary>
    /// <value>Default 0.99; above 0, at most 1.</value>
    public double NearlyConstant
    {
        get => _nearlyConstant;
        init => _nearlyConstant = Share(value, nameof(NearlyConstant));
    }

    private static int Between(int value, int least, int most, string name) => value >= least && value <= most
        ? value
        : throw new ArgumentOutOfRangeException(name, value, FormattableString.Invariant($"`{name}` is {value}; expected {least} to {most}."));

    private static double Share(double value, string name) => value is > 0 and <= 1
        ? value
        : throw new ArgumentOutOfRangeException(
            name, value, FormattableString.Invariant($"`{name}` is {value}; expected a share above 0 and at most 1, such as 0.95."));
}
