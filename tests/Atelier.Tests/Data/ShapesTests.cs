using System.Security.Cryptography;
using System.Text;
using Atelier.Data;

namespace Atelier.Tests.Data;

public sealed class ShapesTests
{
    private const int Side = ShapeScene.Side;
    private const ulong Seed = 20_260_201; // of the training part

    [Fact]
    public void LoadDetection_Shapes_IsWhatTheDataCardSays()
    {
        var (train, test) = (Datasets.LoadDetection("shapes", DatasetPart.Train), Datasets.LoadDetection("shapes", DatasetPart.Test));

        Assert.Equal([3, Side, Side], train.Images.FeatureShape);
        Assert.Equal((2_000, 500), (train.Count, test.Count));
        Assert.True(train.Images.IsStreamed);
        Assert.Equal(["circle", "square", "triangle", "star"], train.ClassNames);
        Assert.All(train.Boxes, boxes => Assert.InRange(boxes.Count, 1, 6));
        Assert.Equal(BoxCounts("training"), CountsOf(train));
        Assert.Equal(BoxCounts("test"), CountsOf(test));
    }

    [Fact]
    public void LoadDetection_Content_HasTheChecksumsOfTheDataCard()
    {
        var card = File.ReadAllText(Checkout.PathOf("datasets", "shapes", "README.md"));
        var all = Datasets.LoadDetection("shapes");
        var pixels = new float[3 * Side * Side];
        using var images = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var row = 0; row < 64; row++)
        {
            all.Images.CopyRows([row], pixels);
            images.AppendData([.. pixels.Select(value => (byte)value)]);
        }

        var boxes = new StringBuilder();
        foreach (var box in all.Boxes.SelectMany(list => list))
        {
            boxes.Append(FormattableString.Invariant($"{box.Label} {box.X} {box.Y} {box.Width} {box.Height}\n"));
        }

        Assert.Contains(Convert.ToHexStringLower(images.GetHashAndReset()) + "  the pixels of the first 64 pictures", card, StringComparison.Ordinal);
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(boxes.ToString()))) + "  all boxes", card, StringComparison.Ordinal);
    }

    [Fact]
    public void Boxes_OfAllShapes_TouchTheirPixels()
    {
        for (var row = 0; row < 200; row++)
        {
            foreach (var shape in ShapeScene.Of(Seed, row).Shapes)
            {
                var (left, top, right, bottom) = (Side, Side, -1, -1);
                for (var y = Math.Max(0, (int)shape.Top - 2); y < Math.Min(Side, shape.Bottom + 2); y++)
                {
                    for (var x = Math.Max(0, (int)shape.Left - 2); x < Math.Min(Side, shape.Right + 2); x++)
                    {
                        if (shape.Coverage(x + 0.5, y + 0.5) > 0)
                        {
                            (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x + 1), Math.Max(bottom, y + 1));
                        }
                    }
                }

                // A pixel is inked a little where its middle lies up to half a pixel beyond the edge.
                var box = shape.Box(Side)!.Value;
                Assert.InRange(left, box.X - 1, box.X + 1);
                Assert.InRange(top, box.Y - 1, box.Y + 1);
                Assert.InRange(right, box.X + box.Width - 1, box.X + box.Width + 1);
                Assert.InRange(bottom, box.Y + box.Height - 1, box.Y + box.Height + 1);
            }
        }
    }

    [Fact]
    public void Pixels_AroundTheMiddleOfTheFrontShape_HaveItsColour()
    {
        var pixels = new byte[3 * Side * Side];
        for (var row = 0; row < 50; row++)
        {
            var scene = ShapeScene.Of(Seed, row);
            scene.Render(pixels);
            var front = scene.Shapes[^1];
            var reds = new List<double>();
            for (var at = 0; at < Side * Side; at++)
            {
                if (front.Coverage((at % Side) + 0.5, (at / Side) + 0.5) == 1)
                {
                    reds.Add(pixels[at]);
                }
            }

            Assert.True(reds.Count > 50, $"Picture {row} shows {reds.Count} pixels of its front shape.");
            Assert.Equal(front.Colour.Red, reds.Average(), tolerance: 4); // noise around it, and levels that end at 255
        }
    }

    [Fact]
    public void Scenes_AreTheSameWhateverIsReadBefore()
    {
        var data = Datasets.LoadDetection("shapes");
        var (one, many) = (new float[3 * Side * Side], new float[3 * 3 * Side * Side]);

        data.Images.CopyRows([2_001], one);
        data.Images.CopyRows([5, 2_001, 5], many);

        Assert.True(one.AsSpan().SequenceEqual(many.AsSpan(one.Length, one.Length)));
        Assert.True(many.AsSpan(0, one.Length).SequenceEqual(many.AsSpan(2 * one.Length)));
        Assert.True(one.AsSpan().SequenceEqual(Datasets.LoadDetection("shapes", DatasetPart.Test).Images.Row(1)));
    }

    [Fact]
    public void Classes_AreAboutBalanced()
    {
        var counts = CountsOf(Datasets.LoadDetection("shapes"));

        Assert.All(counts, count => Assert.InRange(count / (double)counts.Sum(), 0.22, 0.28));
    }

    [Fact]
    public void Shapes_DoNotHideEachOtherTooMuch()
    {
        foreach (var boxes in Datasets.LoadDetection("shapes", DatasetPart.Test).Boxes)
        {
            for (var i = 0; i < boxes.Count; i++)
            {
                Assert.All(boxes.Skip(i + 1), later => Assert.InRange(boxes[i].IntersectionOverUnion(later), 0, 0.67));
            }
        }
    }

    private static int[] CountsOf(DetectionDataset data) =>
        [.. data.Boxes.SelectMany(boxes => boxes).CountBy(box => box.Label).OrderBy(pair => pair.Key).Select(pair => pair.Value)];

    /// <summary>The counts of a line "| training | 2,000 | boxes | circles | squares | triangles | stars |" of the data card.</summary>
    private static int[] BoxCounts(string part) =>
        [.. File.ReadLines(Checkout.PathOf("datasets", "shapes", "README.md"))
            .First(line => line.StartsWith($"| {part} |", StringComparison.Ordinal))
            .Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)[3..]
            .Select(text => int.Parse(text, System.Globalization.NumberStyles.AllowThousands, System.Globalization.CultureInfo.InvariantCulture))];
}
