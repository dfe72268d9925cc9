namespace Atelier.Training;

/// <summary>Attention.</summary>
internal static class AtenAttention
{
    public static IEnumerable<KeyValuePair<string, Action<AtenCall>>> Table { get; } = new Dictionary<string, Action<AtenCall>>
    {
    };
}
