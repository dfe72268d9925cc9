using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Plotly.NET;

namespace Atelier.Interactive;

/// <summary>A Plotly.NET chart as a Plotly figure, as HTML that draws itself offline, and in words.</summary>
internal sealed class ChartPage
{
    private const string Advice =
        "plotly.js is not in this page, because the output that carried it is gone. "
        + "Run Atelier.Interactive.DisplayExtension.Load(); and then this cell again.";

    private static readonly string[] PointKeys = ["y", "x", "z", "values", "r", "lat"];

    private readonly string _figure;

    public ChartPage(GenericChart chart) => _figure = FigureOf(chart);

    /// <summary>The figure of a chart: data, layout and config as JSON.</summary>
    public static string FigureOf(GenericChart chart) => GenericChart.toJson(chart);

    /// <summary>HTML that draws the chart with plotly.js, which it brings along when it is the first chart.</summary>
    public string ToHtml(PlotlyLibrary library)
    {
        // The same chart always has the same number, so that running a notebook again changes nothing in its file.
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(_figure)))[..16];
        var script = Template()
            .Replace("\"$ID\"", JsonSerializer.Serialize(id))
            .Replace("\"$KEY\"", JsonSerializer.Serialize(PlotlyLibrary.Key))
            .Replace("\"$ADVICE\"", JsonSerializer.Serialize(Advice))
            .Replace("\"$LIBRARY\"", JsonSerializer.Serialize(library.For(id)))
            // Last, since it may hold any text. `<` occurs in JSON only inside strings; escaped, it cannot end the script.
            .Replace("\"$FIGURE\"", _figure.Replace("<", "\\u003c"));
        return $"<div data-atelier-chart=\"{id}\">{Show.Html(ToPage().Line)}</div><script>{script}</script>";
    }

    /// <summary>The chart in words.</summary>
    public Page ToPage()
    {
        using var figure = JsonDocument.Parse(_figure);
        var traces = figure.RootElement.GetProperty("data").EnumerateArray().ToArray();
        var detail = $"{(Title(figure.RootElement) is { Length: > 0 } title ? $"{title}, " : "")}{Show.Count(traces.Length, "trace")}";
        return new Page(
            $"Chart: {detail}",
            new Heading("Chart", detail),
            new Table(
                [new Column("trace", IsText: true), new Column("type", IsText: true), "points"],
                [.. traces.Select((trace, i) => (IReadOnlyList<Cell>)[NameOf(trace, i), Text(trace, "type"), Points(trace)])]));
    }

    private static string Template()
    {
        using var reader = new StreamReader(typeof(ChartPage).Assembly.GetManifestResourceStream("chart.js")!);
        return reader.ReadToEnd();
    }

    private static string Title(JsonElement figure)
    {
        if (!figure.TryGetProperty("layout", out var layout) || !layout.TryGetProperty("title", out var title))
        {
            return "";
        }

        return title.ValueKind == JsonValueKind.Object ? Text(title, "text") : title.ToString();
    }

    private static string NameOf(JsonElement trace, int index) => Text(trace, "name") is { Length: > 0 } name ? name : Show.Count(index);

    private static string Text(JsonElement element, string key) =>
        element.TryGetProperty(key, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";

    private static string Points(JsonElement trace)
    {
        foreach (var key in PointKeys)
        {
            if (trace.TryGetProperty(key, out var points) && points.ValueKind == JsonValueKind.Array)
            {
                return Show.Count(points.GetArrayLength());
            }
        }

        return "";
    }
}
