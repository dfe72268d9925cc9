using Atelier.Monitoring;

namespace Atelier.Serving;

/// <summary>What a look at a version's requests found.</summary>
/// <param name="Time">When it was.</param>
/// <param name="Drift">How they differ from the training data; null where the package has no profile, or nothing was kept to compare.</param>
/// <param name="Quality">How well they were answered.</param>
/// <param name="Figures">All figures by name.</param>
/// <param name="Alerts">The names of the rules whose alerts are on.</param>
internal sealed record Finding(
    DateTimeOffset Time, DriftReport? Drift, QualityReport Quality, IReadOnlyDictionary<string, double> Figures, IReadOnlyList<string> Alerts);
