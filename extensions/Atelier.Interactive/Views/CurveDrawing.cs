using System.Text;

namespace Atelier.Interactive;

/// <summary>Draws a curve as SVG: no script, so it shows offline, in untrusted notebooks and in exported pages.</summary>
internal sealed class CurveDrawing
{
    private const int Width = 340;
    private const int Height = 210;
    private const int Left = 52;
    private const int Right = 10;
    private const int Top = 40;
    private const int Bottom = 34;
    private const int LegendWidth = 80;
    private const int MostPoints = 300;
    private const int MostDots = 30;

    private readonly Curve _curve;
    private readonly (double Low, double High) _epochs;
    private readonly (double Low, double High) _values;
    private readonly StringBuilder _svg = new();

    private CurveDrawing(Curve curve)
    {
        _curve = curve;
        _epochs = Range(curve.Epochs, 0.5);
        _values = Range([.. curve.Lines.SelectMany(line => line.Values)], 1e-3);
    }

    /// <summary>The drawing as an SVG element.</summary>
    public static string Draw(Curve curve) => new CurveDrawing(curve).Draw();

    private static (double Low, double High) Range(double[] values, double around)
    {
        var finite = values.Where(double.IsFinite).DefaultIfEmpty().ToArray();
        var (low, high) = (finite.Min(), finite.Max());
        return high > low ? (low, high) : (low - around, high + around);
    }

    private string Draw()
    {
        _svg.Append($"<svg width=\"{Width}\" height=\"{Height}\" viewBox=\"0 0 {Width} {Height}\" fill=\"currentColor\" font-size=\"11\" ")
            .Append("role=\"img\" aria-label=\"").Append(Show.Html(Describe())).Append("\">");
        Text(Left, 14, "start", $"<tspan font-weight=\"600\" font-size=\"12\">{Show.Html(_curve.Name)}</tspan>");
        DrawAxes();
        var legend = Left;
        foreach (var (name, colour, values) in _curve.Lines)
        {
            DrawLine(colour, values);
            _svg.Append($"<rect x=\"{legend}\" y=\"23\" width=\"12\" height=\"4\" fill=\"{colour}\"/>");
            Text(legend + 16, 29, "start", name);
            legend += LegendWidth;
        }

        return _svg.Append("</svg>").ToString();
    }

    private string Describe() => $"{_curve.Name} by epoch: " + string.Join("; ", _curve.Lines.Select(line =>
    {
        var finite = line.Values.Where(double.IsFinite).ToArray();
        return $"{line.Name} from {Show.Figure(finite[0])} to {Show.Figure(finite[^1])}";
    }));

    private void DrawAxes()
    {
        foreach (var tick in Ticks.Of(_values.Low, _values.High, 4))
        {
            _svg.Append("<path d=\"M").Append(Left).Append(' ').Append(Show.Attribute(Y(tick))).Append('H').Append(Width - Right)
                .Append("\" stroke=\"currentColor\" stroke-opacity=\".15\"/>");
            Text(Left - 6, Y(tick) + 4, "end", Show.Number(tick));
        }

        foreach (var tick in Ticks.Of(_epochs.Low, _epochs.High, 6).Where(tick => tick == Math.Floor(tick)))
        {
            Text(X(tick), Height - Bottom + 15, "middle", Show.Number(tick));
        }

        Text((Left + Width - Right) / 2.0, Height - 4, "middle", "epoch");
    }

    private void DrawLine(string colour, double[] values)
    {
        _svg.Append("<path d=\"");
        var isDown = false;
        foreach (var i in Thinning.Indices(values.Length, MostPoints))
        {
            // A figure that is missing or not finite leaves a gap.
            var isThere = double.IsFinite(values[i]);
            if (isThere)
            {
                var (x, y) = Point(i, values);
                _svg.Append(isDown ? 'L' : 'M').Append(x).Append(' ').Append(y);
            }

            isDown = isThere;
        }

        _svg.Append("\" fill=\"none\" stroke=\"").Append(colour).Append("\" stroke-width=\"2\" stroke-linejoin=\"round\"/>");
        for (var i = 0; values.Length <= MostDots && i < values.Length; i++)
        {
            if (double.IsFinite(values[i]))
            {
                var (x, y) = Point(i, values);
                _svg.Append("<circle cx=\"").Append(x).Append("\" cy=\"").Append(y)
                    .Append("\" r=\"2.5\" fill=\"").Append(colour).Append("\"><title>")
                    .Append(Show.Number(_curve.Epochs[i])).Append(": ").Append(Show.Figure(values[i])).Append("</title></circle>");
            }
        }
    }

    private void Text(double x, double y, string anchor, string content) =>
        _svg.Append("<text x=\"").Append(Show.Attribute(x)).Append("\" y=\"").Append(Show.Attribute(y))
            .Append("\" text-anchor=\"").Append(anchor).Append("\">").Append(content).Append("</text>");

    private (string X, string Y) Point(int index, double[] values) =>
        (Show.Attribute(X(_curve.Epochs[index])), Show.Attribute(Y(values[index])));

    private double X(double epoch) => Math.Round(Left + ((epoch - _epochs.Low) / (_epochs.High - _epochs.Low) * (Width - Left - Right)), 1);

    private double Y(double value) =>
        Math.Round(Height - Bottom - ((value - _values.Low) / (_values.High - _values.Low) * (Height - Top - Bottom)), 1);
}
