namespace Atelier.Preprocessing;

/// <summary>The settings of a <see cref="TfIdfVectorizer"/>.</summary>
public sealed record TfIdfVectorizerOptions
{
    /// <summary>What terms are made of.</summary>
    /// <value>Default <see cref="TextUnit.Word"/>.</value>
    public TextUnit Unit { get; init; } = TextUnit.Word;

    /// <summary>The fewest words or characters of a term.</summary>
    /// <value>From 1 to 20; default 1.</value>
    public int MinLength
    {
        get;
        init => field = Length(value, nameof(MinLength));
    } = 1;

    /// <summary>The most words or characters of a term; where below <see cref="MinLength"/>, that counts.</summary>
    /// <value>From 1 to 20; default 1.</value>
    public int MaxLength
    {
        get;
        init => field = Length(value, nameof(MaxLength));
    } = 1;

    /// <summary>Whether letters become small ones first, by the rules of no language.</summary>
    /// <value>Default true.</value>
    public bool Lowercase { get; init; } = true;

    /// <summary>Words that are left out; as they stand after <see cref="Lowercase"/>. Of no effect on characters.</summary>
    /// <value>Default empty.</value>
    public IReadOnlyList<string> StopWords
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(StopWords));
            field = value.Contains(null!) ? throw new ArgumentException("StopWords holds null; expected words.", nameof(StopWords)) : value;
        }
    } = [];

    /// <summary>Terms that stand in fewer rows are left out.</summary>
    /// <value>At least 1; default 1.</value>
    public int MinRows
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(MinRows));
            field = value;
        }
    } = 1;

    /// <summary>Terms that stand in a larger share of the rows are left out.</summary>
    /// <value>Above 0, at most 1; default 1, which is all terms.</value>
    public double MaxShare
    {
        get;
        init => field = value is > 0 and <= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxShare), value, "Expected a share of the rows above 0 and at most 1.");
    } = 1;

    /// <summary>The most terms, those that occur most often; of equally frequent ones the first in order.</summary>
    /// <value>At least 1; default null, no limit.</value>
    public int? MaxTerms
    {
        get;
        init => field = value is < 1
            ? throw new ArgumentOutOfRangeException(nameof(MaxTerms), value, "Expected at least 1, or null for no limit.")
            : value;
    }

    /// <summary>Whether a term counts once a row, however often it occurs there.</summary>
    /// <value>Default false.</value>
    public bool Binary { get; init; }

    /// <summary>Whether a term that occurs n times in a row counts 1 + ln n times.</summary>
    /// <value>Default false.</value>
    public bool Sublinear { get; init; }

    /// <summary>Whether rare terms weigh more, by the logarithm of the inverse share of rows they stand in.</summary>
    /// <value>Default true.</value>
    public bool UseIdf { get; init; } = true;

    /// <summary>Whether that share is counted as if one row more held every term.</summary>
    /// <value>Default true.</value>
    public bool SmoothIdf { get; init; } = true;

    /// <summary>What the length of each row becomes 1 by.</summary>
    /// <value>Default <see cref="VectorNorm.L2"/>.</value>
    public VectorNorm Norm { get; init; } = VectorNorm.L2;

    private static int Length(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 20, name);
        return value;
    }
}
