using System.Text.Json;

namespace Atelier.Interactive;

/// <summary>The curves of a training as a Plotly figure, for front ends that draw these themselves.</summary>
internal static class CurveFigure
{
    private const double Gap = 0.12;
    private const int Height = 340;

    // Readable on white and on black, since the figure's background is the notebook's.
    private const string TextColour = "#808080";
    private const string LineColour = "rgba(128,128,128,0.25)";
    private const string Transparent = "rgba(0,0,0,0)";

    public static string Of(IReadOnlyList<Curve> curves, string title)
    {
        var layout = new Dictionary<string, object>
        {
            ["title"] = new { text = PlainText(title), font = new { size = 13 } },
            ["height"] = Height,
            ["font"] = new { color = TextColour },
            ["paper_bgcolor"] = Transparent,
            ["plot_bgcolor"] = Transparent,
            ["hovermode"] = "x",
        };
        var width = (1 - (Gap * (curves.Count - 1))) / Math.Max(1, curves.Count);
        for (var i = 0; i < curves.Count; i++)
        {
            var left = i * (width + Gap);
            layout[$"xaxis{Axis(i)}"] = new
            {
                domain = new[] { Math.Round(left, 4), Math.Round(left + width, 4) },
                anchor = $"y{Axis(i)}",
                title = new { text = "epoch" },
                gridcolor = LineColour,
            };
            layout[$"yaxis{Axis(i)}"] = new
            {
                anchor = $"x{Axis(i)}",
                title = new { text = PlainText(curves[i].Name) },
                gridcolor = LineColour,
            };
        }

        return JsonSerializer.Serialize(new
        {
            data = curves.SelectMany((curve, i) => curve.Lines.Select(line => Trace(curve, i, line))),
            layout,
            config = new { responsive = true },
        });
    }

    private static object Trace(Curve curve, int index, (string Name, string Colour, double[] Values) line) => new
    {
        type = "scatter",
        mode = curve.Epochs.Length == 1 ? "markers" : "lines",
        name = line.Name,
        legendgroup = line.Name,
        showlegend = index == 0,
        line = new { color = line.Colour },
        marker = new { color = line.Colour },
        x = curve.Epochs,
        y = line.Values.Select(value => double.IsFinite(value) ? value : (double?)null),
        xaxis = $"x{Axis(index)}",
        yaxis = $"y{Axis(index)}",
    };

    private static string Axis(int index) => index == 0 ? "" : (index + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Plotly reads a few HTML tags in its texts; encoded, all text stays text.</summary>
    private static string PlainText(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
}
