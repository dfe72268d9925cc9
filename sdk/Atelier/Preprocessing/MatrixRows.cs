using Atelier.Data;

namespace Atelier.Preprocessing;

/// <summary>Puts numbers into a part of a larger matrix.</summary>
internal static class MatrixRows
{
    /// <summary>Transforms into a part of a larger matrix, without a copy in between where the transformer can.</summary>
    public static void Write(ITransformer transformer, Dataset data, Span<float> matrix, int stride, int offset)
    {
        if (transformer is IMatrixWriter writer)
        {
            writer.Write(data, matrix, stride, offset);
            return;
        }

        Copy(transformer.Transform(data), matrix, stride, offset);
    }

    /// <summary>Copies row r, feature f to r * stride + offset + f.</summary>
    public static void Copy(Dataset data, Span<float> matrix, int stride, int offset)
    {
        if (data.IsTabular)
        {
            for (var at = 0; at < data.Columns.Count; at++)
            {
                var numbers = data.Columns[at].Numbers.Span;
                for (var row = 0; row < numbers.Length; row++)
                {
                    matrix[(row * stride) + offset + at] = (float)numbers[row];
                }
            }

            return;
        }

        var features = data.Features.Span;
        var width = data.FeatureCount;
        for (var row = 0; row < data.Count; row++)
        {
            features.Slice(row * width, width).CopyTo(matrix[((row * stride) + offset)..]);
        }
    }
}
