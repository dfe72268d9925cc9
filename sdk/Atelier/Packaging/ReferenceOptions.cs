namespace Atelier.Packaging;

/// <summary>How much a <see cref="ReferenceProfile"/> keeps of the data.</summary>
public sealed record ReferenceOptions
{
    /// <summary>How many bins numbers are counted in; fewer where values repeat.</summary>
    /// <value>Default 10; 2 to 1,000.</value>
    public int Bins { get; init => field = Between(value, 2, 1000, nameof(Bins)); } = 10;

    /// <summary>How many values are kept of each feature of numbers.</summary>
    /// <value>Default 1,000; 10 to 100,000. Wide data keeps fewer: 200,000 values in all, and at least 10 a feature.</value>
    public int SampleSize { get; init => field = Between(value, 10, 100_000, nameof(SampleSize)); } = 1000;

    /// <summary>How many categories are counted one by one: the most frequent ones.</summary>
    /// <value>Default 200; 1 to 10,000.</value>
    public int MostCategories { get; init => field = Between(value, 1, 10_000, nameof(MostCategories)); } = 200;

    /// <summary>How many rows are looked at; of more, some at equal distances.</summary>
    /// <value>Default 100,000; 10 to 10,000,000. Wide data takes fewer: 20,000,000 values in all, and at least 10 rows.</value>
    public int MostRows { get; init => field = Between(value, 10, 10_000_000, nameof(MostRows)); } = 100_000;

    private static int Between(int value, int least, int most, string name) => value >= least && value <= most
        ? value
        : throw new ArgumentOutOfRangeException(
            name, FormattableString.Invariant($"`{name}` is {value}; expected {least:N0} to {most:N0}."));
}
