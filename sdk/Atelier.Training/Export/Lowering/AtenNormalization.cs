namespace Atelier.Training;

/// <summary>Normalization of batches, layers, groups and instances.</summary>
internal static class AtenNormalization
{
    public static IEnumerable<KeyValuePair<string, Action<AtenCall>>> Table { get; } = new Dictionary<string, Action<AtenCall>>
    {
    };
}
