namespace Atelier.Vision;

/// <summary>Draws from a Beta distribution with two equal parameters.</summary>
internal static class BetaDraw
{
    /// <summary>A number from 0 to 1: x / (x + y) of two Gamma draws, compared by their logarithms, which do not underflow for small parameters.</summary>
    public static double Next(Random random, double alpha)
    {
        var (first, second) = (LogGamma(random, alpha), LogGamma(random, alpha));
        return 1 / (1 + Math.Exp(second - first));
    }

    /// <summary>The logarithm of a Gamma(alpha, 1) draw (Marsaglia, Tsang 2000).</summary>
    private static double LogGamma(Random random, double alpha)
    {
        // Below 1: Gamma(alpha) is Gamma(alpha + 1) * u^(1 / alpha).
        var boost = alpha < 1 ? Math.Log(1 - random.NextDouble()) / alpha : 0;
        var d = (alpha < 1 ? alpha + 1 : alpha) - (1 / 3.0);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            var v = Math.Pow(1 + (c * normal), 3);
            if (v > 0 && Math.Log(1 - random.NextDouble()) < (normal * normal / 2) + d - (d * v) + (d * Math.Log(v)))
            {
                return Math.Log(d * v) + boost;
            }
        }
    }
}
