using System.Numerics.Tensors;
using Atelier.Data;

namespace Atelier.Preprocessing;

/// <summary>Learns from the numbers of each feature apart, on several threads.</summary>
internal static class EachFeature
{
    /// <summary>One cache line of float32: a pass over the rows reads so many features for the price of one.</summary>
    private const int MostTogether = 16;

    private const int ValuesTogether = 1 << 22;

    /// <summary>Learns something of each feature.</summary>
    /// <param name="data">Unnamed numbers or columns of numbers.</param>
    /// <param name="learn">Takes the feature's numbers without missing ones, as a fresh array. Called on several threads.</param>
    /// <exception cref="ArgumentException">A number is infinite.</exception>
    public static T[] Learn<T>(Dataset data, Func<double[], T> learn)
    {
        EnsureNoInfinity(data);
        var learned = new T[data.FeatureCount];
        if (data.IsTabular)
        {
            var columns = data.Columns;
            Parallel.For(0, learned.Length, at => learned[at] = learn(Present(columns[at].Numbers.ToArray())));
            return learned;
        }

        var features = data.Features;
        var together = Math.Clamp(ValuesTogether / data.Count, 1, MostTogether);
        Parallel.For(0, (learned.Length + together - 1) / together, group =>
        {
            var first = group * together;
            var columns = Gather(features.Span, learned.Length, first, Math.Min(together, learned.Length - first));
            for (var at = 0; at < columns.Length; at++)
            {
                learned[first + at] = learn(Present(columns[at]));
            }
        });
        return learned;
    }

    /// <summary>Requires that no number is infinite; columns of text and dates pass.</summary>
    /// <exception cref="ArgumentException">A number is infinite; the message names its feature and row.</exception>
    public static void EnsureNoInfinity(Dataset data)
    {
        if (data.IsTabular)
        {
            foreach (var column in data.Columns)
            {
                if (column.Kind == FeatureKind.Number && TensorPrimitives.IsInfinityAny<double>(column.Numbers.Span))
                {
                    throw Infinite(data, column.Name, Array.FindIndex(column.Numbers.ToArray(), double.IsInfinity), column.Numbers.Span);
                }
            }
        }
        else if (TensorPrimitives.IsInfinityAny<float>(data.Features.Span))
        {
            var at = 0;
            while (!float.IsInfinity(data.Features.Span[at]))
            {
                at++;
            }

            var feature = at % data.FeatureCount;
            throw Infinite(data, DenseColumns.NameOf(data, feature), at / data.FeatureCount, data.Columns[feature].Numbers.Span);
        }
    }

    /// <summary>Requires that what was learned of each feature is a finite number.</summary>
    /// <exception cref="ArgumentException">It is not; the message names the feature.</exception>
    public static void EnsureInRange(Dataset data, Func<int, bool> isFinite)
    {
        for (var at = 0; at < data.FeatureCount; at++)
        {
            if (!isFinite(at))
            {
                throw new ArgumentException(
                    $"The numbers of `{DenseColumns.NameOf(data, at)}` of `{data.Name}` lie so far apart that float64 does not hold what is learned of them; "
                    + "expected numbers up to about 1e150. Divide them first, or take their logarithm.",
                    nameof(data));
            }
        }
    }

    private static ArgumentException Infinite(Dataset data, string name, int row, ReadOnlySpan<double> values) => new(
        FormattableString.Invariant($"`{name}` of `{data.Name}` is {values[row]} at row {row}; ")
        + "expected finite numbers or NaN for missing ones. Replace or drop such rows first.",
        nameof(data));

    private static double[] Present(double[] values) =>
        TensorPrimitives.IsNaNAny<double>(values) ? Array.FindAll(values, value => !double.IsNaN(value)) : values;

    private static double[][] Gather(ReadOnlySpan<float> features, int width, int first, int count)
    {
        var rows = features.Length / width;
        var columns = new double[count][];
        for (var at = 0; at < count; at++)
        {
            columns[at] = new double[rows];
        }

        for (var row = 0; row < rows; row++)
        {
            var values = features.Slice((row * width) + first, count);
            for (var at = 0; at < count; at++)
            {
                columns[at][row] = values[at];
            }
        }

        return columns;
    }
}
