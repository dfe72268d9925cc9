namespace Atelier.Data;

/// <summary>The formulas of association, each over the rows in which both columns have a value.</summary>
internal static class Strength
{
    /// <summary>Pearson's correlation of the rows that count; null where a column does not vary.</summary>
    public static (double? Value, long Rows) Correlation(double[] left, double[] right, Func<int, bool>? counts)
    {
        var rows = 0L;
        var (sumLeft, sumRight) = (0.0, 0.0);
        var (lowLeft, highLeft, lowRight, highRight) = (double.MaxValue, double.MinValue, double.MaxValue, double.MinValue);
        for (var row = 0; row < left.Length; row++)
        {
            if (counts is null || counts(row))
            {
                rows++;
                sumLeft += left[row];
                sumRight += right[row];
                (lowLeft, highLeft) = (Math.Min(lowLeft, left[row]), Math.Max(highLeft, left[row]));
                (lowRight, highRight) = (Math.Min(lowRight, right[row]), Math.Max(highRight, right[row]));
            }
        }

        if (rows < 2 || lowLeft == highLeft || lowRight == highRight)
        {
            return (null, rows);
        }

        var (meanLeft, meanRight) = (sumLeft / rows, sumRight / rows);
        var (squareLeft, squareRight, product) = (0.0, 0.0, 0.0);
        for (var row = 0; row < left.Length; row++)
        {
            if (counts is null || counts(row))
            {
                var (x, y) = (left[row] - meanLeft, right[row] - meanRight);
                squareLeft += x * x;
                squareRight += y * y;
                product += x * y;
            }
        }

        var value = product / Math.Sqrt(squareLeft) / Math.Sqrt(squareRight);
        return (double.IsFinite(value) ? Math.Clamp(value, -1, 1) : null, rows);
    }

    /// <summary>Cramér's V with Bergsma's correction for bias, and the chi-square statistic it is made of.</summary>
    public static (double? Value, long Rows, double ChiSquare, int Freedom) CramersV(int[] left, int leftCount, int[] right, int rightCount)
    {
        var table = new long[leftCount, rightCount];
        var n = 0L;
        for (var row = 0; row < left.Length; row++)
        {
            if (left[row] >= 0 && right[row] >= 0)
            {
                table[left[row], right[row]]++;
                n++;
            }
        }

        var leftSums = new long[leftCount];
        var rightSums = new long[rightCount];
        for (var i = 0; i < leftCount; i++)
        {
            for (var j = 0; j < rightCount; j++)
            {
                leftSums[i] += table[i, j];
                rightSums[j] += table[i, j];
            }
        }

        var chiSquare = 0.0;
        for (var i = 0; i < leftCount; i++)
        {
            for (var j = 0; j < rightCount; j++)
            {
                var expected = (double)leftSums[i] * rightSums[j] / n;
                chiSquare += expected > 0 ? (table[i, j] - expected) * (table[i, j] - expected) / expected : 0;
            }
        }

        // Only categories that occur together with the other column's values count.
        var (r, k) = (leftSums.Count(sum => sum > 0), rightSums.Count(sum => sum > 0));
        if (n < 2 || r < 2 || k < 2)
        {
            return (null, n, 0, 0);
        }

        var phi = Math.Max(0, (chiSquare / n) - ((r - 1.0) * (k - 1) / (n - 1)));
        var least = Math.Min(r - ((r - 1.0) * (r - 1) / (n - 1)), k - ((k - 1.0) * (k - 1) / (n - 1))) - 1;
        return (least > 0 ? Math.Min(1, Math.Sqrt(phi / least)) : null, n, chiSquare, (r - 1) * (k - 1));
    }

    /// <summary>The correlation ratio of numbers by category.</summary>
    public static (double? Value, long Rows) CorrelationRatio(double[] numbers, int[] codes, int count)
    {
        var counts = new long[count];
        var (sum, low, high) = (0.0, double.MaxValue, double.MinValue);
        for (var row = 0; row < numbers.Length; row++)
        {
            if (codes[row] >= 0 && double.IsFinite(numbers[row]))
            {
                sum += numbers[row];
                counts[codes[row]]++;
                (low, high) = (Math.Min(low, numbers[row]), Math.Max(high, numbers[row]));
            }
        }

        var n = counts.Sum();
        if (n < 2 || low == high || counts.Count(one => one > 0) < 2)
        {
            return (null, n);
        }

        // Differences from the mean, because sums of numbers far from 0 lose the digits that differ.
        var mean = sum / n;
        var sums = new double[count];
        var (between, total) = (0.0, 0.0);
        for (var row = 0; row < numbers.Length; row++)
        {
            if (codes[row] >= 0 && double.IsFinite(numbers[row]))
            {
                var difference = numbers[row] - mean;
                sums[codes[row]] += difference;
                total += difference * difference;
            }
        }

        for (var code = 0; code < count; code++)
        {
            between += counts[code] == 0 ? 0 : sums[code] * sums[code] / counts[code];
        }

        var value = Math.Sqrt(between / total);
        return (double.IsFinite(value) ? Math.Min(1, value) : null, n);
    }
}
