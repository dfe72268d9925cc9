namespace Atelier.Training;

/// <summary>Recurrent networks.</summary>
internal static class AtenRecurrent
{
    public static IEnumerable<KeyValuePair<string, Action<AtenCall>>> Table { get; } = new Dictionary<string, Action<AtenCall>>
    {
    };
}
