namespace Atelier.Training;

/// <summary>Lookups, selections by index or mask, and sorting.</summary>
internal static class AtenIndexing
{
    public static IEnumerable<KeyValuePair<string, Action<AtenCall>>> Table { get; } = new Dictionary<string, Action<AtenCall>>
    {
    };
}
