using System.Text;

namespace Atelier.Interactive;

/// <summary>A table.</summary>
internal sealed record Table(IReadOnlyList<Column> Columns, IReadOnlyList<IReadOnlyList<Cell>> Rows) : Block
{
    /// <summary>What the table shows; empty for none.</summary>
    public string Caption { get; init; } = "";

    /// <summary>True when the first column names the rows.</summary>
    public bool NamesRows { get; init; } = true;

    /// <summary>True when HTML shows the table only on demand, under its caption.</summary>
    public bool Collapsed { get; init; }

    public override void WriteHtml(StringBuilder html)
    {
        var caption = Show.Html(Caption);
        html.Append(Collapsed ? $"<details><summary>{caption}</summary><table>" : "<table>");
        if (!Collapsed && caption.Length > 0)
        {
            html.Append("<caption>").Append(caption).Append("</caption>");
        }

        html.Append("<thead><tr>");
        foreach (var column in Columns)
        {
            html.Append("<th scope=\"col\"").Append(column.IsText ? " class=\"l\">" : ">").Append(Show.Html(column.Name))
                .Append(column.Detail.Length > 0 ? $"<small>{Show.Html(column.Detail)}</small>" : "").Append("</th>");
        }

        html.Append("</tr></thead><tbody>");
        foreach (var row in Rows)
        {
            html.Append("<tr>");
            for (var i = 0; i < row.Count; i++)
            {
                WriteCell(html, Columns[i], row[i], isHeader: NamesRows && i == 0);
            }

            html.Append("</tr>");
        }

        html.Append("</tbody></table>").Append(Collapsed ? "</details>" : "");
    }

    public override void WriteText(StringBuilder text)
    {
        if (Caption.Length > 0)
        {
            text.Append("\n  ").Append(Caption).Append('\n');
        }

        var widths = Columns.Select((column, i) =>
            Rows.Select(row => row[i].Text.Length).Append(column.Name.Length).Append(column.Detail.Length).Max()).ToArray();
        WriteLine(text, Columns.Select(column => column.Name), widths);
        if (Columns.Any(column => column.Detail.Length > 0))
        {
            WriteLine(text, Columns.Select(column => column.Detail), widths);
        }

        foreach (var row in Rows)
        {
            WriteLine(text, row.Select(cell => cell.Text), widths);
        }
    }

    private static void WriteCell(StringBuilder html, Column column, Cell cell, bool isHeader)
    {
        var (mark, strength) = cell switch
        {
            { Bar: { } bar } => ("bar", Show.Attribute(Math.Clamp(bar, 0, 1) * 100) + "%"),
            { Good: { } good } => ("good", Show.Attribute(Math.Clamp(good, 0, 1))),
            { Bad: { } bad } => ("bad", Show.Attribute(Math.Clamp(bad, 0, 1))),
            { Faint: true } => (column.IsText ? "l z" : "z", ""),
            _ => (column.IsText ? "l" : "", ""),
        };
        html.Append(isHeader ? "<th scope=\"row\"" : "<td");
        html.Append(mark.Length > 0 ? $" class=\"{mark}\"" : "").Append(strength.Length > 0 ? $" style=\"--v:{strength}\">" : ">");
        html.Append(cell.Svg).Append(Show.Html(cell.Text)).Append(isHeader ? "</th>" : "</td>");
    }

    private void WriteLine(StringBuilder text, IEnumerable<string> cells, int[] widths)
    {
        var line = cells.Select((cell, i) => (cell, i)).Where(pair => !Columns[pair.i].IsDrawing)
            .Select(pair => Columns[pair.i].IsText ? pair.cell.PadRight(widths[pair.i]) : pair.cell.PadLeft(widths[pair.i]));
        text.Append("  ").Append(string.Join("  ", line).TrimEnd()).Append('\n');
    }
}
