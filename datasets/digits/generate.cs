// Renders the digits dataset: 28x28 grey images of handwritten-like strokes and of font glyphs, as gzip IDX files.
//
//   dotnet run datasets/digits/generate.cs              writes the four files beside this one
//   dotnet run datasets/digits/generate.cs -- --check   compares them with a fresh rendering; exit code 1 if they differ
//
// The images repeat exactly on every machine: the random numbers are our own, the shapes lie in two files here, and only +
// - * / and square root are used, which IEEE 754 rounds the same everywhere. (The gzip wrapping may differ between
// versions of zlib, so checksums are taken of the content.)
#:property PublishAot=false
#:property Optimize=true

using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

const ulong TrainingSeed = 20_260_101;
const ulong TestSeed = 20_260_102;

if (args is not ([] or ["--check"]))
{
    Console.Error.WriteLine($"Arguments '{string.Join(' ', args)}'; expected none (write the files) or --check (compare them).");
    return 2;
}

var folder = (string)AppContext.GetData("EntryPointFileDirectoryPath")!;
var shapes = Shapes.Read(folder);
var check = args.Length == 1;
var differing = 0;

foreach (var (part, perClass, seed) in new[] { ("train", 600, TrainingSeed), ("t10k", 100, TestSeed) })
{
    var (images, labels) = Collection.Render(shapes, perClass, seed);
    Store($"{part}-images-idx3-ubyte.gz", Idx.Encode(images, labels.Length, Canvas.Side, Canvas.Side));
    Store($"{part}-labels-idx1-ubyte.gz", Idx.Encode(labels, labels.Length));
}

return differing == 0 ? 0 : 1;

void Store(string name, byte[] content)
{
    var path = Path.Combine(folder, name);
    var state = "written";
    if (check)
    {
        var same = File.Exists(path) && Idx.Unzip(path).AsSpan().SequenceEqual(content);
        differing += same ? 0 : 1;
        state = same ? "same" : "DIFFERS";
    }
    else
    {
        Idx.Zip(path, content);
    }

    Console.WriteLine($"{name,-27} {state}  content {Convert.ToHexStringLower(SHA256.HashData(content))}");
}

/// <summary>Random numbers by SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014).</summary>
internal sealed class Chance(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A number in [0, 1) with 53 random bits.</summary>
    public double Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
    }

    public double Between(double low, double high) => low + ((high - low) * Next());

    public int Below(int count) => (int)(Next() * count);

    public bool Happens(double probability) => Next() < probability;

    /// <summary>A bell-shaped number within (-3, 3), mean 0, standard deviation 1: a scaled sum of three even ones.</summary>
    public double Bell() => 2 * (Next() + Next() + Next() - 1.5);

    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    public void Shuffle<T>(T[] items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}

internal readonly record struct Point(double X, double Y)
{
    public static Point operator +(Point a, Point b) => new(a.X + b.X, a.Y + b.Y);

    public static Point operator *(double factor, Point a) => new(factor * a.X, factor * a.Y);
}

/// <summary>Paths in the syntax of SVG, absolute M, L, Q, C and Z only, y downwards.</summary>
internal static class PathText
{
    private const int StepsPerCurve = 12;

    /// <summary>Flattens a path to polylines; <paramref name="move"/> is applied to every stated point first.</summary>
    public static List<List<Point>> Flatten(string path, Func<Point, Point> move)
    {
        var lines = new List<List<Point>>();
        var tokens = path.Split(' ');
        for (var at = 0; at < tokens.Length;)
        {
            var command = tokens[at][0];
            var points = new Point[command switch { 'M' or 'L' => 1, 'Q' => 2, 'C' => 3, _ => 0 }];
            for (var i = 0; i < points.Length; i++)
            {
                points[i] = move(new Point(Number(tokens[at + (2 * i)]), Number(tokens[at + (2 * i) + 1])));
            }

            at += Math.Max(1, 2 * points.Length);
            if (command == 'M')
            {
                lines.Add([]);
            }

            var line = lines[^1];
            switch (command)
            {
                case 'M' or 'L':
                    line.Add(points[0]);
                    break;
                case 'Q' or 'C':
                    AddCurve(line, points);
                    break;
                case 'Z':
                    line.Add(line[0]);
                    break;
                default:
                    throw new InvalidDataException($"Path command '{command}' in \"{path}\"; expected M, L, Q, C or Z.");
            }
        }

        return lines;
    }

    private static double Number(string token) =>
        double.Parse(char.IsAsciiLetter(token[0]) ? token.AsSpan(1) : token, CultureInfo.InvariantCulture);

    /// <summary>De Casteljau's construction, for curves of any degree.</summary>
    private static void AddCurve(List<Point> line, Point[] controls)
    {
        Point[] all = [line[^1], .. controls];
        for (var step = 1; step <= StepsPerCurve; step++)
        {
            var t = step / (double)StepsPerCurve;
            var points = (Point[])all.Clone();
            for (var last = points.Length - 1; last > 0; last--)
            {
                for (var i = 0; i < last; i++)
                {
                    points[i] = ((1 - t) * points[i]) + (t * points[i + 1]);
                }
            }

            line.Add(points[0]);
        }
    }
}

/// <summary>The shapes to draw, as paths.</summary>
/// <param name="Strokes">Centre lines of a pen, as [digit][style].</param>
/// <param name="Outlines">Filled outlines, as [digit][font face].</param>
internal sealed record Shapes(string[][] Strokes, string[][] Outlines)
{
    public static Shapes Read(string folder)
    {
        using var strokes = Open("strokes.json");
        using var glyphs = Open("glyphs.json");
        var faces = glyphs.RootElement.GetProperty("faces").EnumerateObject().Select(face => Texts(face.Value)).ToArray();
        return new Shapes(
            [.. strokes.RootElement.GetProperty("digits").EnumerateArray().Select(Texts)],
            [.. Enumerable.Range(0, 10).Select(digit => faces.Select(face => face[digit]).ToArray())]);

        JsonDocument Open(string name) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, name)));
    }

    private static string[] Texts(JsonElement array) => [.. array.EnumerateArray().Select(item => item.GetString()!)];
}

/// <summary>Puts a digit's lines on the canvas, in pixels: size, shear, turn, place and an uneven sheet of paper.</summary>
internal sealed class Placement
{
    private const double Shift = 2.6; // pixels either way; what a linear model minds most
    private const double Lean = 0.15;
    private const double Turn = 0.07; // standard deviation in radians, reaching three times as far
    private const double Wobble = 0.35; // standard deviation in pixels of each knot
    private const int Knots = 4;

    private readonly double _xx, _xy, _yx, _yy;
    private readonly Point _middle, _target;
    private readonly Point[] _bends = new Point[Knots * Knots];

    public Placement(List<List<Point>> lines, Chance chance)
    {
        var all = lines.SelectMany(line => line).ToArray();
        var (left, right) = (all.Min(p => p.X), all.Max(p => p.X));
        var (top, bottom) = (all.Min(p => p.Y), all.Max(p => p.Y));
        _middle = new Point((left + right) / 2, (top + bottom) / 2);
        _target = new Point((Canvas.Side / 2.0) + (Shift * chance.Between(-1, 1)), (Canvas.Side / 2.0) + (Shift * chance.Between(-1, 1)));

        var tall = chance.Between(17.5, 19.5) / (bottom - top);
        var wide = tall * chance.Between(0.9, 1.15);
        var lean = chance.Between(-Lean, Lean);
        var half = Turn * chance.Bell() / 2; // tangent of half the angle, which gives sine and cosine without their functions
        var (cosine, sine) = ((1 - (half * half)) / (1 + (half * half)), 2 * half / (1 + (half * half)));
        (_xx, _xy) = (cosine * wide, (cosine * lean * tall) - (sine * tall));
        (_yx, _yy) = (sine * wide, (sine * lean * tall) + (cosine * tall));
        for (var i = 0; i < _bends.Length; i++)
        {
            _bends[i] = new Point(Wobble * chance.Bell(), Wobble * chance.Bell());
        }
    }

    public Point Map(Point point)
    {
        var (x, y) = (point.X - _middle.X, point.Y - _middle.Y);
        var straight = new Point((_xx * x) + (_xy * y), (_yx * x) + (_yy * y)) + _target;
        return straight + Bend(straight);
    }

    /// <summary>The displacement at a place, interpolated smoothly between the knots of a coarse net.</summary>
    private Point Bend(Point place)
    {
        var (column, across) = Cell(place.X);
        var (row, down) = Cell(place.Y);
        var upper = ((1 - across) * _bends[(row * Knots) + column]) + (across * _bends[(row * Knots) + column + 1]);
        var lower = ((1 - across) * _bends[((row + 1) * Knots) + column]) + (across * _bends[((row + 1) * Knots) + column + 1]);
        return ((1 - down) * upper) + (down * lower);
    }

    private static (int Knot, double Share) Cell(double coordinate)
    {
        var scaled = Math.Clamp(coordinate / Canvas.Side, 0, 1) * (Knots - 1);
        var knot = Math.Min((int)scaled, Knots - 2);
        var share = scaled - knot;
        return (knot, share * share * (3 - (2 * share)));
    }
}

/// <summary>28x28 pixels of ink in [0, 1]; pixel (column, row) has its middle at (column + 0.5, row + 0.5).</summary>
internal sealed class Canvas
{
    public const int Side = 28;
    private const int Levels = 16;

    private double[] _ink = new double[Side * Side];

    /// <summary>Draws lines with a pen whose radius changes evenly from one end to the other.</summary>
    public void Stroke(List<List<Point>> lines, double radiusAtStart, double radiusAtEnd, double darkness)
    {
        foreach (var line in lines)
        {
            Cover(darkness, middle =>
            {
                var deepest = double.NegativeInfinity;
                for (var i = 0; i + 1 < line.Count; i++)
                {
                    var radius = radiusAtStart + ((radiusAtEnd - radiusAtStart) * i / line.Count);
                    deepest = Math.Max(deepest, radius - Distance(middle, line[i], line[i + 1]));
                }

                return deepest;
            });
        }
    }

    /// <summary>Fills closed outlines by the non-zero winding rule, made bolder by <paramref name="growth"/> pixels on each side.</summary>
    public void Fill(List<List<Point>> outlines, double growth, double darkness) => Cover(darkness, middle =>
    {
        var (winding, nearest) = (0, double.PositiveInfinity);
        foreach (var outline in outlines)
        {
            for (var i = 0; i + 1 < outline.Count; i++)
            {
                var (a, b) = (outline[i], outline[i + 1]);
                nearest = Math.Min(nearest, Distance(middle, a, b));
                if ((a.Y <= middle.Y) != (b.Y <= middle.Y) && a.X + ((middle.Y - a.Y) / (b.Y - a.Y) * (b.X - a.X)) > middle.X)
                {
                    winding += a.Y < b.Y ? 1 : -1;
                }
            }
        }

        return growth + (winding != 0 ? nearest : -nearest);
    });

    /// <summary>Takes the ink away within a disc.</summary>
    public void Erase(Point middle, double radius)
    {
        for (var i = 0; i < _ink.Length; i++)
        {
            var depth = radius - Distance(Middle(i), middle, middle);
            _ink[i] *= 1 - Math.Clamp(depth + 0.5, 0, 1);
        }
    }

    /// <summary>Mixes every pixel with its neighbours' binomial mean.</summary>
    public void Blur(double share)
    {
        var blurred = new double[_ink.Length];
        for (var i = 0; i < _ink.Length; i++)
        {
            var (row, column) = (i / Side, i % Side);
            var mean = 0.0;
            for (var y = Math.Max(row - 1, 0); y <= Math.Min(row + 1, Side - 1); y++)
            {
                for (var x = Math.Max(column - 1, 0); x <= Math.Min(column + 1, Side - 1); x++)
                {
                    mean += _ink[(y * Side) + x] * (y == row ? 0.5 : 0.25) * (x == column ? 0.5 : 0.25);
                }
            }

            blurred[i] = _ink[i] + (share * (mean - _ink[i]));
        }

        _ink = blurred;
    }

    /// <summary>Makes inked pixels uneven, as dry ink is.</summary>
    public void Roughen(double amount, Chance chance)
    {
        for (var i = 0; i < _ink.Length; i++)
        {
            _ink[i] *= 1 - (amount * chance.Next());
        }
    }

    /// <summary>Replaces single pixels.</summary>
    public void Speckle(int count, Chance chance)
    {
        for (; count > 0; count--)
        {
            _ink[chance.Below(_ink.Length)] = chance.Next();
        }
    }

    /// <summary>The pixels as bytes, 0 for paper to 255 for full ink, in 16 even levels.</summary>
    public byte[] ToBytes() =>
        [.. _ink.Select(ink => (byte)(Math.Floor((Math.Clamp(ink, 0, 1) * (Levels - 1)) + 0.5) * (255 / (Levels - 1))))];

    private static Point Middle(int index) => new((index % Side) + 0.5, (index / Side) + 0.5);

    /// <summary>Inks each pixel by how deep its middle lies inside a shape, in pixels; half covered on the edge.</summary>
    private void Cover(double darkness, Func<Point, double> depth)
    {
        for (var i = 0; i < _ink.Length; i++)
        {
            _ink[i] = Math.Max(_ink[i], darkness * Math.Clamp(depth(Middle(i)) + 0.5, 0, 1));
        }
    }

    private static double Distance(Point p, Point a, Point b)
    {
        var (dx, dy) = (b.X - a.X, b.Y - a.Y);
        var length = (dx * dx) + (dy * dy);
        var t = length == 0 ? 0 : Math.Clamp((((p.X - a.X) * dx) + ((p.Y - a.Y) * dy)) / length, 0, 1);
        var (x, y) = (p.X - a.X - (t * dx), p.Y - a.Y - (t * dy));
        return Math.Sqrt((x * x) + (y * y));
    }
}

/// <summary>One image, and a whole part of the dataset.</summary>
internal static class Collection
{
    private const double Handwritten = 0.7;
    private const double Unsteadiness = 2; // of the pen, in hundredths of the digit's height
    private const double Spoiled = 0.12;

    public static (byte[] Images, byte[] Labels) Render(Shapes shapes, int perClass, ulong seed)
    {
        var chance = new Chance(seed);
        var labels = Enumerable.Range(0, 10 * perClass).Select(i => (byte)(i % 10)).ToArray();
        chance.Shuffle(labels);
        return ([.. labels.SelectMany(label => Draw(label, shapes, chance))], labels);
    }

    private static byte[] Draw(int digit, Shapes shapes, Chance chance)
    {
        var canvas = new Canvas();
        var darkness = chance.Between(0.6, 1);
        var byPen = chance.Happens(Handwritten);
        var lines = byPen
            ? PathText.Flatten(
                chance.Pick(shapes.Strokes[digit]),
                point => point + new Point(Unsteadiness * chance.Bell(), Unsteadiness * chance.Bell()))
            : PathText.Flatten(chance.Pick(shapes.Outlines[digit]), point => point);
        var placement = new Placement(lines, chance);
        lines = lines.ConvertAll(line => line.ConvertAll(placement.Map));
        if (byPen)
        {
            var radius = chance.Between(1, 2);
            canvas.Stroke(lines, radius, radius * chance.Between(0.6, 1.2), darkness);
        }
        else
        {
            canvas.Fill(lines, chance.Between(-0.2, 0.5), darkness);
        }

        Spoil(canvas, darkness, chance);
        return canvas.ToBytes();
    }

    private static void Spoil(Canvas canvas, double darkness, Chance chance)
    {
        if (chance.Happens(Spoiled))
        {
            canvas.Erase(Anywhere(6, chance), chance.Between(1.5, 3));
        }

        if (chance.Happens(Spoiled))
        {
            var width = chance.Between(0.3, 0.8);
            canvas.Stroke([[Anywhere(0, chance), Anywhere(0, chance)]], width, width, darkness);
        }

        canvas.Blur(chance.Next());
        canvas.Roughen(chance.Between(0, 0.15), chance);
        canvas.Speckle(chance.Below(4), chance);
    }

    private static Point Anywhere(double margin, Chance chance) =>
        new(chance.Between(margin, Canvas.Side - margin), chance.Between(margin, Canvas.Side - margin));
}

/// <summary>The IDX format of the MNIST files: two zero bytes, type 8 (unsigned byte), number of dimensions, each dimension as
/// a big-endian 32-bit number, then the values row by row.</summary>
internal static class Idx
{
    public static byte[] Encode(byte[] values, params int[] dimensions)
    {
        var content = new byte[4 + (4 * dimensions.Length) + values.Length];
        content[2] = 8;
        content[3] = (byte)dimensions.Length;
        for (var i = 0; i < dimensions.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(content.AsSpan(4 + (4 * i)), dimensions[i]);
        }

        values.CopyTo(content, 4 + (4 * dimensions.Length));
        return content;
    }

    public static void Zip(string path, byte[] content)
    {
        using var zip = new GZipStream(File.Create(path), CompressionLevel.SmallestSize);
        zip.Write(content);
    }

    public static byte[] Unzip(string path)
    {
        using var zip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var content = new MemoryStream();
        zip.CopyTo(content);
        return content.ToArray();
    }
}
