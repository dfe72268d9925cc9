namespace Atelier.Training;

/// <summary>Convolutions and transposed convolutions.</summary>
internal static class AtenConvolutions
{
    public static IEnumerable<KeyValuePair<string, Action<AtenCall>>> Table { get; } = new Dictionary<string, Action<AtenCall>>
    {
    };
}
