using System.Text.Json.Nodes;
using Microsoft.Data.Analysis;

namespace Atelier.Sql.Tests.Reading;

/// <summary>Real tables, compared with what pandas reads (References/tables.json, made by tables.py beside it).</summary>
public sealed class RealTablesTests
{
    [Theory]
    [InlineData("iris.csv")]
    [InlineData("mpg.csv")]
    [InlineData("penguins.csv")]
    [InlineData("titanic.csv")]
    public void ReadCsv_RealTable_AgreesWithPandas(string name)
    {
        var folder = Checkout.RealData("tables");
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "References", "tables.json")))!;
        var expected = json["tables"]![name]!;
        var columns = expected["columns"]!.AsArray();

        var frame = Tables.ReadCsv(Path.Combine(folder, name));

        Assert.Equal((int)expected["rows"]!, frame.Rows.Count);
        Assert.Equal(columns.Select(column => (string)column!["name"]!), frame.Names());
        Assert.All(columns, column => AssertAgrees(column!, frame[(string)column!["name"]!]));
    }

    private static void AssertAgrees(JsonNode expected, DataFrameColumn column)
    {
        // Where whole numbers are missing, pandas must take floating point for NaN; a frame has int and null.
        var missing = (int)expected["missing"]!;
        var type = column.DataType == typeof(int) ? missing > 0 ? "float64" : "int64"
            : column.DataType == typeof(double) ? "float64"
            : column.DataType == typeof(bool) ? "bool"
            : "object";
        object?[] values = [.. Enumerable.Range(0, (int)column.Length).Select(row => column[row])];
        var present = values.Where(value => value is not null).ToArray();

        Assert.Equal((string)expected["dtype"]!, type);
        Assert.Equal(missing, column.NullCount);
        Assert.Equal(missing, values.Length - present.Length);
        Assert.Equal((int)expected["distinct"]!, present.Distinct().Count());
        if (expected["sum"] is { } sum)
        {
            Assert.Equal((double)sum, present.Sum(value => Convert.ToDouble(value)), 1e-9);
        }
        else
        {
            Assert.Equal((int)expected["letters"]!, present.Sum(value => value!.ToString()!.Length));
        }
    }
}
