using System.Buffers.Binary;
using Atelier.Data;
using Atelier.Vision.Tests.References;

namespace Atelier.Vision.Tests;

public sealed class ImagesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names => [.. Reference.Files];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void Load_EveryFormat_EqualsPillow(string name)
    {
        var expected = Reference.File(name);
        // JPEG decoders round differently; every other format is without loss.
        var tolerance = name == "cmyk.jpg" ? 4 : name.EndsWith(".jpg", StringComparison.Ordinal) ? 2 : 0;

        var colour = Images.Load(Reference.ImagePath(name));
        var grey = Images.Load(Reference.ImagePath(name), ImageColour.Grey);

        Assert.Equal((3, expected.Int("height"), expected.Int("width")), (colour.Channels, colour.Height, colour.Width));
        Assert.Equal((1, expected.Int("height"), expected.Int("width")), (grey.Channels, grey.Height, grey.Width));
        AssertNear(expected.Floats("rgb"), EveryFifth(colour), tolerance);
        AssertNear(expected.Floats("grey"), EveryFifth(grey), Math.Max(tolerance, name == "alpha.png" ? 1 : 0));
    }

    [Fact]
    public void Load_UnitScale_IsFrom0To1()
    {
        var bytes = Images.Load(Reference.ImagePath("plain.png"));

        var unit = Images.Load(Reference.ImagePath("plain.png"), scale: ImageScale.Unit);

        AssertNear([.. bytes.Values.ToArray().Select(value => value / 255)], unit.Values.ToArray(), 1e-7f);
        Assert.Equal(Images.ToPng(bytes), Images.ToPng(unit, ImageScale.Unit));
    }

    [Theory]
    [InlineData(".png", 1)]
    [InlineData(".png", 3)]
    [InlineData(".jpg", 1)]
    [InlineData(".jpeg", 3)]
    [InlineData(".webp", 3)]
    public void Save_Load_GivesTheImageBack(string ending, int channels)
    {
        var values = Enumerable.Range(0, channels * 20 * 30).Select(at => (float)(at * 255 / (channels * 600))).ToArray();
        var path = _folder["image" + ending];

        Images.Save(path, new ImageArray(values, channels, 20, 30));
        var back = Images.Load(path, channels == 1 ? ImageColour.Grey : ImageColour.Rgb);

        AssertNear(values, back.Values.ToArray(), ending == ".png" ? 0 : 8);
    }

    [Fact]
    public void Save_ValuesOutOfRange_AreCutOff_AndNaNRefused()
    {
        var path = _folder["image.png"];

        Images.Save(path, new ImageArray(new[] { -5f, 300, 1.4f, float.PositiveInfinity }, 1, 2, 2));
        var error = Assert.Throws<ArgumentException>(() => Images.Save(path, new ImageArray(new[] { 0, float.NaN }, 1, 1, 2)));
        var ending = Assert.Throws<ArgumentException>(() => Images.Save("image.tiff", new ImageArray(new float[1], 1, 1, 1)));

        Assert.Equal([0f, 255, 1, 255], Images.Load(path, ImageColour.Grey).Values.ToArray());
        Assert.Contains("holds NaN at position 1", error.Message, StringComparison.Ordinal);
        Assert.Contains("ends with `.tiff`; expected .png, .jpg, .jpeg or .webp", ending.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_BadFiles_SayWhatIsWrong()
    {
        var jpeg = File.ReadAllBytes(Reference.ImagePath("plain.jpg"));
        var png = File.ReadAllBytes(Reference.ImagePath("plain.png"));
        var junk = new byte[500];
        new Random(1).NextBytes(junk);
        (byte[] Content, string Expected)[] cases =
        [
            ([], "is empty; expected a JPEG, PNG, WebP, BMP or GIF image"),
            (junk, "is no image that can be read: it begins with the bytes " + Convert.ToHexString(junk[..4])),
            (jpeg[..^200], "is truncated: not all of its 40 x 24 pixels can be read"),
            (png[..(png.Length / 2)], "is truncated: not all of its 40 x 24 pixels can be read"),
            (jpeg[..30], "is no image that can be read"),
            (PngHeader(20_000, 20_000), "has 20000 x 20000 pixels, more than the 100,000,000 that are allowed"),
            (PngHeader(int.MaxValue, int.MaxValue), ""),
        ];
        foreach (var (content, expected) in cases)
        {
            var path = _folder["image.jpg"];
            File.WriteAllBytes(path, content);

            var error = Assert.Throws<InvalidDataException>(() => Images.Load(path));

            Assert.Contains($"`{path}` {expected}", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Load_SpoiltFiles_NeverCrash()
    {
        var random = new Random(2);
        foreach (var name in Reference.Files)
        {
            var good = File.ReadAllBytes(Reference.ImagePath(name));
            for (var run = 0; run < 60; run++)
            {
                var spoilt = good.ToArray();
                for (var i = 0; i < 1 + (run % 5); i++)
                {
                    spoilt[random.Next(spoilt.Length)] = (byte)random.Next(256);
                }

                var error = Record.Exception(() => Images.Decode(spoilt.AsSpan(0, run % 3 == 0 ? random.Next(spoilt.Length) : spoilt.Length)));

                Assert.True(error is null or InvalidDataException, $"{name}: {error}");
            }
        }
    }

    [Fact]
    public void Load_MissingFile_IsNamed()
    {
        var error = Assert.Throws<FileNotFoundException>(() => Images.Load(_folder["none.png"]));

        Assert.Contains("none.png` does not exist", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FileThatMayNotBeRead_SaysSo()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.UserName == "root", "Permissions do not bind this user.");
        var path = _folder.Write("image.png", "x");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.None);
        }

        var error = Assert.Throws<IOException>(() => Images.Load(path));

        Assert.Contains($"`{path}` cannot be opened for reading", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Grid_Rows_StandBesideAndBelowEachOther()
    {
        var data = new Dataset("d", Enumerable.Range(0, 3 * 2 * 2).Select(value => 1f + value).ToArray(), [2, 2]);

        var grid = Images.Grid(data, columns: 2);

        Assert.Equal((1, 6, 6), (grid.Channels, grid.Height, grid.Width));
        Assert.Equal([1f, 2, 0, 0, 5, 6], grid.Values.ToArray()[..6]);
        Assert.Equal((9, 12), (grid[0, 4, 0], grid[0, 5, 1]));
        Assert.Equal([5f, 6, 7, 8], Images.Of(data, 1).Values.ToArray());
    }

    [Fact]
    public void Grid_RowsThatAreNoImages_SaysWhatIsExpected()
    {
        var error = Assert.Throws<ArgumentException>(() => Images.Grid(new Dataset("table", new float[8], [4])));

        Assert.Contains("`table` has rows of shape (4,); expected images: (height, width), or (channels, height, width)", error.Message, StringComparison.Ordinal);
    }

    private static byte[] PngHeader(int width, int height)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        byte[] chunk = [.. "IHDR"u8, .. header];
        var sum = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(sum, Crc32(chunk));
        return [0x89, .. "PNG\r\n\x1A\n"u8, 0, 0, 0, 13, .. chunk, .. sum, 0, 0, 0, 0, .. "IDAT"u8, 0x35, 0xAF, 0x06, 0x1E];
    }

    private static uint Crc32(byte[] bytes)
    {
        var sum = uint.MaxValue;
        foreach (var value in bytes)
        {
            sum ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                sum = (sum & 1) == 0 ? sum >> 1 : (sum >> 1) ^ 0xEDB88320;
            }
        }

        return ~sum;
    }

    private static float[] EveryFifth(ImageArray image) => [.. image.Values.ToArray().Where((_, at) => at % 5 == 0)];

    private static void AssertNear(float[] expected, float[] actual, float tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.InRange(expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max(), 0, tolerance);
    }
}
