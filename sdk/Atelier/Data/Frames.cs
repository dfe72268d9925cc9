using Microsoft.Data.Analysis;

namespace Atelier.Data;

/// <summary>Tables put one under the other.</summary>
internal static class Frames
{
    /// <summary>The rows of all frames, which have the same columns.</summary>
    public static DataFrame Concatenate(IReadOnlyList<DataFrame> frames)
    {
        var whole = frames[0];
        foreach (var frame in frames.Skip(1))
        {
            whole = new DataFrame(whole.Columns.Select(column => Append(column, frame.Columns[column.Name])));
        }

        return whole;
    }

    private static DataFrameColumn Append(DataFrameColumn first, DataFrameColumn second) => (first, second) switch
    {
        (StringDataFrameColumn a, StringDataFrameColumn b) => new StringDataFrameColumn(a.Name, a.Concat(b)),
        (Int32DataFrameColumn a, Int32DataFrameColumn b) => new Int32DataFrameColumn(a.Name, a.Concat(b)),
        (DoubleDataFrameColumn a, DoubleDataFrameColumn b) => new DoubleDataFrameColumn(a.Name, a.Concat(b)),
        (BooleanDataFrameColumn a, BooleanDataFrameColumn b) => new BooleanDataFrameColumn(a.Name, a.Concat(b)),
        (DateTimeDataFrameColumn a, DateTimeDataFrameColumn b) => new DateTimeDataFrameColumn(a.Name, a.Concat(b)),
        _ => throw new InvalidOperationException($"The column `{first.Name}` holds {first.DataType} and {second.DataType}; expected one type."),
    };
}
