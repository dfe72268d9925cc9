using System.Globalization;
using Microsoft.Data.Analysis;

namespace Atelier.Interactive;

/// <summary>The first and last rows of a data frame, with the type of each column.</summary>
internal static class FramePage
{
    private const int MostRows = 20;
    private const int FirstRows = 10;
    private const int LastRows = 5;
    private const int MostColumns = 20;
    private const int FirstColumns = 15;
    private const int LastColumns = 4;
    private const int LongestText = 60;

    public static Page Of(DataFrame frame) => Of("DataFrame", [.. frame.Columns], frame.Rows.Count);

    public static Page Of(DataFrameColumn column) => Of(column.Name, [column], column.Length);

    /// <summary>A value as it is, in one line; null and empty text are faint.</summary>
    public static Cell CellOf(object? value) => value switch
    {
        null => new Cell("null", Faint: true),
        string { Length: 0 } => new Cell("\"\"", Faint: true),
        string text => Cut(text),
        double number => number.ToString("G6", CultureInfo.InvariantCulture),
        float number => number.ToString("G6", CultureInfo.InvariantCulture),
        bool truth => truth ? "true" : "false",
        DateTime date => ProfilePage.Date(date),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => Cut(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""),
    };

    private static Page Of(string title, DataFrameColumn[] columns, long rows)
    {
        var detail = $"{Show.Count(rows, "row")} of {Show.Count(columns.Length, "column")}";
        var blocks = new List<Block> { new Heading(title, detail) };
        if (columns.Length > 0)
        {
            blocks.Add(TableOf(columns, rows));
        }

        return new Page($"{title}: {detail}", blocks);
    }

    private static Table TableOf(DataFrameColumn[] columns, long rows)
    {
        // null stands for the gap between the first and the last columns.
        DataFrameColumn?[] shown = columns.Length <= MostColumns ? [.. columns] : [.. columns[..FirstColumns], null, .. columns[^LastColumns..]];
        long?[] numbers = rows <= MostRows
            ? [.. Range(0, rows)]
            : [.. Range(0, FirstRows), null, .. Range(rows - LastRows, rows)];
        return new Table(
            ["row", .. shown.Select(HeaderOf)],
            [.. numbers.Select(row => (IReadOnlyList<Cell>)
            [
                row is { } number ? Show.Count(number) : new Cell("...", Faint: true),
                .. shown.Select(column => row is null || column is null ? new Cell("...", Faint: true) : CellOf(column[row.Value])),
            ])])
        {
            Caption = Said(columns.Length, rows),
        };
    }

    private static string Said(int columns, long rows)
    {
        var said = rows > MostRows ? $"the first {FirstRows} and last {LastRows} of {Show.Count(rows)} rows" : "";
        return columns <= MostColumns ? said
            : said + (said.Length > 0 ? ", " : "") + $"the first {FirstColumns} and last {LastColumns} of {Show.Count(columns)} columns";
    }

    private static IEnumerable<long?> Range(long start, long end)
    {
        for (var row = start; row < end; row++)
        {
            yield return row;
        }
    }

    private static Column HeaderOf(DataFrameColumn? column) => column is null
        ? new Column("...")
        : new Column(Cut(column.Name), IsText: column is not PrimitiveDataFrameColumn<bool> && !column.IsNumericColumn(), TypeName(column));

    private static string TypeName(DataFrameColumn column) => Type.GetTypeCode(column.DataType) switch
    {
        TypeCode.Boolean => "bool",
        TypeCode.Single => "float",
        TypeCode.Int16 => "short",
        TypeCode.Int32 => "int",
        TypeCode.Int64 => "long",
        TypeCode.UInt16 => "ushort",
        TypeCode.UInt32 => "uint",
        TypeCode.UInt64 => "ulong",
        TypeCode.DateTime or TypeCode.Object => column.DataType.Name,
        _ => column.DataType.Name.ToLowerInvariant(),
    };

    private static string Cut(string text)
    {
        text = text.ReplaceLineEndings(" ");
        return text.Length <= LongestText ? text : string.Concat(text.AsSpan(0, LongestText - 3), "...");
    }
}
