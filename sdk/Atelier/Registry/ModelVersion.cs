using Atelier.Evaluation;
using Atelier.Packaging;

namespace Atelier.Registry;

/// <summary>A version of a registered model, with what is known of it without reading its package.</summary>
public sealed record ModelVersion
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>Its number, from 1.</summary>
    public required int Version { get; init; }

    /// <summary>When it was registered, in UTC.</summary>
    public required DateTimeOffset RegisteredAt { get; init; }

    /// <summary>SHA-256 of the package's list of checksums, in lower-case hexadecimal: equal packages have equal digests.</summary>
    public required string Digest { get; init; }

    /// <summary>The version that it goes back to; null for none.</summary>
    public int? Parent { get; init; }

    /// <summary>When its training ended, in UTC.</summary>
    public required DateTimeOffset TrainedAt { get; init; }

    /// <summary>The data that it was trained on.</summary>
    public required DataSummary Data { get; init; }

    /// <summary>The Git commit of the sources that trained it; null where it is not known.</summary>
    public string? Commit { get; init; }

    /// <summary>The figures of its evaluation; empty where it was not evaluated.</summary>
    public IReadOnlyList<MetricValue> Metrics { get; init; } = [];

    /// <summary>Words about it by name.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>The aliases that name it now, in order.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Model and number, and the aliases where there are any, such as <c>digits 3 (champion)</c>.</summary>
    public override string ToString() => $"{Model} {Version}{(Aliases.Count == 0 ? "" : $" ({string.Join(", ", Aliases)})")}";
}
