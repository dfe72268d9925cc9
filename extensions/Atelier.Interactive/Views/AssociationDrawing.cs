using System.Text;
using Atelier.Data;

namespace Atelier.Interactive;

/// <summary>Which columns go together, as a heat map: blue together, orange against each other.</summary>
internal static class AssociationDrawing
{
    private const int MostColumns = 24;
    private const int Side = 34;
    private const int LongestName = 18;
    private const int LetterWidth = 7;
    private const string Together = "#2e78dc";
    private const string Against = "#e26e1e";

    /// <summary>The drawing and what is to be said of it; nothing for fewer than two columns.</summary>
    public static (string Svg, string Caption)? Of(DataProfile profile)
    {
        var values = new Dictionary<(string, string), Association>();
        foreach (var pair in profile.Associations.Where(pair => pair.Value is not null && pair.Measure != AssociationMeasure.Spearman))
        {
            values.TryAdd((pair.First, pair.Second), pair);
            values.TryAdd((pair.Second, pair.First), pair);
        }

        var all = profile.Columns.Select(column => column.Name).Where(name => values.Keys.Any(pair => pair.Item1 == name)).Distinct().ToArray();
        if (all.Length < 2)
        {
            return null;
        }

        // The label first: what goes with it matters most.
        var names = all.OrderByDescending(name => name == profile.Label).Take(MostColumns).ToArray();
        var caption = "What goes together: Pearson's correlation of numbers, Cramér's V of categories, correlation ratio of both"
            + (all.Length > MostColumns ? $"; the first {MostColumns} of {Show.Count(all.Length)} columns" : "");
        return (Draw(names, values), caption);
    }

    private static string Draw(string[] names, Dictionary<(string, string), Association> values)
    {
        var left = (names.Max(name => Short(name).Length) * LetterWidth) + 12;
        var top = (int)(left * 0.75) + 6;
        var (width, height) = (left + (names.Length * Side) + (int)(left * 0.7), top + (names.Length * Side) + 4);
        var svg = new StringBuilder($"<svg width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" fill=\"currentColor\" font-size=\"11\" ")
            .Append("role=\"img\" aria-label=\"associations of ").Append(names.Length).Append(" columns\">");
        for (var i = 0; i < names.Length; i++)
        {
            var (x, y) = (left + (i * Side) + (Side / 2), top + (i * Side) + (Side / 2) + 4);
            svg.Append($"<text x=\"{left - 6}\" y=\"{y}\" text-anchor=\"end\">").Append(Show.Html(Short(names[i]))).Append("</text>")
                .Append($"<text transform=\"translate({x} {top - 6}) rotate(-45)\">").Append(Show.Html(Short(names[i]))).Append("</text>");
            for (var j = 0; j < names.Length; j++)
            {
                DrawPair(svg, (left + (j * Side), top + (i * Side)), names[i], names[j], values);
            }
        }

        return svg.Append("</svg>").ToString();
    }

    private static void DrawPair(
        StringBuilder svg, (int X, int Y) at, string row, string column, Dictionary<(string, string), Association> values)
    {
        var value = row == column ? null : values.GetValueOrDefault((row, column))?.Value;
        var (fill, opacity) = row == column ? ("currentColor", 0.06) : value switch
        {
            null => ("none", 0),
            < 0 => (Against, -value.Value * 0.75),
            _ => (Together, value.Value * 0.75),
        };
        svg.Append($"<rect x=\"{at.X}\" y=\"{at.Y}\" width=\"{Side - 1}\" height=\"{Side - 1}\" rx=\"3\" fill=\"{fill}\" fill-opacity=\"")
            .Append(Show.Attribute(opacity)).Append("\">");
        if (value is { } known)
        {
            svg.Append("<title>").Append(Show.Html($"{row}, {column}: {Show.Figure(known)}")).Append("</title></rect>")
                .Append($"<text x=\"{at.X + (Side / 2)}\" y=\"{at.Y + (Side / 2) + 4}\" text-anchor=\"middle\" font-size=\"10\"")
                .Append(Math.Abs(known) < 0.1 ? " opacity=\".45\">" : ">").Append(Rounded(known)).Append("</text>");
            return;
        }

        svg.Append("</rect>");
    }

    private static string Rounded(double value) => FormattableString.Invariant($"{value:.00;-.00;0}");

    private static string Short(string name) => name.Length <= LongestName ? name : string.Concat(name.AsSpan(0, LongestName - 3), "...");
}
