using System.Collections.Immutable;

namespace Atelier.Data;

/// <summary>Features in named columns of numbers, text and dates.</summary>
internal sealed class ColumnStore(ImmutableArray<FeatureColumn> columns, int count) : FeatureStore
{
    public ImmutableArray<FeatureColumn> Columns => columns;

    public override int Count => count;

    public override IReadOnlyList<int> Shape => [columns.Length];

    public override IReadOnlyList<string> Names { get; } = [.. columns.Select(column => column.Name)];

    public static ColumnStore Of(IEnumerable<FeatureColumn> columns)
    {
        ImmutableArray<FeatureColumn> all = [.. columns];
        if (all.IsEmpty)
        {
            throw new ArgumentException("`columns` is empty; expected at least one column of features.", nameof(columns));
        }

        var twice = all.GroupBy(column => column.Name).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
        {
            throw new ArgumentException($"The column `{twice.Key}` occurs {twice.Count()} times; expected names that differ.", nameof(columns));
        }

        foreach (var column in all)
        {
            Check.SameLength(column.Count, all[0].Count, column.Name, $"as many rows as `{all[0].Name}`");
        }

        return new ColumnStore(all, all[0].Count) { Width = all.Length };
    }

    public override ReadOnlyMemory<float> Dense()
    {
        var values = new float[checked(count * Width)];
        for (var at = 0; at < Width; at++)
        {
            var numbers = columns[at].Numbers.Span;
            for (var row = 0; row < numbers.Length; row++)
            {
                values[(row * Width) + at] = (float)numbers[row];
            }
        }

        return values;
    }

    public override void Read(ReadOnlySpan<int> rows, Span<float> destination)
    {
        for (var at = 0; at < Width; at++)
        {
            var numbers = columns[at].Numbers.Span;
            for (var i = 0; i < rows.Length; i++)
            {
                destination[(i * Width) + at] = (float)numbers[rows[i]];
            }
        }
    }

    public override FeatureStore Slice(int start, int length) =>
        new ColumnStore([.. columns.Select(column => column.Slice(start, length))], length) { Width = Width };

    public override FeatureStore Select(ReadOnlySpan<int> rows)
    {
        var chosen = rows.ToArray();
        return new ColumnStore([.. columns.Select(column => column.Select(chosen))], chosen.Length) { Width = Width };
    }
}
