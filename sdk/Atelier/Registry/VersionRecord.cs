using Atelier.Evaluation;
using Atelier.Packaging;

namespace Atelier.Registry;

/// <summary>What never changes of a version, as every registry writes it down.</summary>
internal sealed record VersionRecord(
    string Model,
    int Version,
    DateTimeOffset RegisteredAt,
    string Digest,
    int? Parent,
    DateTimeOffset TrainedAt,
    DataSummary Data,
    string? Commit,
    IReadOnlyList<MetricValue> Metrics)
{
    public static VersionRecord Of(ModelPackage package, int version, string digest, int? parent, DateTimeOffset now) => new(
        package.Name,
        version,
        now,
        digest,
        parent,
        package.Provenance.CreatedAt,
        package.Provenance.Data,
        package.Provenance.Commit,
        package.Report?.Metrics ?? []);

    /// <summary>The version, with what may change of it.</summary>
    public ModelVersion ToVersion(IReadOnlyDictionary<string, string> tags, IReadOnlyList<string> aliases) => new()
    {
        Model = Model,
        Version = Version,
        RegisteredAt = RegisteredAt,
        Digest = Digest,
        Parent = Parent,
        TrainedAt = TrainedAt,
        Data = Data,
        Commit = Commit,
        Metrics = Metrics,
        Tags = tags,
        Aliases = aliases,
    };
}
