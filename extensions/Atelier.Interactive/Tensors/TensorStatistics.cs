namespace Atelier.Interactive;

/// <summary>What the numbers of a tensor are like; NaN and infinite ones are counted, and left out of the other figures.</summary>
/// <param name="Count">How many numbers were looked at.</param>
/// <param name="Min">The smallest.</param>
/// <param name="Max">The largest.</param>
/// <param name="Mean">The arithmetic mean.</param>
/// <param name="Std">The standard deviation with n - 1 in the denominator, as libtorch has it; NaN for a single number.</param>
/// <param name="Zeros">Share of zeros among all numbers, 0 to 1.</param>
/// <param name="NaNs">Share of NaN among all numbers, 0 to 1.</param>
/// <param name="Infinities">Share of infinite numbers among all, 0 to 1.</param>
internal readonly record struct TensorStatistics(
    int Count, double Min, double Max, double Mean, double Std, double Zeros, double NaNs, double Infinities)
{
    public static TensorStatistics Of(ReadOnlySpan<double> values)
    {
        var (min, max, sum, zeros, nans, finite) = (double.PositiveInfinity, double.NegativeInfinity, 0.0, 0, 0, 0);
        foreach (var value in values)
        {
            nans += double.IsNaN(value) ? 1 : 0;
            zeros += value == 0 ? 1 : 0;
            if (double.IsFinite(value))
            {
                finite++;
                sum += value;
                (min, max) = (Math.Min(min, value), Math.Max(max, value));
            }
        }

        if (finite == 0)
        {
            (min, max) = (double.NaN, double.NaN);
        }

        // A second pass over the distances from the mean loses no digits when the numbers are large and close together.
        var mean = sum / finite;
        var squares = 0.0;
        foreach (var value in values)
        {
            squares += double.IsFinite(value) ? (value - mean) * (value - mean) : 0;
        }

        double all = values.Length;
        var std = finite > 1 ? Math.Sqrt(squares / (finite - 1)) : double.NaN;
        return new(values.Length, min, max, mean, std, zeros / all, nans / all, (values.Length - finite - nans) / all);
    }
}
