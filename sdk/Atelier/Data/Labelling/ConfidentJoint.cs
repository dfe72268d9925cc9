namespace Atelier.Data;

/// <summary>The counts of confident learning and what is estimated from them.</summary>
internal static class ConfidentJoint
{
    /// <summary>The mean probability of each class among the rows labelled with it (equation 2 of the paper).</summary>
    public static double[] ThresholdsOf(ReadOnlySpan<double> probabilities, int[] labels, int classes)
    {
        var sums = new double[classes];
        var counts = new long[classes];
        for (var row = 0; row < labels.Length; row++)
        {
            sums[labels[row]] += probabilities[(row * classes) + labels[row]];
            counts[labels[row]]++;
        }

        for (var c = 0; c < classes; c++)
        {
            sums[c] = counts[c] == 0 ? double.PositiveInfinity : sums[c] / counts[c];
        }

        return sums;
    }

    /// <summary>The most probable class of each row among those that reach their threshold; -1 where none does.</summary>
    public static int[] ClassesOf(ReadOnlySpan<double> probabilities, int rows, IReadOnlyList<double> thresholds)
    {
        var confident = new int[rows];
        for (var row = 0; row < rows; row++)
        {
            var all = probabilities.Slice(row * thresholds.Count, thresholds.Count);
            confident[row] = -1;
            for (var c = 0; c < all.Length; c++)
            {
                if (all[c] >= thresholds[c] && (confident[row] < 0 || all[c] > all[confident[row]]))
                {
                    confident[row] = c;
                }
            }
        }

        return confident;
    }

    /// <summary>How often each label meets each confident class.</summary>
    public static long[] Count(int[] labels, int[] confident, int classes)
    {
        var counts = new long[classes * classes];
        for (var row = 0; row < labels.Length; row++)
        {
            if (confident[row] >= 0)
            {
                counts[(labels[row] * classes) + confident[row]]++;
            }
        }

        return counts;
    }

    /// <summary>
    /// The joint distribution: each row of counts is scaled to the number of its labels (equation 3). Labels that were never confident are taken
    /// as right.
    /// </summary>
    public static double[] Calibrate(IReadOnlyList<long> counts, int[] labels)
    {
        var classes = (int)Math.Sqrt(counts.Count);
        var given = new long[classes];
        foreach (var label in labels)
        {
            given[label]++;
        }

        var joint = new double[counts.Count];
        for (var i = 0; i < classes; i++)
        {
            var sum = 0L;
            for (var j = 0; j < classes; j++)
            {
                sum += counts[(i * classes) + j];
            }

            for (var j = 0; j < classes; j++)
            {
                var share = sum > 0 ? counts[(i * classes) + j] / (double)sum : i == j ? 1 : 0;
                joint[(i * classes) + j] = share * given[i] / labels.Length;
            }
        }

        return joint;
    }

    /// <summary>The probability of each label for each true class; a class that is nowhere true is taken as labelled right.</summary>
    public static double[] NoiseOf(double[] joint, int classes)
    {
        var noise = new double[joint.Length];
        for (var j = 0; j < classes; j++)
        {
            var sum = Enumerable.Range(0, classes).Sum(i => joint[(i * classes) + j]);
            for (var i = 0; i < classes; i++)
            {
                noise[(i * classes) + j] = sum > 0 ? joint[(i * classes) + j] / sum : i == j ? 1 : 0;
            }
        }

        return noise;
    }

    /// <summary>A number of rows; halves are rounded up. The small addition keeps a half that arithmetic has made slightly smaller.</summary>
    public static int Round(double rows) => (int)Math.Floor(rows + 0.5 + 1e-9);
}
