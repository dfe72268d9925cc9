namespace Atelier.Data;

/// <summary>How one labelling function, or one person, votes.</summary>
public sealed record VoterFigures
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The share of all rows on which it votes.</summary>
    public required double Coverage { get; init; }

    /// <summary>The share of all rows on which it and another vote.</summary>
    public required double Overlap { get; init; }

    /// <summary>The share of all rows on which it votes and another votes for another class.</summary>
    public required double Conflict { get; init; }

    /// <summary>How often it votes for each class.</summary>
    public required IReadOnlyList<long> Counts { get; init; }

    /// <summary>On how many rows of known class it votes.</summary>
    public required int Judged { get; init; }

    /// <summary>The share of those in which it is right; null where there are none.</summary>
    public required double? Accuracy { get; init; }
}
