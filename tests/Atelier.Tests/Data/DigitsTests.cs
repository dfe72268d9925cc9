using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Atelier.Data;

namespace Atelier.Tests.Data;

public sealed partial class DigitsTests
{
    [Theory]
    [InlineData(DatasetPart.Train, 600, 140_145_212)]
    [InlineData(DatasetPart.Test, 100, 23_527_694)]
    public void Load_Digits_IsWhatTheDataCardSays(DatasetPart part, int rowsAClass, long sum)
    {
        var data = Datasets.Load("digits", part);

        Assert.Equal([28, 28], data.FeatureShape);
        Assert.Equal(Enumerable.Repeat(rowsAClass, 10), data.Labels.ToArray().CountBy(label => label).OrderBy(pair => pair.Key).Select(pair => pair.Value));
        Assert.Equal(sum, data.Features.ToArray().Sum(value => (long)value));
        // Sixteen grey levels.
        Assert.DoesNotContain(data.Features.ToArray(), value => value % 17 != 0 || value is < 0 or > 255);
    }

    [Fact]
    public void Load_AllOfDigits_PutsTheTrainingPartFirst()
    {
        var all = Datasets.Load("Digits");

        Assert.Equal(7_000, all.Count);
        Assert.Equal(Datasets.Load("digits", DatasetPart.Train).Hash, all.Slice(0, 6_000).Hash);
        Assert.Equal(Datasets.Load("digits", DatasetPart.Test).Hash, all.Slice(6_000, 1_000).Hash);
    }

    [Fact]
    public void Load_UnknownName_ListsTheKnownOnes()
    {
        var error = Assert.Throws<ArgumentException>(() => Datasets.Load("imagenet"));

        Assert.Contains("no dataset `imagenet`; known are: digits", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DataCard_Checksums_AreThoseOfTheFiles()
    {
        var folder = Checkout.PathOf("datasets", "digits");
        var lines = ChecksumLine().Matches(File.ReadAllText(Path.Combine(folder, "README.md")));

        Assert.Equal(8, lines.Count);
        foreach (Match line in lines)
        {
            var name = line.Groups[2].Value;
            var bytes = name.EndsWith(".gz", StringComparison.Ordinal) ? File.ReadAllBytes(Path.Combine(folder, name)) : Unzip(Path.Combine(folder, name + ".gz"));
            Assert.Equal((name, line.Groups[1].Value), (name, Convert.ToHexStringLower(SHA256.HashData(bytes))));
        }
    }

    [Fact]
    public void Load_Digits_IsTheFolderInTheRepository() =>
        Assert.Equal(Datasets.LoadIdx(Checkout.PathOf("datasets", "digits")).Hash, Datasets.Load("digits").Hash);

    [GeneratedRegex("^    ([0-9a-f]{64})  (\\S+)$", RegexOptions.Multiline)]
    private static partial Regex ChecksumLine();

    private static byte[] Unzip(string path)
    {
        using var content = new MemoryStream();
        using var source = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        source.CopyTo(content);
        return content.ToArray();
    }
}
