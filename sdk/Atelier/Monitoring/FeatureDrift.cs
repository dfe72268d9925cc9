using Atelier.Data;

namespace Atelier.Monitoring;

/// <summary>How far one feature, or a model's answers, moved away from the training data.</summary>
/// <param name="Name">The feature's name.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Rows">The number of rows of the window.</param>
/// <param name="MissingRate">The share of missing values in the window, 0 to 1; NaN and infinity count as missing.</param>
/// <param name="ReferenceMissingRate">The same share in the training data.</param>
public sealed record FeatureDrift(string Name, FeatureKind Kind, int Rows, double MissingRate, double ReferenceMissingRate)
{
    /// <summary>
    /// The test that was made: Kolmogorov-Smirnov on numbers and dates, chi-square on categories, where those that the training data had
    /// less than 5 times count as one; null where there are no values to compare.
    /// </summary>
    public TestResult? Test { get; init; }

    /// <summary>
    /// The p-value of <see cref="Test"/>, adjusted for all tests of the report (Benjamini and Hochberg); null without a test.
    /// </summary>
    public double? AdjustedPValue { get; init; }

    /// <summary>
    /// The population stability index over the bins or categories of the training data; null where there are no values to compare.
    /// </summary>
    public double? PopulationStability { get; init; }

    /// <summary>The Jensen-Shannon distance over the same bins or categories, 0 to 1; null where there are no values to compare.</summary>
    public double? JensenShannon { get; init; }

    /// <summary>
    /// The Wasserstein distance in the feature's unit (days for dates); null for categories and where there are no values to compare.
    /// </summary>
    public double? Wasserstein { get; init; }

    /// <summary>The share of the window's numbers below the smallest or above the largest of the training data; 0 for categories.</summary>
    public double OutOfRangeRate { get; init; }

    /// <summary>The chance that so many numbers lie outside where nothing has changed; 1 for categories.</summary>
    public double OutOfRangePValue { get; init; } = 1;

    /// <summary>The p-value of a chi-square test on the counts of missing values.</summary>
    public double MissingPValue { get; init; } = 1;

    /// <summary>
    /// The share of the window's categories that the training data did not have; 0 for numbers, and where not all categories were kept.
    /// </summary>
    public double UnseenRate { get; init; }

    /// <summary>The most frequent categories that the training data did not have, at most 10.</summary>
    public IReadOnlyList<ValueCount> Unseen { get; init; } = [];

    /// <summary>What is thought of it.</summary>
    public DriftVerdict Verdict { get; init; }

    /// <summary>Why it counts as drifted, one sentence each; empty otherwise.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];
}
