using Atelier.Data;

namespace Atelier.Preprocessing;

/// <summary>Puts numbers into a part of a larger matrix.</summary>
internal static class MatrixRows
{
    /// <summary>Transforms into a part of a larger matrix, without a copy in between where the transformer can.</summary>
    public static void Write(ITransformer transformer, Dataset data, Memory<float> matrix, int stride, int offset)
    {
        if (transformer is IMatrixWriter writer)
        {
            writer.Write(data, matrix, stride, offset);
            return;
        }

        Copy(transformer.Transform(data), matrix, stride, offset);
    }

    /// <summary>Copies row r, feature f to r * stride + offset + f.</summary>
    public static void Copy(Dataset data, Memory<float> matrix, int stride, int offset)
    {
        if (data.IsTabular)
        {
            var columns = data.Columns.Select(column => column.Numbers).ToArray();
            RowBlocks.ForEach(data.Count, (start, rows) =>
            {
                for (var at = 0; at < columns.Length; at++)
                {
                    var block = matrix.Span[(offset + at)..];
                    var numbers = columns[at].Span.Slice(start, rows);
                    for (var row = 0; row < rows; row++)
                    {
                        block[(start + row) * stride] = (float)numbers[row];
                    }
                }
            });
            return;
        }

        var features = data.Features;
        var width = data.FeatureCount;
        RowBlocks.ForEach(data.Count, (start, rows) =>
        {
            for (var row = start; row < start + rows; row++)
            {
                features.Span.Slice(row * width, width).CopyTo(matrix.Span[((row * stride) + offset)..]);
            }
        });
    }
}
