using System.Numerics.Tensors;
using Atelier.Onnx;

namespace Atelier.Preprocessing;

/// <summary>The power transformation of Yeo and Johnson 2000 ("A new family of power transformations to improve normality or symmetry").</summary>
/// <remarks>
/// ((x + 1)^λ - 1) / λ for x from 0 on, -((1 - x)^(2 - λ) - 1) / (2 - λ) below 0, with the logarithm in the limit λ = 0 or 2. It is computed over
/// the logarithm of 1 + |x|, precisely for small x and for λ near the limits too.
/// </remarks>
internal static class YeoJohnson
{
    public static double Transform(double x, double lambda) => x >= 0 ? Power(LogOf1Plus(x), lambda) : -Power(LogOf1Plus(-x), 2 - lambda);

    /// <summary>Undoes <see cref="Transform"/>; NaN for what no number becomes.</summary>
    public static double Inverse(double y, double lambda) => y >= 0 ? Root(y, lambda) : -Root(-y, 2 - lambda);

    /// <summary>The λ with which finite values are most likely normally distributed; 1, which changes nothing, where they do not vary.</summary>
    public static double MostLikely(ReadOnlySpan<double> values)
    {
        if (values.IsEmpty || values.IndexOfAnyExcept(values[0]) < 0)
        {
            return 1;
        }

        var isNegative = new bool[values.Length];
        var logs = new double[values.Length];
        var sum = 0.0;
        for (var at = 0; at < logs.Length; at++)
        {
            isNegative[at] = values[at] < 0;
            logs[at] = LogOf1Plus(Math.Abs(values[at]));
            sum += isNegative[at] ? -logs[at] : logs[at];
        }

        var transformed = new double[logs.Length];
        return BrentMinimum.Find(
            lambda =>
            {
                for (var at = 0; at < logs.Length; at++)
                {
                    transformed[at] = isNegative[at] ? -Power(logs[at], 2 - lambda) : Power(logs[at], lambda);
                }

                TensorPrimitives.Subtract(transformed, TensorPrimitives.Sum<double>(transformed) / logs.Length, transformed);
                var variance = TensorPrimitives.SumOfSquares<double>(transformed) / logs.Length;
                return double.IsNormal(variance) ? (logs.Length / 2.0 * Math.Log(variance)) - ((lambda - 1) * sum) : double.PositiveInfinity;
            },
            -2,
            2);
    }

    /// <summary>Writes <see cref="Transform"/>, its care for small numbers included.</summary>
    /// <param name="writer">The graph.</param>
    /// <param name="numbers">(batch, width) numbers of float64.</param>
    /// <param name="lambda">The λ of each feature.</param>
    public static OnnxValue WriteOnnx(OnnxWriter writer, OnnxValue numbers, double[] lambda)
    {
        var (zero, one) = (writer.Number(0), writer.Number(1));
        var isPositive = writer.Binary("GreaterOrEqual", numbers, zero);
        var powers = writer.Where(isPositive, writer.Row(lambda), writer.Row(Array.ConvertAll(lambda, power => 2 - power)));

        // ln(1 + |x|)
        var size = writer.Unary("Abs", numbers);
        var sum = writer.Add(one, size);
        var isExact = writer.Binary("Or", writer.Binary("Equal", sum, one), writer.Binary("Equal", sum, writer.Number(double.PositiveInfinity)));
        var log = writer.Where(
            isExact, size, writer.Multiply(writer.Unary("Log", sum), writer.Divide(size, writer.Subtract(sum, one))));

        // (e^(log * power) - 1) / power
        var exponent = writer.Multiply(log, powers);
        var power = writer.Unary("Exp", exponent);
        var less1 = writer.Subtract(power, one);
        var careful = writer.Multiply(less1, writer.Divide(exponent, writer.Unary("Log", power)));
        var isLarge = writer.Binary("Greater", writer.Unary("Abs", exponent), one);
        var grown = writer.Where(writer.Binary("Equal", power, one), exponent, writer.Where(isLarge, less1, careful));
        var result = writer.Divide(grown, powers);
        result = Array.Exists(lambda, known => known is 0 or 2) ? writer.Where(writer.Binary("Equal", powers, zero), log, result) : result;
        return writer.Where(isPositive, result, writer.Unary("Neg", result));
    }

    /// <summary>(e^(log * power) - 1) / power.</summary>
    private static double Power(double log, double power) => power == 0 ? log : ExpMinus1(log * power) / power;

    private static double Root(double y, double power) => power == 0 ? ExpMinus1(y) : ExpMinus1(LogOf1Plus(y * power) / power);

    /// <summary>ln(1 + x) without loss for small x: the rounding of 1 + x is taken back (Goldberg 1991, theorem 4).</summary>
    private static double LogOf1Plus(double x)
    {
        var sum = 1 + x;
        return sum == 1 || double.IsInfinity(sum) ? x : Math.Log(sum) * (x / (sum - 1));
    }

    /// <summary>e^x - 1 without loss for small x, in the same way.</summary>
    private static double ExpMinus1(double x)
    {
        var power = Math.Exp(x);
        return power == 1 ? x : Math.Abs(x) > 1 ? power - 1 : (power - 1) * (x / Math.Log(power));
    }
}
