using Atelier.Onnx;

namespace Atelier.Preprocessing;

/// <summary>The normal distribution of mean 0 and standard deviation 1.</summary>
internal static class NormalDistribution
{
    private static readonly double[] MiddleTop =
    [
        3.3871328727963666080e0, 1.3314166789178437745e+2, 1.9715909503065514427e+3, 1.3731693765509461125e+4,
        4.5921953931549871457e+4, 6.7265770927008700853e+4, 3.3430575583588128105e+4, 2.5090809287301226727e+3,
    ];

    private static readonly double[] MiddleBottom =
    [
        1, 4.2313330701600911252e+1, 6.8718700749205790830e+2, 5.3941960214247511077e+3,
        2.1213794301586595867e+4, 3.9307895800092710610e+4, 2.8729085735721942674e+4, 5.2264952788528545610e+3,
    ];

    private static readonly double[] SideTop =
    [
        1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
        1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4,
    ];

    private static readonly double[] SideBottom =
    [
        1, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
        1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9,
    ];

    private static readonly double[] TailTop =
    [
        6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
        2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
    ];

    private static readonly double[] TailBottom =
    [
        1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
        7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15,
    ];

    /// <summary>The value below which a share lies: rational approximations of Wichura 1988, algorithm AS 241, to 16 digits.</summary>
    /// <param name="share">Above 0 and below 1.</param>
    public static double Quantile(double share)
    {
        var fromMiddle = share - 0.5;
        if (Math.Abs(fromMiddle) <= 0.425)
        {
            var inside = 0.180625 - (fromMiddle * fromMiddle);
            return fromMiddle * Polynomial(MiddleTop, inside) / Polynomial(MiddleBottom, inside);
        }

        var outside = Math.Sqrt(-Math.Log(Math.Min(share, 1 - share)));
        var value = outside <= 5
            ? Polynomial(SideTop, outside - 1.6) / Polynomial(SideBottom, outside - 1.6)
            : Polynomial(TailTop, outside - 5) / Polynomial(TailBottom, outside - 5);
        return Math.CopySign(value, fromMiddle);
    }

    /// <summary>Writes <see cref="Quantile"/>.</summary>
    /// <param name="writer">The graph.</param>
    /// <param name="shares">Any number of float64; what is not above 0 and below 1 gives anything.</param>
    public static OnnxValue WriteOnnx(OnnxWriter writer, OnnxValue shares)
    {
        var fromMiddle = writer.Subtract(shares, writer.Number(0.5));
        var inside = writer.Subtract(writer.Number(0.180625), writer.Multiply(fromMiddle, fromMiddle));
        var middle = writer.Divide(
            writer.Multiply(fromMiddle, Polynomial(writer, MiddleTop, inside)), Polynomial(writer, MiddleBottom, inside));

        var rest = writer.Subtract(writer.Number(1), shares);
        var nearer = writer.Where(writer.Binary("Less", rest, shares), rest, shares);
        var outside = writer.Unary("Sqrt", writer.Unary("Neg", writer.Unary("Log", nearer)));
        OnnxValue Ratio(double[] top, double[] bottom, double shift)
        {
            var shifted = writer.Subtract(outside, writer.Number(shift));
            return writer.Divide(Polynomial(writer, top, shifted), Polynomial(writer, bottom, shifted));
        }

        var value = writer.Where(
            writer.Binary("Greater", outside, writer.Number(5)), Ratio(TailTop, TailBottom, 5), Ratio(SideTop, SideBottom, 1.6));
        var signed = writer.Where(writer.Binary("Less", fromMiddle, writer.Number(0)), writer.Unary("Neg", value), value);
        return writer.Where(writer.Binary("Greater", writer.Unary("Abs", fromMiddle), writer.Number(0.425)), signed, middle);
    }

    /// <summary>The share of values below one: the series of Marsaglia 2004 ("Evaluating the normal distribution"), to an absolute 1e-15.</summary>
    public static double Share(double value)
    {
        if (double.IsNaN(value) || Math.Abs(value) > 9)
        {
            return double.IsNaN(value) ? value : value > 0 ? 1 : 0;
        }

        var term = value;
        var sum = value;
        for (var odd = 3; sum + term != sum; odd += 2)
        {
            term *= value * value / odd;
            sum += term;
        }

        return 0.5 + (sum * Math.Exp(-value * value / 2) / Math.Sqrt(2 * Math.PI));
    }

    private static double Polynomial(double[] coefficients, double x)
    {
        var result = 0.0;
        for (var at = coefficients.Length - 1; at >= 0; at--)
        {
            result = (result * x) + coefficients[at];
        }

        return result;
    }

    private static OnnxValue Polynomial(OnnxWriter writer, double[] coefficients, OnnxValue x)
    {
        var result = writer.Number(coefficients[^1]);
        for (var at = coefficients.Length - 2; at >= 0; at--)
        {
            result = writer.Add(writer.Multiply(result, x), writer.Number(coefficients[at]));
        }

        return result;
    }
}
