using System.Numerics.Tensors;
using Atelier.Data;

namespace Atelier.Preprocessing;

/// <summary>Goes through the numbers of a dataset in blocks of float64 rows, on several threads where there are many.</summary>
internal static class NumberBlocks
{
    private const int ValuesABlock = 1 << 15;

    public delegate void Mapping(int rows, Span<double> source, Span<double> result);

    private delegate void BlockAction(int start, int rows, Span<double> from, Span<double> to);

    /// <summary>Maps rows to rows; the result is dense for dense data and tabular for tabular data.</summary>
    public static Dataset Map(Dataset data, FeatureSchema output, Mapping map)
    {
        if (!data.IsTabular)
        {
            var result = new float[checked(data.Count * output.Width)];
            var features = data.Features;
            ForEach(data.Count, data.FeatureCount, output.Width, (start, rows, from, to) =>
            {
                TensorPrimitives.ConvertSaturating(features.Span.Slice(start * data.FeatureCount, rows * data.FeatureCount), from);
                map(rows, from, to);
                TensorPrimitives.ConvertSaturating<double, float>(to, result.AsSpan(start * output.Width, rows * output.Width));
            });
            return data.WithFeatures(result, output.Shape, output.Names.IsEmpty ? null : output.Names);
        }

        var columns = data.Columns.Select(column => column.Numbers).ToArray();
        var results = output.Names.Select(_ => new double[data.Count]).ToArray();
        ForEach(data.Count, columns.Length, results.Length, (start, rows, from, to) =>
        {
            Gather(columns, start, rows, from);
            map(rows, from, to);
            Scatter(to, results, start, rows);
        });
        return data.WithColumns(results.Select((values, at) => new FeatureColumn(output.Names[at], values)));
    }

    private static void ForEach(int count, int widthIn, int widthOut, BlockAction run)
    {
        var rows = Math.Clamp(ValuesABlock / Math.Max(widthIn, widthOut), 1, 4096);
        var blocks = (count + rows - 1) / rows;
        void Block(int block)
        {
            var start = block * rows;
            var length = Math.Min(rows, count - start);
            var from = System.Buffers.ArrayPool<double>.Shared.Rent(length * widthIn);
            var to = System.Buffers.ArrayPool<double>.Shared.Rent(length * widthOut);
            run(start, length, from.AsSpan(0, length * widthIn), to.AsSpan(0, length * widthOut));
            System.Buffers.ArrayPool<double>.Shared.Return(from);
            System.Buffers.ArrayPool<double>.Shared.Return(to);
        }

        if (blocks < 8)
        {
            for (var block = 0; block < blocks; block++)
            {
                Block(block);
            }
        }
        else
        {
            Parallel.For(0, blocks, Block);
        }
    }

    private static void Gather(ReadOnlyMemory<double>[] columns, int start, int rows, Span<double> block)
    {
        for (var at = 0; at < columns.Length; at++)
        {
            var numbers = columns[at].Span.Slice(start, rows);
            for (var row = 0; row < rows; row++)
            {
                block[(row * columns.Length) + at] = numbers[row];
            }
        }
    }

    private static void Scatter(ReadOnlySpan<double> block, double[][] columns, int start, int rows)
    {
        for (var at = 0; at < columns.Length; at++)
        {
            var numbers = columns[at].AsSpan(start, rows);
            for (var row = 0; row < rows; row++)
            {
                numbers[row] = block[(row * columns.Length) + at];
            }
        }
    }
}
