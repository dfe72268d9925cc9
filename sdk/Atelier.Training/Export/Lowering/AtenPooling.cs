namespace Atelier.Training;

/// <summary>Pooling over windows.</summary>
internal static class AtenPooling
{
    public static IEnumerable<KeyValuePair<string, Action<AtenCall>>> Table { get; } = new Dictionary<string, Action<AtenCall>>
    {
    };
}
