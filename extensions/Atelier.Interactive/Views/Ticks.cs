namespace Atelier.Interactive;

/// <summary>Round numbers for an axis.</summary>
internal static class Ticks
{
    /// <summary>About <paramref name="wanted"/> multiples of 1, 2 or 5 times a power of ten between two numbers.</summary>
    public static IEnumerable<double> Of(double low, double high, int wanted)
    {
        var rough = (high - low) / wanted;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = power * ((rough / power) switch { <= 1.5 => 1, <= 3 => 2, <= 7 => 5, _ => 10 });
        for (var i = Math.Ceiling(low / step); i * step <= high * (1 + 1e-12); i++)
        {
            yield return (i * step) + 0.0; // never -0
        }
    }
}
