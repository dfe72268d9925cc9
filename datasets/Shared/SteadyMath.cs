namespace Atelier.Generators;

/// <summary>Functions that give the same bits on every machine, because they use only what IEEE 754 rounds alike everywhere.</summary>
internal static class SteadyMath
{
    private const double Ln2 = 0.6931471805599453;
    private const int Terms = 18;

    /// <summary>e to the power of a number within 700 of 0, to about 15 digits.</summary>
    public static double Exp(double x)
    {
        var doublings = Math.Floor((x / Ln2) + 0.5);
        var rest = x - (doublings * Ln2); // within half of ln 2
        var sum = 1.0;
        for (var i = Terms; i > 0; i--)
        {
            sum = 1 + (rest / i * sum);
        }

        return Math.ScaleB(sum, (int)doublings);
    }

    /// <summary>The logistic function.</summary>
    public static double Logistic(double x) => 1 / (1 + Exp(-x));
}
