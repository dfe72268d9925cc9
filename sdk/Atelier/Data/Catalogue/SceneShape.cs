namespace Atelier.Data;

/// <summary>One thing drawn in a scene of <c>shapes</c>: a circle, or a polygon of straight edges; in pixels.</summary>
internal sealed class SceneShape
{
    private const int Kinds = 4;

    private readonly double _x;
    private readonly double _y;
    private readonly double _radius;
    private readonly (double X, double Y)[] _corners;

    private SceneShape(int kind, double x, double y, double radius, (double X, double Y)[] corners)
    {
        (Kind, _x, _y, _radius, _corners) = (kind, x, y, radius, corners);
        (Left, Right) = corners.Length == 0 ? (x - radius, x + radius) : (corners.Min(corner => corner.X), corners.Max(corner => corner.X));
        (Top, Bottom) = corners.Length == 0 ? (y - radius, y + radius) : (corners.Min(corner => corner.Y), corners.Max(corner => corner.Y));
    }

    /// <summary>The index of the class.</summary>
    public int Kind { get; }

    public double Left { get; }

    public double Right { get; }

    public double Top { get; }

    public double Bottom { get; }

    /// <summary>Red, green and blue, 0 to 255.</summary>
    public required (double Red, double Green, double Blue) Colour { get; init; }

    /// <summary>The names of the kinds.</summary>
    public static IReadOnlyList<string> Names { get; } = ["circle", "square", "triangle", "star"];

    /// <summary>A shape of any kind, place, size and turn.</summary>
    public static SceneShape Draw(SplitMix64 chance, int side, (double Red, double Green, double Blue) colour)
    {
        var kind = chance.Below(Kinds);
        var radius = chance.Between(14, 56);
        var (x, y) = (chance.Between(0, side), chance.Between(0, side));

        // Cosine and sine of a turn by up to 45 degrees either way, from the tangent of half the angle: no function that rounds differently elsewhere.
        var half = chance.Between(-0.41421356, 0.41421356);
        var (cosine, sine) = ((1 - (half * half)) / (1 + (half * half)), 2 * half / (1 + (half * half)));
        (double X, double Y)[] corners = [.. Outline(kind).Select(point =>
            (x + (radius * ((cosine * point.X) - (sine * point.Y))), y + (radius * ((sine * point.X) + (cosine * point.Y)))))];
        return new SceneShape(kind, x, y, radius, corners) { Colour = colour };
    }

    /// <summary>How much of the pixel whose middle is here the shape covers, 0 to 1: half on the edge.</summary>
    public double Coverage(double x, double y)
    {
        if (_corners.Length == 0)
        {
            var (dx, dy) = (x - _x, y - _y);
            return Math.Clamp(_radius - Math.Sqrt((dx * dx) + (dy * dy)) + 0.5, 0, 1);
        }

        var (inside, nearest) = (false, double.PositiveInfinity);
        ReadOnlySpan<(double X, double Y)> corners = _corners;
        var a = corners[^1];
        foreach (var b in corners)
        {
            if ((a.Y <= y) != (b.Y <= y) && a.X + ((y - a.Y) / (b.Y - a.Y) * (b.X - a.X)) > x)
            {
                inside = !inside;
            }

            var (dx, dy) = (b.X - a.X, b.Y - a.Y);
            var t = Math.Clamp((((x - a.X) * dx) + ((y - a.Y) * dy)) / ((dx * dx) + (dy * dy)), 0, 1);
            var (ex, ey) = (x - a.X - (t * dx), y - a.Y - (t * dy));
            nearest = Math.Min(nearest, (ex * ex) + (ey * ey));
            a = b;
        }

        var distance = Math.Sqrt(nearest);
        return Math.Clamp((inside ? distance : -distance) + 0.5, 0, 1);
    }

    /// <summary>The box around the part of the shape that lies in the picture; null where none does.</summary>
    public LabeledBox? Box(int side)
    {
        double left, top, right, bottom;
        if (_corners.Length == 0)
        {
            var (across, down) = (HalfChord(_y, side), HalfChord(_x, side));
            (left, right, top, bottom) = (Math.Max(_x - across, 0), Math.Min(_x + across, side), Math.Max(_y - down, 0), Math.Min(_y + down, side));
        }
        else
        {
            var visible = Clip(Clip(Clip(Clip(_corners, p => p.X), p => side - p.X), p => p.Y), p => side - p.Y);
            if (visible.Count == 0)
            {
                return null;
            }

            (left, right) = (Math.Max(visible.Min(p => p.X), 0), Math.Min(visible.Max(p => p.X), side));
            (top, bottom) = (Math.Max(visible.Min(p => p.Y), 0), Math.Min(visible.Max(p => p.Y), side));
        }

        return right > left && bottom > top ? new LabeledBox(Kind, (float)left, (float)top, (float)(right - left), (float)(bottom - top)) : null;
    }

    /// <summary>The part of a polygon on the side where a measure that changes evenly is not negative (Sutherland and Hodgman 1974).</summary>
    private static List<(double X, double Y)> Clip(IReadOnlyList<(double X, double Y)> corners, Func<(double X, double Y), double> inside)
    {
        var kept = new List<(double X, double Y)>();
        for (var i = 0; i < corners.Count; i++)
        {
            var (a, b) = (corners[i], corners[(i + 1) % corners.Count]);
            var (from, to) = (inside(a), inside(b));
            if (from >= 0)
            {
                kept.Add(a);
            }

            if ((from >= 0) != (to >= 0))
            {
                var t = from / (from - to);
                kept.Add((a.X + (t * (b.X - a.X)), a.Y + (t * (b.Y - a.Y))));
            }
        }

        return kept;
    }

    /// <summary>Half of the circle's greatest extent along one axis within the picture, by the place of its middle on the other axis.</summary>
    private double HalfChord(double middle, int side)
    {
        var beyond = Math.Max(0, Math.Max(-middle, middle - side));
        return beyond < _radius ? Math.Sqrt((_radius * _radius) - (beyond * beyond)) : 0;
    }

    /// <summary>The corners on the unit circle and within; none for the circle.</summary>
    private static (double X, double Y)[] Outline(int kind) => kind switch
    {
        0 => [],
        1 => [(-0.70710678, -0.70710678), (0.70710678, -0.70710678), (0.70710678, 0.70710678), (-0.70710678, 0.70710678)],
        2 => [(0, -1), (0.8660254, 0.5), (-0.8660254, 0.5)],
        _ =>
        [
            (0, -1), (0.22451399, -0.30901699), (0.95105652, -0.30901699), (0.36327126, 0.11803399), (0.58778525, 0.80901699),
            (0, 0.38196601), (-0.58778525, 0.80901699), (-0.36327126, 0.11803399), (-0.95105652, -0.30901699), (-0.22451399, -0.30901699),
        ],
    };
}
