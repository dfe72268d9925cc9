namespace Atelier.Registry;

/// <summary>Which versions of a model a collection of garbage leaves; those that an alias names stay always.</summary>
public sealed record RetentionPolicy
{
    /// <summary>How many of the newest versions stay.</summary>
    /// <value>At least 0; 10 by default.</value>
    public int KeepLatest
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }
    = 10;

    /// <summary>How long a version stays after it was registered, however many are newer.</summary>
    /// <value>At least zero; 30 days by default.</value>
    public TimeSpan KeepFor
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            field = value;
        }
    }
    = TimeSpan.FromDays(30);

    /// <summary>Tags whose versions stay, by name; empty for none.</summary>
    public IReadOnlyList<string> KeepTags { get; init; } = [];

    /// <summary>The versions that may go.</summary>
    /// <param name="versions">All that are there, the newest first.</param>
    /// <param name="now">The time.</param>
    internal IEnumerable<ModelVersion> Choose(IReadOnlyList<ModelVersion> versions, DateTimeOffset now) => versions
        .Skip(KeepLatest)
        .Where(version => version.Aliases.Count == 0 && now - version.RegisteredAt >= KeepFor && !KeepTags.Any(version.Tags.ContainsKey))
        .OrderBy(version => version.Version);
}
