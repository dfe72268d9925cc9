using System.IO.Compression;
using System.Security.Cryptography;
using Atelier.Data;

namespace Atelier.Tests.Data;

public sealed class CatalogueTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Local => [.. Datasets.All.Where(card => card.Origin != DatasetOrigin.Downloaded).Select(card => card.Name)];

    public static TheoryData<string> Remote => [.. Datasets.All.Where(card => card.Origin == DatasetOrigin.Downloaded).Select(card => card.Name)];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void All_Names_AreTheCatalogue() => Assert.Equal(
        [
            "digits", "shapes", "churn", "reviews", "phrases", "sensors",
            "mnist", "fashion-mnist", "cifar-10", "iris", "penguins", "titanic", "multi30k", "rt-polarity",
        ],
        Datasets.All.Select(card => card.Name));

    [Theory]
    [MemberData(nameof(Local))]
    public void Load_WithoutDownload_HasTheRowsOfItsCardAndOfItsParts(string name)
    {
        var card = Datasets.Describe(name);

        var all = Datasets.Load(name);

        Assert.Equal((name, card.Rows), (all.Name, all.Count));
        Assert.Equal(card.Parts.Count == 0 ? card.Rows : card.Parts.Sum(part => Datasets.Load(name, part).Count), card.Rows);
    }

    [Theory]
    [MemberData(nameof(Local))]
    public void Describe_ShippedFiles_AreThoseInThePackage(string name)
    {
        foreach (var file in Datasets.Describe(name).Files)
        {
            using var stream = typeof(Datasets).Assembly.GetManifestResourceStream($"datasets/{name}/{file.Name}")!;

            Assert.Equal(file.Size, stream.Length);
            Assert.Equal(file.Sha256, Convert.ToHexStringLower(SHA256.HashData(stream)));
        }
    }

    [Theory]
    [MemberData(nameof(Remote))]
    public void Describe_FilesToDownload_HaveAChecksumAndTwoAddresses(string name)
    {
        var card = Datasets.Describe(name);

        Assert.NotEmpty(card.Files);
        Assert.All(card.Files, file =>
        {
            Assert.True(file.Urls.Count >= 2 && file.Urls.All(url => url.AbsoluteUri.EndsWith("/" + file.Name, StringComparison.Ordinal)), file.Name);
            Assert.True(file.Sha256 is { Length: 64 } || file.Md5 is { Length: 32 }, file.Name);
        });
    }

    [Fact]
    public void Describe_Card_TellsItAll()
    {
        var text = Datasets.Describe("MNIST").ToString();

        Assert.StartsWith("mnist: Handwritten digits.\n  task      classification, 10 classes\n  rows      70,000 in the parts train, test\n", text, StringComparison.Ordinal);
        Assert.Contains("downloaded by `await Datasets.LoadAsync(\"mnist\")`", text, StringComparison.Ordinal);
        Assert.Contains(
            "t10k-labels-idx1-ubyte.gz  4,542 bytes  SHA-256 f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("minst", "mnist")]
    [InlineData("cifar10", "cifar-10")]
    [InlineData("fashion", "fashion-mnist")]
    [InlineData("Pinguins", "penguins")]
    [InlineData("rt_polarity", "rt-polarity")]
    public void Load_NameMisspelt_SuggestsTheRightOne(string wrong, string right)
    {
        var error = Assert.Throws<ArgumentException>(() => Datasets.Load(wrong));

        Assert.Contains($"Did you mean `{right}`?", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_UnlikeAnyName_SuggestsNothing() =>
        Assert.DoesNotContain("Did you mean", Assert.Throws<ArgumentException>(() => Datasets.Load("zzz")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("iris", DatasetPart.Train, "`iris` has no published part Train; it has none.")]
    [InlineData("digits", DatasetPart.Validation, "`digits` has no published part Validation; it has Train and Test.")]
    public void Load_PartThatIsNotPublished_SaysWhatThereIs(string name, DatasetPart part, string expected) =>
        Assert.StartsWith(expected, Assert.Throws<ArgumentException>(() => Datasets.Load(name, part)).Message, StringComparison.Ordinal);

    [Fact]
    public void Load_UndefinedPart_Throws() =>
        Assert.Contains("Expected one of All, Train, Test, Validation", Assert.Throws<ArgumentOutOfRangeException>(() => Datasets.Load("digits", (DatasetPart)9)).Message, StringComparison.Ordinal);

    [Fact]
    public void LoadFrame_NotATable_ListsTables()
    {
        var error = Assert.Throws<ArgumentException>(() => Datasets.LoadFrame("digits"));

        Assert.StartsWith("`digits` is not a table; tables are: churn, reviews, phrases, sensors, iris", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LoadDetection_WithoutBoxes_ListsThoseWith() =>
        Assert.StartsWith(
            "`digits` has no boxes; datasets for detection are: shapes.",
            Assert.Throws<ArgumentException>(() => Datasets.LoadDetection("digits")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Load_RootIsMissing_NamesTheFilesToPutThere()
    {
        var error = Assert.Throws<DirectoryNotFoundException>(() => Datasets.Load("mnist", root: _folder["nowhere"]));

        Assert.Contains($"`root` is `{_folder["nowhere"]}`, which does not exist", error.Message, StringComparison.Ordinal);
        Assert.Contains("train-images-idx3-ubyte.gz  9,912,422 bytes  SHA-256 440fcabf", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_RootIsAFile_SaysSo()
    {
        var error = Assert.Throws<DirectoryNotFoundException>(() => Datasets.Load("mnist", root: _folder.Write("mnist.gz", "")));

        Assert.Contains("which is a file; expected the folder with the files of `mnist`", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_RootOfAComputedDataset_Throws() =>
        Assert.Contains(
            "`shapes` is computed and has no files; leave `root` out.",
            Assert.Throws<ArgumentException>(() => Datasets.Load("shapes", root: _folder.Path)).Message,
            StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Remote))]
    public void Load_EmptyRoot_NamesTheMissingFileAndEveryOther(string name)
    {
        var error = Assert.Throws<FileNotFoundException>(() => Datasets.Load(name, root: _folder.Path));

        Assert.StartsWith($"`{_folder.Path}` has no file `", error.Message, StringComparison.Ordinal);
        Assert.All(Datasets.Describe(name).Files, file => Assert.Contains($"\n  {file}  {file.Urls[0]}", error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Load_NotDownloadedYet_SaysHowAndWhere()
    {
        var before = Environment.GetEnvironmentVariable(CacheLocation.Variable);
        try
        {
            // No other test reads the variable.
            Environment.SetEnvironmentVariable(CacheLocation.Variable, _folder["cache"]);

            var error = Assert.Throws<FileNotFoundException>(() => Datasets.Load("mnist", DatasetPart.Test));

            Assert.Contains("Download it with `await Datasets.LoadAsync(\"mnist\")`.", error.Message, StringComparison.Ordinal);
            Assert.Contains($"By hand: put these files into `{_folder["cache", "mnist"]}`", error.Message, StringComparison.Ordinal);
            Assert.False(Directory.Exists(_folder["cache"]));
        }
        finally
        {
            Environment.SetEnvironmentVariable(CacheLocation.Variable, before);
        }
    }

    [Fact]
    public void Load_ShippedWithRoot_ReadsTheFolder()
    {
        var local = Datasets.Load("reviews", DatasetPart.Test, Checkout.PathOf("datasets", "reviews"));

        Assert.Equal(Datasets.Load("reviews", DatasetPart.Test).Hash, local.Hash);
    }

    [Fact]
    public void Load_TruncatedTable_SaysSo()
    {
        var whole = File.ReadAllBytes(Checkout.PathOf("datasets", "sensors", "sensors.csv.gz"));
        File.WriteAllBytes(_folder["sensors.csv.gz"], whole[..^20_000]);

        var error = Assert.Throws<InvalidDataException>(() => Datasets.Load("sensors", root: _folder.Path));

        Assert.Contains($"`{_folder["sensors.csv.gz"]}` is damaged within its gzip data", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_AnotherTable_ShowsBothHeaders()
    {
        using (var file = new GZipStream(File.Create(_folder["sensors.csv.gz"]), CompressionLevel.Fastest))
        {
            file.Write("a,b\n1,2\n"u8);
        }

        var error = Assert.Throws<InvalidDataException>(() => Datasets.Load("sensors", root: _folder.Path));

        Assert.Contains("starts with the header `a,b`; expected `time,temperature_c,", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CacheFolder_Variable_Decides()
    {
        var chosen = CacheLocation.Find(name => name == "ATELIER_DATA" ? _folder["data"] : null);
        var habitual = CacheLocation.Find(_ => null);

        Assert.Equal(_folder["data"], chosen);
        Assert.True(Path.IsPathFullyQualified(habitual));
        Assert.EndsWith("datasets", habitual, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void CacheFolder_XdgCacheHome_CountsOnLinux()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "XDG_CACHE_HOME is a habit of Linux.");

        Assert.Equal("/var/cache/me/atelier/datasets", CacheLocation.Find(name => name == "XDG_CACHE_HOME" ? "/var/cache/me" : null));
        Assert.EndsWith(".cache/atelier/datasets", CacheLocation.Find(name => name == "XDG_CACHE_HOME" ? "relative" : null), StringComparison.Ordinal);
    }
}
