namespace Atelier.Training;

/// <summary>Sums, means, extremes and other reductions over axes.</summary>
internal static class AtenReductions
{
    public static IEnumerable<KeyValuePair<string, Action<AtenCall>>> Table { get; } = new Dictionary<string, Action<AtenCall>>
    {
    };
}
