using System.Globalization;
using System.Numerics.Tensors;

namespace Atelier.Data;

/// <summary>Features that lie in one array, seen as columns.</summary>
internal static class DenseColumns
{
    public static IReadOnlyList<FeatureColumn> Of(Dataset data)
    {
        var values = data.Features.Span;
        var width = data.FeatureCount;
        var columns = new double[width][];
        for (var at = 0; at < width; at++)
        {
            columns[at] = new double[data.Count];
        }

        var wide = new double[width];
        for (var row = 0; row < data.Count; row++)
        {
            TensorPrimitives.ConvertChecked(values.Slice(row * width, width), wide);
            for (var at = 0; at < width; at++)
            {
                columns[at][row] = wide[at];
            }
        }

        return [.. columns.Select((column, at) => new FeatureColumn(NameOf(data, at), column))];
    }

    /// <summary>The numbers of one feature; streamed rows are read a block at a time.</summary>
    public static double[] Feature(Dataset data, int at)
    {
        const int valuesAtOnce = 1 << 18;
        var most = Math.Clamp(valuesAtOnce / data.FeatureCount, 1, 4096);
        var block = new float[most * data.FeatureCount];
        var values = new double[data.Count];
        for (var start = 0; start < data.Count; start += most)
        {
            int[] rows = [.. Enumerable.Range(start, Math.Min(most, data.Count - start))];
            data.CopyRows(rows, block);
            for (var i = 0; i < rows.Length; i++)
            {
                values[start + i] = block[(i * data.FeatureCount) + at];
            }
        }

        return values;
    }

    public static string NameOf(Dataset data, int at) =>
        data.FeatureNames.Count > 0 ? data.FeatureNames[at] : "feature " + at.ToString(CultureInfo.InvariantCulture);
}
