namespace Atelier.Interactive;

/// <summary>Chooses some of many, evenly.</summary>
internal static class Thinning
{
    /// <summary>
    /// At most <paramref name="most"/> indices below <paramref name="count"/>, evenly spaced, the first and last among them.
    /// </summary>
    public static IEnumerable<int> Indices(int count, int most) =>
        count <= most ? Enumerable.Range(0, count) : Enumerable.Range(0, most).Select(i => (int)((long)i * (count - 1) / (most - 1)));
}
