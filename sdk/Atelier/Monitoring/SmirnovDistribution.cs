namespace Atelier.Monitoring;

/// <summary>How the Kolmogorov-Smirnov statistic is distributed where nothing has changed.</summary>
internal static class SmirnovDistribution
{
    /// <summary>The chance that the statistic of two samples of one source reaches a value.</summary>
    /// <remarks>
    /// Every order of the two samples is a way through a grid, each as likely as another (Hodges 1958). The share of ways that touch the
    /// bounds is carried
    /// from cell to cell: all terms are positive, so small chances are as exact as large ones.
    /// </remarks>
    /// <param name="n">The size of the one sample.</param>
    /// <param name="m">The size of the other sample.</param>
    /// <param name="difference">The statistic in units of 1 / (n m).</param>
    public static double TwoSampleSurvival(int n, int m, long difference)
    {
        if (difference == 0)
        {
            return 1;
        }

        // touched[j]: the share of the ways from (0, 0) to (i, j) that touch the bounds.
        var touched = new double[m + 1];
        for (var i = 0; i <= n; i++)
        {
            for (var j = 0; j <= m; j++)
            {
                if (Math.Abs(((long)i * m) - ((long)j * n)) >= difference)
                {
                    touched[j] = 1;
                }
                else if (i + j > 0)
                {
                    var left = j > 0 ? touched[j - 1] * j : 0;
                    var below = i > 0 ? touched[j] * i : 0;
                    touched[j] = (left + below) / (i + j);
                }
            }
        }

        return touched[m];
    }

    /// <summary>The chance that the statistic of one sample against a known distribution exceeds a value.</summary>
    /// <remarks>
    /// The methods and their bounds are those of Simard and L'Ecuyer 2011, which scipy follows: exact by matrix powers (Marsaglia, Tsang
    /// and Wang 2003)
    /// in the middle, twice the one-sided chance (Miller 1956) in the tail, the expansion of Pelz and Good 1976 for large samples.
    /// </remarks>
    /// <param name="n">The size of the sample.</param>
    /// <param name="distance">The statistic, 0 to 1.</param>
    public static double Survival(int n, double distance)
    {
        var steps = n * distance;
        if (distance >= 1 || steps <= 0.5)
        {
            return distance >= 1 ? 0 : 1;
        }

        if (steps <= 1)
        {
            // Ruben and Gambino 1982: n! ((2 t - 1) / n)^n.
            return 1 - Math.Exp(GammaFunctions.Log(n + 1.0) + (n * Math.Log(((2 * steps) - 1) / n)));
        }

        if (steps >= n - 1)
        {
            return 2 * Math.Pow(1 - distance, n);
        }

        var scaled = steps * distance;
        if (distance >= 0.5 || scaled > 4 || (n > 140 && scaled >= 2.2))
        {
            return scaled >= 370 ? 0 : Math.Clamp(2 * OneSided(n, distance), 0, 1);
        }

        var exact = n <= 140 || (n <= 100_000 && n * Math.Pow(distance, 1.5) <= 1.4);
        var cumulative = exact ? ByMatrix(n, distance) : ByExpansion(n, distance);
        return Math.Clamp(1 - cumulative, 0, 1);
    }

    /// <summary>The chance that the one-sided statistic exceeds a value, as Smirnov gave it: a sum of positive terms.</summary>
    private static double OneSided(int n, double distance)
    {
        var sum = 0.0;
        var all = GammaFunctions.Log(n + 1.0);
        for (var j = 0; j <= (int)(n * (1 - distance)); j++)
        {
            var (up, down) = (distance + ((double)j / n), 1 - distance - ((double)j / n));
            if (down <= 0)
            {
                break;
            }

            var ways = all - GammaFunctions.Log(j + 1.0) - GammaFunctions.Log(n - j + 1.0);
            sum += Math.Exp(ways + ((j - 1) * Math.Log(up)) + ((n - j) * Math.Log(down)));
        }

        return distance * sum;
    }

    /// <summary>The chance that the statistic stays below a value, by the power of a matrix (Durbin 1973).</summary>
    private static double ByMatrix(int n, double distance)
    {
        var k = (int)(n * distance) + 1;
        var size = (2 * k) - 1;
        var above = k - (n * distance);
        var step = new double[size * size];
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column < Math.Min(size, row + 2); column++)
            {
                step[(row * size) + column] = 1;
            }
        }

        for (var i = 0; i < size; i++)
        {
            step[i * size] -= Math.Pow(above, i + 1);
            step[((size - 1) * size) + i] -= Math.Pow(above, size - i);
        }

        step[(size - 1) * size] += above > 0.5 ? Math.Pow((2 * above) - 1, size) : 0;
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column <= Math.Min(size - 1, row); column++)
            {
                for (var factor = 2; factor <= row - column + 1; factor++)
                {
                    step[(row * size) + column] /= factor;
                }
            }
        }

        var (power, exponent) = Power(step, size, n);
        var centre = power[((k - 1) * size) + k - 1];
        return centre <= 0 ? 0 : Math.Exp(Math.Log(centre) + (exponent * Math.Log(2)) + GammaFunctions.Log(n + 1.0) - (n * Math.Log(n)));
    }

    /// <summary>A matrix to a power, as a matrix times a power of 2, so that nothing overflows.</summary>
    private static (double[] Matrix, long Exponent) Power(double[] matrix, int size, int power)
    {
        var result = new double[size * size];
        for (var i = 0; i < size; i++)
        {
            result[(i * size) + i] = 1;
        }

        var (exponent, square, squareExponent) = (0L, matrix, 0L);
        for (var rest = power; ; rest >>= 1)
        {
            if ((rest & 1) == 1)
            {
                (result, var shift) = Product(result, square, size);
                exponent += squareExponent + shift;
            }

            if (rest <= 1)
            {
                return (result, exponent);
            }

            (square, var doubled) = Product(square, square, size);
            squareExponent = (2 * squareExponent) + doubled;
        }
    }

    private static (double[] Matrix, long Shift) Product(double[] left, double[] right, int size)
    {
        var product = new double[size * size];
        for (var row = 0; row < size; row++)
        {
            for (var inner = 0; inner < size; inner++)
            {
                var factor = left[(row * size) + inner];
                for (var column = 0; factor != 0 && column < size; column++)
                {
                    product[(row * size) + column] += factor * right[(inner * size) + column];
                }
            }
        }

        var shift = Math.ILogB(product.Max());
        for (var i = 0; i < product.Length; i++)
        {
            product[i] = Math.ScaleB(product[i], -shift);
        }

        return (product, shift);
    }

    /// <summary>The chance that the statistic stays below a value, by the limit and three corrections.</summary>
    private static double ByExpansion(int n, double distance)
    {
        var z = Math.Sqrt(n) * distance;
        var (z2, z4, z6) = (z * z, Math.Pow(z, 4), Math.Pow(z, 6));
        var (pi2, pi4, pi6) = (Math.Pow(Math.PI, 2), Math.Pow(Math.PI, 4), Math.Pow(Math.PI, 6));
        double limit = 0, first = 0, second = 0, secondWhole = 0, third = 0, thirdWhole = 0;
        for (var k = (int)Math.Ceiling(16 * z / Math.PI); k >= 0; k--)
        {
            var h2 = (k + 0.5) * (k + 0.5);
            var (h4, h6) = (h2 * h2, h2 * h2 * h2);
            var weight = Math.Exp(-pi2 * h2 / (2 * z2));
            limit += weight;
            first += ((pi2 * h2) - z2) * weight;
            second += ((6 * z6) + (2 * z4) + (pi2 * ((2 * z4) - (5 * z2)) * h2) + (pi4 * (1 - (2 * z2)) * h4)) * weight;
            third += ((pi6 * h6 * (5 - (30 * z2))) + (pi4 * h4 * ((-60 * z2) + (212 * z4))) + (pi2 * h2 * ((135 * z4) - (96 * z6)))
                - (30 * z6) - (90 * z4 * z4)) * weight;
            double k2 = (double)k * k;
            var whole = Math.Exp(-pi2 * k2 / (2 * z2));
            secondWhole += pi2 * k2 * whole;
            thirdWhole += ((-pi4 * k2 * k2) + (3 * pi2 * k2 * z2)) * whole;
        }

        // Sums over all whole numbers are twice those from 0 (from 1 for whole k, whose 0 gives nothing).
        var half = 2 * Math.Sqrt(Math.PI / 2);
        var root = Math.Sqrt(n);
        return (half * limit / z)
            + (half * first / (6 * z4) / root)
            + (((half * second / (72 * z6 * z)) - (half * secondWhole / (36 * z2 * z))) / n)
            + (((half * third / (6480 * z4 * z6)) + (half * thirdWhole / (216 * z6))) / (n * root));
    }
}
