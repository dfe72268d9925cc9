using System.Numerics.Tensors;

namespace Atelier.Preprocessing;

/// <summary>Mean and standard deviation of a feature.</summary>
internal static class FeatureMoments
{
    private const double Epsilon = 1.0 / (1L << 52);

    /// <summary>The mean, and the biased standard deviation or 1 where the values never vary; (0, 1) of no values.</summary>
    /// <param name="values">Finite numbers; overwritten.</param>
    public static (double Mean, double Scale) Of(Span<double> values)
    {
        if (values.IsEmpty)
        {
            return (0, 1);
        }

        var mean = TensorPrimitives.Sum<double>(values) / values.Length;
        TensorPrimitives.Subtract(values, mean, values);
        return (mean, Scale(mean, TensorPrimitives.Sum<double>(values), TensorPrimitives.SumOfSquares<double>(values), values.Length));
    }

    /// <summary>The standard deviation, or 1 where it is not larger than rounding explains: the test of scikit-learn 1.2.</summary>
    /// <param name="mean">The mean as it was computed.</param>
    /// <param name="deviations">The sum of x - mean, which rounding of the mean keeps from being 0.</param>
    /// <param name="squares">The sum of (x - mean)².</param>
    /// <param name="count">How many values, at least one.</param>
    public static double Scale(double mean, double deviations, double squares, double count)
    {
        var variance = Math.Max(0, squares - (deviations * deviations / count)) / count;
        var rounding = count * mean * Epsilon;
        return variance <= (count * Epsilon * variance) + (rounding * rounding) ? 1 : Math.Sqrt(variance);
    }

    /// <summary>A range, or 1 where it is so small that only rounding makes it: the test of scikit-learn 1.2.</summary>
    public static double Range(double range) => range < 10 * Epsilon ? 1 : range;
}
