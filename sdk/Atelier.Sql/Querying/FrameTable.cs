using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Data.Analysis;

namespace Atelier.Sql;

/// <summary>How a data frame looks: its first rows with the types of the columns, missing values told from texts.</summary>
public static class FrameTable
{
    private const int LongestValue = 100;
    private const int MostColumns = 50;

    private static readonly Dictionary<Type, string> Names = new()
    {
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
        [typeof(char)] = "char",
        [typeof(string)] = "string",
    };

    /// <summary>A table in HTML, without script.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="rows">The most rows to show, at least 0; what is left out is counted.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rows"/> is negative.</exception>
    public static string ToHtml(DataFrame frame, int rows = 20)
    {
        Require(frame, rows);
        var columns = Shown(frame);
        var html = new StringBuilder("<table><thead><tr>");
        foreach (var column in columns)
        {
            html.Append(CultureInfo.InvariantCulture, $"<th style=\"{Alignment(column)}\">{WebUtility.HtmlEncode(column.Name)}<br><small>{TypeName(column)}</small></th>");
        }

        html.Append("</tr></thead><tbody>");
        for (var row = 0; row < Math.Min(rows, frame.Rows.Count); row++)
        {
            html.Append("<tr>");
            foreach (var column in columns)
            {
                var content = column[row] is { } value ? WebUtility.HtmlEncode(Show(value)) : "<i style=\"opacity:0.6\">null</i>";
                html.Append(CultureInfo.InvariantCulture, $"<td style=\"{Alignment(column)}\">{content}</td>");
            }

            html.Append("</tr>");
        }

        return html.Append(CultureInfo.InvariantCulture, $"</tbody></table><p><small>{Summary(frame, rows)}</small></p>").ToString();
    }

    /// <summary>A table in plain text.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="rows">The most rows to show, at least 0; what is left out is counted.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rows"/> is negative.</exception>
    public static string ToText(DataFrame frame, int rows = 20)
    {
        Require(frame, rows);
        var columns = Shown(frame);
        var shown = (int)Math.Min(rows, frame.Rows.Count);
        var cells = columns.Select(column => (string[])[
            OneLine(column.Name), TypeName(column), .. Enumerable.Range(0, shown).Select(row => column[row] is { } value ? OneLine(Show(value)) : "null")]).ToArray();
        var widths = cells.Select(column => column.Max(cell => cell.Length)).ToArray();
        var text = new StringBuilder();
        for (var line = 0; line < shown + 2; line++)
        {
            var parts = cells.Select((column, i) => Alignment(columns[i]).EndsWith("right", StringComparison.Ordinal)
                ? column[line].PadLeft(widths[i])
                : column[line].PadRight(widths[i]));
            text.Append(string.Join("  ", parts).TrimEnd()).Append('\n');
        }

        return text.Append(Summary(frame, rows)).ToString();
    }

    private static void Require(DataFrame frame, int rows)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
    }

    private static DataFrameColumn[] Shown(DataFrame frame) => [.. frame.Columns.Take(MostColumns)];

    private static string Summary(DataFrame frame, int rows)
    {
        var (total, columns) = (frame.Rows.Count, frame.Columns.Count);
        var first = total > rows ? $", the first {rows} shown" : "";
        var left = columns > MostColumns ? $", the first {MostColumns} shown" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{total:N0} row{(total == 1 ? "" : "s")}{first} x {columns} column{(columns == 1 ? "" : "s")}{left}");
    }

    private static string TypeName(DataFrameColumn column) => Names.GetValueOrDefault(column.DataType, column.DataType.Name);

    private static string Alignment(DataFrameColumn column) => column.DataType == typeof(string) ? "text-align:left" : "text-align:right";

    private static string Show(object value)
    {
        var text = value switch
        {
            DateTime { TimeOfDay.Ticks: 0, Kind: not DateTimeKind.Utc } day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture),
            DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };
        return text.Length <= LongestValue ? text : $"{text[..LongestValue]}…";
    }

    private static string OneLine(string text) => text.ReplaceLineEndings("⏎").Replace('\t', ' ');
}
