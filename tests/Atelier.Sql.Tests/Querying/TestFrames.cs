using Microsoft.Data.Analysis;

namespace Atelier.Sql.Tests.Querying;

/// <summary>Frames to query.</summary>
internal static class TestFrames
{
    /// <summary>A column of every type that a frame keeps, with the extremes and a missing value.</summary>
    public static DataFrame AllTypes() => new(
        new BooleanDataFrameColumn("bool", [true, null, false]),
        new Int32DataFrameColumn("int", [int.MinValue, null, int.MaxValue]),
        new Int64DataFrameColumn("big", [long.MinValue, null, long.MaxValue]),
        new ByteDataFrameColumn("byte", [0, null, 255]),
        new UInt16DataFrameColumn("ushort", [0, null, 65535]),
        new UInt32DataFrameColumn("uint", [0, null, uint.MaxValue]),
        new UInt64DataFrameColumn("ulong", [0, null, ulong.MaxValue]),
        new SingleDataFrameColumn("float", [-0.1f, null, float.MaxValue]),
        new DoubleDataFrameColumn("double", [-0.1, null, double.MaxValue]),
        new DecimalDataFrameColumn("decimal", [-0.001m, null, 12345678901234567890.5m]),
        new StringDataFrameColumn("text", ["", null, "Grüße, \"Welt\"; 世界 🦆, more than twelve\nbytes"]),
        new PrimitiveDataFrameColumn<DateOnly>("day", [DateOnly.MinValue, null, new DateOnly(2024, 2, 29)]),
        new DateTimeDataFrameColumn("time", [new DateTime(1969, 12, 31, 23, 59, 59).AddMicroseconds(1), null, new DateTime(2024, 2, 29, 12, 0, 0)]),
        new DateTimeDataFrameColumn("instant", [new DateTime(1969, 7, 20, 20, 17, 40, DateTimeKind.Utc), null, DateTime.UnixEpoch]));

    /// <summary>The columns id, number and text by the functions below.</summary>
    public static DataFrame Numbered(int rows) => new(
        new Int32DataFrameColumn("id", Enumerable.Range(0, rows)),
        new DoubleDataFrameColumn("number", Enumerable.Range(0, rows).Select(NumberOf)),
        new StringDataFrameColumn("text", Enumerable.Range(0, rows).Select(TextOf)));

    public static double? NumberOf(int id) => id % 3 == 0 ? null : id / 2.0;

    public static string? TextOf(int id) => (id % 5) switch { 0 => null, 1 => "", 2 => $"{id}", 3 => $"grün {id}", _ => $"a longer text for number {id}" };

    public static DataFrame Rows(this Relation relation) => relation.ToDataFrame(TestContext.Current.CancellationToken);

    public static void AssertSame(DataFrame expected, DataFrame actual)
    {
        Assert.Equal(expected.Columns.Select(column => (column.Name, column.DataType)), actual.Columns.Select(column => (column.Name, column.DataType)));
        for (var row = 0; row < expected.Rows.Count; row++)
        {
            Assert.Equal(expected.Rows[row], actual.Rows[row]);
        }

        Assert.Equal(expected.Columns.Select(column => column.NullCount), actual.Columns.Select(column => column.NullCount));
    }
}
