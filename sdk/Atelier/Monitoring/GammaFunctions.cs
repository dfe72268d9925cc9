namespace Atelier.Monitoring;

/// <summary>The gamma function and what is made of it.</summary>
internal static class GammaFunctions
{
    private const int MostTerms = 100_000;

    // Bernoulli numbers B(2k) / (2k (2k - 1)): Stirling's series (Abramowitz and Stegun 6.1.41).
    private static readonly double[] Stirling =
        [1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156, -3617.0 / 122400];

    /// <summary>The chance that a chi-square variable exceeds a value.</summary>
    /// <param name="value">At least 0.</param>
    /// <param name="degrees">Degrees of freedom, at least 1.</param>
    public static double ChiSquareSurvival(double value, int degrees) => UpperRegularized(degrees / 2.0, value / 2);

    /// <summary>The natural logarithm of the gamma function.</summary>
    /// <param name="x">Above 0.</param>
    public static double Log(double x)
    {
        // The series converges fast for large arguments; the recurrence leads there.
        var product = 1.0;
        while (x < 10)
        {
            product *= x++;
        }

        var (sum, power) = (0.0, 1 / x);
        foreach (var term in Stirling)
        {
            sum += term * power;
            power /= x * x;
        }

        return ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI)) + sum - Math.Log(product);
    }

    /// <summary>
    /// The upper incomplete gamma function over the gamma function: by its series below the mean, by a continued fraction above.
    /// </summary>
    private static double UpperRegularized(double a, double x)
    {
        if (x <= 0)
        {
            return 1;
        }

        var front = Math.Exp((a * Math.Log(x)) - x - Log(a));
        return x < a + 1 ? 1 - (front * LowerSeries(a, x)) : front * UpperFraction(a, x);
    }

    // Abramowitz and Stegun 6.5.29.
    private static double LowerSeries(double a, double x)
    {
        var term = 1 / a;
        var sum = term;
        for (var n = 1; n < MostTerms && term > sum * 1e-17; n++)
        {
            term *= x / (a + n);
            sum += term;
        }

        return sum;
    }

    // Abramowitz and Stegun 6.5.31, its even part, from the front (Lentz 1976).
    private static double UpperFraction(double a, double x)
    {
        const double tiny = 1e-300;
        var b = x + 1 - a;
        var c = 1 / tiny;
        var d = 1 / b;
        var product = d;
        for (var n = 1; n < MostTerms; n++)
        {
            var factor = -n * (n - a);
            b += 2;
            d = 1 / NotZero((factor * d) + b);
            c = NotZero(b + (factor / c));
            product *= d * c;
            if (Math.Abs((d * c) - 1) < 1e-16)
            {
                break;
            }
        }

        return product;

        static double NotZero(double value) => Math.Abs(value) < tiny ? tiny : value;
    }
}
