using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Atelier.Data;

namespace Atelier.Tests.Data;

/// <summary>Sentence polarity and parallel text from files in every form that they come in.</summary>
public sealed class TextDatasetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_PolarityInUtf8_KeepsTheLetters()
    {
        _folder.Write("positive.txt", "très bien\r\nfine \r\n");
        _folder.Write("negative.txt", "mauvais");

        Assert.Equal(["mauvais", "très bien", "fine"], Polarity().Column("text").Texts);
        Assert.Equal([0, 1, 1], Polarity().Labels.ToArray());
    }

    [Fact]
    public void Load_OriginalPolarityFiles_AreLatin1()
    {
        File.WriteAllBytes(_folder["rt-polarity.pos"], Encoding.Latin1.GetBytes("très bien\n"));
        File.WriteAllBytes(_folder["rt-polarity.neg"], Encoding.Latin1.GetBytes("déjà vu\n"));

        Assert.Equal(["déjà vu", "très bien"], Polarity().Column("text").Texts);
    }

    [Fact]
    public void Load_PolarityArchive_IsReadWithoutUnpacking()
    {
        using (var tar = new TarWriter(new GZipStream(File.Create(_folder["rt-polaritydata.tar.gz"]), CompressionLevel.Fastest)))
        {
            foreach (var (name, text) in new[] { ("rt-polaritydata/rt-polarity.neg", "déjà vu\n"), ("rt-polaritydata/rt-polarity.pos", "bien\n") })
            {
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.Latin1.GetBytes(text)) });
            }
        }

        Assert.Equal(["déjà vu", "bien"], Polarity().Column("text").Texts);
    }

    [Fact]
    public void Load_OnePolarityMissing_NamesItsFile()
    {
        _folder.Write("positive.txt", "fine");

        var error = Assert.Throws<FileNotFoundException>(() => Polarity());

        Assert.Contains("no file `negative.txt` or `rt-polarity.neg`", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_PolarityOfAnotherEncoding_NamesTheByte()
    {
        File.WriteAllBytes(_folder["positive.txt"], Encoding.Latin1.GetBytes("très bien\n"));
        _folder.Write("negative.txt", "bad");

        Assert.Contains(
            $"`{_folder["positive.txt"]}` is not utf-8 text from byte 2 on",
            Assert.Throws<InvalidDataException>(() => Polarity()).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Load_EmptyLine_IsNamed()
    {
        _folder.Write("positive.txt", "fine\n\nlovely\n");
        _folder.Write("negative.txt", "bad");

        Assert.Contains("line 2 is empty", Assert.Throws<InvalidDataException>(() => Polarity()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ParallelTextPlainOrZipped_IsTheSame()
    {
        _folder.Write("val.en", "A dog.\nTwo cats.\n");
        using (var zip = new GZipStream(File.Create(_folder["val.de.gz"]), CompressionLevel.Fastest))
        {
            zip.Write("Ein Hund.\nZwei Katzen.\n"u8);
        }

        var data = Datasets.Load("multi30k", DatasetPart.Validation, _folder.Path);

        Assert.Equal(["A dog.", "Two cats."], data.Column("en").Texts);
        Assert.Equal(["Ein Hund.", "Zwei Katzen."], data.Column("de").Texts);
    }

    [Fact]
    public void Load_ParallelTextOfDifferentLengths_SaysBoth()
    {
        _folder.Write("val.en", "A dog.\nTwo cats.\n");
        _folder.Write("val.de", "Ein Hund.\n");

        var error = Assert.Throws<InvalidDataException>(() => Datasets.Load("multi30k", DatasetPart.Validation, _folder.Path));

        Assert.Contains("has 2 lines and", error.Message, StringComparison.Ordinal);
        Assert.Contains("expected a translation for each line", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(25)]
    [InlineData(12)]
    public void Load_TruncatedGzip_SaysSo(int missing)
    {
        var bytes = File.ReadAllBytes(Checkout.PathOf("datasets", "phrases", "test.csv.gz"));
        File.WriteAllBytes(_folder["val.en.gz"], bytes[..^missing]);

        var error = Assert.Throws<InvalidDataException>(() => Datasets.Load("multi30k", DatasetPart.Validation, _folder.Path));

        Assert.Contains($"`{_folder["val.en.gz"]}` is damaged within its gzip data", error.Message, StringComparison.Ordinal);
    }

    private Dataset Polarity() => Datasets.Load("rt-polarity", root: _folder.Path);
}
