namespace Atelier.Training;

/// <summary>Tensors that are made of sizes and numbers.</summary>
internal static class AtenCreation
{
    public static IEnumerable<KeyValuePair<string, Action<AtenCall>>> Table { get; } = new Dictionary<string, Action<AtenCall>>
    {
    };
}
