namespace Atelier.Data;

/// <summary>One picture of <c>shapes</c>: what is in it, and how it is drawn.</summary>
internal sealed class ShapeScene
{
    /// <summary>Width and height in pixels.</summary>
    public const int Side = 256;

    private const int MostShapes = 6;
    private const int Attempts = 40;
    private const double LeastContrast = 90; // distance of colours in levels of red, green and blue together
    private const double MostHidden = 0.4; // of an earlier shape's box
    private const double LeastVisible = 0.6; // of a box within the picture

    private readonly (double Red, double Green, double Blue) _paper;
    private readonly (double Right, double Down) _slope; // levels from one edge to the other
    private readonly double _grain; // most levels of noise either way
    private readonly ulong _noise;

    private ShapeScene(SplitMix64 chance)
    {
        _paper = Colour(chance);
        _slope = (chance.Between(-40, 40), chance.Between(-40, 40));
        _grain = chance.Between(4, 40);
        var wanted = 1 + chance.Below(MostShapes);
        var shapes = new List<SceneShape>();
        for (var attempt = 0; shapes.Count == 0 || (attempt < Attempts && shapes.Count < wanted); attempt++)
        {
            var shape = SceneShape.Draw(chance, Side, ContrastingColour(chance));
            if (Fits(shape, shapes))
            {
                shapes.Add(shape);
            }
        }

        Shapes = shapes;
        _noise = chance.Bits();
    }

    /// <summary>From the back to the front.</summary>
    public IReadOnlyList<SceneShape> Shapes { get; }

    /// <summary>The scene of a number; each can be made without the others.</summary>
    public static ShapeScene Of(ulong seed, int number) => new(SplitMix64.For(seed, number));

    /// <summary>Draws the scene as bytes: red, then green, then blue, each row by row.</summary>
    public void Render(Span<byte> pixels)
    {
        var chance = new SplitMix64(_noise);
        var row = new (double Red, double Green, double Blue)[Side];
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                var shade = (_slope.Right * ((x / (double)Side) - 0.5)) + (_slope.Down * ((y / (double)Side) - 0.5));
                row[x] = (_paper.Red + shade, _paper.Green + shade, _paper.Blue + shade);
            }

            foreach (var shape in Shapes)
            {
                Paint(shape, row, y);
            }

            for (var x = 0; x < Side; x++)
            {
                var bits = chance.Bits();
                var at = (y * Side) + x;
                pixels[at] = Level(row[x].Red + Noise(bits));
                pixels[at + (Side * Side)] = Level(row[x].Green + Noise(bits >> 16));
                pixels[at + (2 * Side * Side)] = Level(row[x].Blue + Noise(bits >> 32));
            }
        }
    }

    /// <summary>Mixes the shape's colour into a row of pixels, where it covers them.</summary>
    private static void Paint(SceneShape shape, Span<(double Red, double Green, double Blue)> row, int y)
    {
        var middle = y + 0.5;
        if (middle < shape.Top - 1 || middle > shape.Bottom + 1)
        {
            return;
        }

        var colour = shape.Colour;
        var last = Math.Min(row.Length - 1, (int)Math.Ceiling(shape.Right + 1));
        for (var x = Math.Max(0, (int)Math.Floor(shape.Left - 1)); x <= last; x++)
        {
            var share = shape.Coverage(x + 0.5, middle);
            var (red, green, blue) = row[x];
            row[x] = (red + (share * (colour.Red - red)), green + (share * (colour.Green - green)), blue + (share * (colour.Blue - blue)));
        }
    }

    private static (double Red, double Green, double Blue) Colour(SplitMix64 chance) =>
        (chance.Between(20, 235), chance.Between(20, 235), chance.Between(20, 235));

    private static byte Level(double value) => (byte)Math.Clamp(Math.Floor(value + 0.5), 0, 255);

    /// <summary>Whether enough of a shape would be seen, and enough of those behind it.</summary>
    private static bool Fits(SceneShape shape, List<SceneShape> earlier)
    {
        if (shape.Box(Side) is not { } box || box.Area < LeastVisible * (shape.Right - shape.Left) * (shape.Bottom - shape.Top))
        {
            return false;
        }

        foreach (var other in earlier)
        {
            var hidden = other.Box(Side)!.Value;
            var width = Math.Min(box.X + box.Width, hidden.X + hidden.Width) - Math.Max(box.X, hidden.X);
            var height = Math.Min(box.Y + box.Height, hidden.Y + hidden.Height) - Math.Max(box.Y, hidden.Y);
            if (width > 0 && height > 0 && width * height > MostHidden * hidden.Area)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A colour that can be told from the paper.</summary>
    private (double Red, double Green, double Blue) ContrastingColour(SplitMix64 chance)
    {
        while (true)
        {
            var colour = Colour(chance);
            var (red, green, blue) = (colour.Red - _paper.Red, colour.Green - _paper.Green, colour.Blue - _paper.Blue);
            if ((red * red) + (green * green) + (blue * blue) > LeastContrast * LeastContrast)
            {
                return colour;
            }
        }
    }

    /// <summary>A sum of two even bytes: triangular around 0.</summary>
    private double Noise(ulong bits) => _grain * ((((bits & 255) + ((bits >> 8) & 255)) / 255.0) - 1);
}
