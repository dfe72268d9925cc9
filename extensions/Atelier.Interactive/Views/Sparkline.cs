using System.Text;
using Atelier.Data;

namespace Atelier.Interactive;

/// <summary>Bars the size of a line of text: how the values of a column spread.</summary>
internal static class Sparkline
{
    private const int Width = 120;
    private const int Height = 24;
    private const int MostCategories = 12;
    private const double WidestBar = 24;
    private const double Least = 1.5; // so that a single row among thousands is seen
    private const string NumberColour = "#2e78dc";
    private const string CategoryColour = "#e26e1e";

    /// <summary>Numbers and dates by bin; categories by value, most frequent first; nothing where there is nothing to see.</summary>
    public static string Of(ColumnProfile column)
    {
        var isCategory = column.Type is ColumnType.Text or ColumnType.Truth;
        if (isCategory)
        {
            var counts = column.Frequent.Take(MostCategories).Select(value => value.Count).ToList();
            var others = column.Present - counts.Sum();
            return counts.Count == 0 ? "" : Draw([.. counts], others, CategoryColour, Describe(column));
        }

        return column.Histogram is { } histogram ? Draw([.. histogram.Counts], 0, NumberColour, Describe(column)) : "";
    }

    private static string Describe(ColumnProfile column)
    {
        if (column.Type is ColumnType.Text or ColumnType.Truth)
        {
            return string.Join(", ", column.Frequent.Take(MostCategories).Select(value => $"{ProfilePage.Cut(value.Value)}: {Show.Count(value.Count)}"));
        }

        return column.Dates is { } dates
            ? $"{ProfilePage.Date(dates.Earliest)} to {ProfilePage.Date(dates.Latest)}"
            : $"{Show.Number(column.Numbers!.Minimum ?? 0)} to {Show.Number(column.Numbers.Maximum ?? 0)}";
    }

    private static string Draw(long[] counts, long others, string colour, string description)
    {
        var svg = new StringBuilder($"<svg width=\"{Width}\" height=\"{Height}\" viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"")
            .Append(Show.Html(description)).Append("\"><title>").Append(Show.Html(description)).Append("</title>");
        var bars = counts.Length + (others > 0 ? 1 : 0);
        var step = Math.Min(WidestBar, (double)Width / bars);
        var gap = step > 4 ? 1 : 0;
        var most = Math.Max(1, counts.Max());
        for (var i = 0; i < bars; i++)
        {
            var isOthers = i == counts.Length;
            var count = isOthers ? others : counts[i];
            if (count > 0)
            {
                // All others together may be far more than any category: their bar ends at the top.
                var height = Math.Clamp((Height - 1) * (double)count / most, Least, Height - 1);
                svg.Append("<rect x=\"").Append(Show.Attribute(i * step)).Append("\" y=\"").Append(Show.Attribute(Height - 1 - height))
                    .Append("\" width=\"").Append(Show.Attribute(step - gap)).Append("\" height=\"").Append(Show.Attribute(height))
                    .Append("\" fill=\"").Append(colour).Append("\" fill-opacity=\"").Append(isOthers ? ".3" : ".8").Append("\"/>");
            }
        }

        return svg.Append($"<path d=\"M0 23.5H{Width}\" stroke=\"currentColor\" stroke-opacity=\".3\"/></svg>").ToString();
    }
}
