using System.Globalization;
using System.Text;

namespace Atelier.Interactive;

/// <summary>Draws a curve as SVG: no script, so it shows offline, in untrusted notebooks and in exported pages.</summary>
internal static class CurveDrawing
{
    private const int Width = 340;
    private const int Height = 210;
    private const int Left = 52;
    private const int Right = 10;
    private const int Top = 40;
    private const int Bottom = 34;
    private const int MostPoints = 300;
    private const int MostDots = 30;

    public static string Draw(Curve curve)
    {
        var (lowX, highX) = Range(curve.Epochs, 0.5);
        var (low, high) = Range([.. curve.Lines.SelectMany(line => line.Values)], 1e-3);
        var name = Show.Html(curve.Name);
        var svg = new StringBuilder("<svg width=\"").Append(Width).Append("\" height=\"").Append(Height)
            .Append("\" viewBox=\"0 0 ").Append(Width).Append(' ').Append(Height)
            .Append("\" fill=\"currentColor\" font-size=\"11\" role=\"img\" aria-label=\"").Append(Show.Html(Describe(curve))).Append("\">");
        Text(svg, Left, 14, "start", $"<tspan font-weight=\"600\" font-size=\"12\">{name}</tspan>");
        foreach (var tick in Ticks.Of(low, high, 4))
        {
            var y = Y(tick);
            svg.Append("<path d=\"M").Append(Left).Append(' ').Append(y).Append('H').Append(Width - Right)
                .Append("\" stroke=\"currentColor\" stroke-opacity=\".15\"/>");
            Text(svg, Left - 6, double.Parse(y, CultureInfo.InvariantCulture) + 4, "end", Show.Number(tick));
        }

        foreach (var tick in Ticks.Of(lowX, highX, 6).Where(tick => tick == Math.Floor(tick)))
        {
            Text(svg, double.Parse(X(tick), CultureInfo.InvariantCulture), Height - Bottom + 15, "middle", Show.Number(tick));
        }

        Text(svg, (Left + Width - Right) / 2.0, Height - 4, "middle", "epoch");
        var legend = (double)Left;
        foreach (var (line, colour, values) in curve.Lines)
        {
            svg.Append("<path d=\"").Append(Path(values)).Append("\" fill=\"none\" stroke=\"").Append(colour)
                .Append("\" stroke-width=\"2\" stroke-linejoin=\"round\"/>");
            Dots(svg, curve.Epochs, values, colour);
            svg.Append("<rect x=\"").Append(Show.Attribute(legend)).Append("\" y=\"23\" width=\"12\" height=\"4\" fill=\"").Append(colour).Append("\"/>");
            Text(svg, legend + 16, 29, "start", line);
            legend += 80;
        }

        return svg.Append("</svg>").ToString();

        string X(double epoch) => Show.Attribute(Math.Round(Left + ((epoch - lowX) / (highX - lowX) * (Width - Left - Right)), 1));

        string Y(double value) => Show.Attribute(Math.Round(Height - Bottom - ((value - low) / (high - low) * (Height - Top - Bottom)), 1));

        string Path(double[] values)
        {
            var path = new StringBuilder();
            var isDown = false;
            foreach (var i in Thinning.Indices(values.Length, MostPoints))
            {
                // A figure that is missing or not finite leaves a gap.
                if (double.IsFinite(values[i]))
                {
                    path.Append(isDown ? 'L' : 'M').Append(X(curve.Epochs[i])).Append(' ').Append(Y(values[i]));
                }

                isDown = double.IsFinite(values[i]);
            }

            return path.ToString();
        }

        void Dots(StringBuilder svg, double[] epochs, double[] values, string colour)
        {
            for (var i = 0; values.Length <= MostDots && i < values.Length; i++)
            {
                if (double.IsFinite(values[i]))
                {
                    svg.Append("<circle cx=\"").Append(X(epochs[i])).Append("\" cy=\"").Append(Y(values[i])).Append("\" r=\"2.5\" fill=\"").Append(colour)
                        .Append("\"><title>").Append(Show.Number(epochs[i])).Append(": ").Append(Show.Figure(values[i])).Append("</title></circle>");
                }
            }
        }
    }

    private static string Describe(Curve curve) =>
        $"{curve.Name} by epoch: " + string.Join("; ", curve.Lines.Select(line =>
        {
            var finite = line.Values.Where(double.IsFinite).ToArray();
            return $"{line.Name} from {Show.Figure(finite[0])} to {Show.Figure(finite[^1])}";
        }));

    private static void Text(StringBuilder svg, double x, double y, string anchor, string content) =>
        svg.Append("<text x=\"").Append(Show.Attribute(x)).Append("\" y=\"").Append(Show.Attribute(y)).Append("\" text-anchor=\"")
            .Append(anchor).Append("\">").Append(content).Append("</text>");

    private static (double Low, double High) Range(double[] values, double around)
    {
        var finite = values.Where(double.IsFinite).DefaultIfEmpty().ToArray();
        var (low, high) = (finite.Min(), finite.Max());
        return high > low ? (low, high) : (low - around, high + around);
    }
}
