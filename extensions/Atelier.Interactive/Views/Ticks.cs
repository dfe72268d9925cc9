namespace Atelier.Interactive;

/// <summary>Round numbers for an axis.</summary>
internal static class Ticks
{
    /// <summary>About <paramref name="wanted"/> multiples of 1, 2 or 5 times a power of ten between two numbers.</summary>
    public static IEnumerable<double> Of(double low, double high, int wanted)
    {
        // Numbers closer together than their own precision have no round number between them, and get one tick.
        var rough = Math.Max((high - low) / wanted, Math.Max(Math.Abs(low), Math.Abs(high)) * 1e-12);
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = power * ((rough / power) switch { <= 1.5 => 1, <= 3 => 2, <= 7 => 5, _ => 10 });
        var first = Math.Ceiling(low / step);
        for (var i = 0; i <= 3 * wanted && (first + i) * step <= high + (step * 1e-9); i++)
        {
            yield return ((first + i) * step) + 0.0; // never -0
        }
    }
}
