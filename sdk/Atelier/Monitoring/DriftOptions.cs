namespace Atelier.Monitoring;

/// <summary>When a difference between the training data and a window of requests counts as drift.</summary>
/// <remarks>
/// With many rows any test finds differences that do not matter, with few rows any index is large by chance: so a shape has drifted only
/// where both
/// the adjusted p-value and the population stability index say so; missing values and values out of range likewise only where there are
/// more than
/// accepted, and more than chance explains.
/// </remarks>
public sealed record DriftOptions
{
    /// <summary>The adjusted p-value below which a difference is no chance.</summary>
    /// <value>Default 0.01; above 0, below 1.</value>
    public double Significance
    {
        get;
        init => field = value is > 0 and < 1 ? value : throw Wrong(nameof(Significance), value, "above 0 and below 1");
    } = 0.01;

    /// <summary>The population stability index from which a difference matters.</summary>
    /// <value>Default 0.2; 0 or above.</value>
    public double PopulationStability
    {
        get;
        init => field = value >= 0 ? value : throw Wrong(nameof(PopulationStability), value, "0 or above");
    } = 0.2;

    /// <summary>By how much the share of missing values may rise above that of the training data.</summary>
    /// <value>Default 0.05; 0 to 1.</value>
    public double MissingRise { get; init => field = Share(nameof(MissingRise), value); } = 0.05;

    /// <summary>The share of numbers outside the range of the training data that is accepted.</summary>
    /// <value>Default 0.02; 0 to 1.</value>
    public double OutOfRange { get; init => field = Share(nameof(OutOfRange), value); } = 0.02;

    /// <summary>The share of categories unknown to the training data that is accepted, beside that of categories it had once.</summary>
    /// <value>Default 0.02; 0 to 1.</value>
    public double Unseen { get; init => field = Share(nameof(Unseen), value); } = 0.02;

    /// <summary>The number of rows a verdict asks for, of the window as of the training data.</summary>
    /// <value>Default 100; 2 or above.</value>
    public int LeastRows
    {
        get;
        init => field = value >= 2 ? value : throw Wrong(nameof(LeastRows), value, "2 or above");
    } = 100;

    /// <summary>The share of features that may drift before the whole counts as drifted; drifted answers always count.</summary>
    /// <value>Default 0: one feature is enough; 0 to 1.</value>
    public double DriftedShare { get; init => field = Share(nameof(DriftedShare), value); }

    private static double Share(string name, double value) => value is >= 0 and <= 1 ? value : throw Wrong(name, value, "0 to 1");

    private static ArgumentOutOfRangeException Wrong(string name, double value, string expected) =>
        new(name, FormattableString.Invariant($"`{name}` is {value}; expected {expected}."));
}
