using System.IO.Compression;
using Atelier.Data;

namespace Atelier.Tests.Data;

public sealed class LoadIdxTests : IDisposable
{
    private const string Images = "train-images-idx3-ubyte";
    private const string Labels = "train-labels-idx1-ubyte";

    private readonly TemporaryFolder _folder = new();

    public LoadIdxTests()
    {
        Write(Images, Idx(0x08, [3, 2, 2], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 255]));
        Write(Labels, Idx(0x08, [3], [2, 0, 1]));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void LoadIdx_PlainFiles_GivesRowsAndLabels()
    {
        var data = Datasets.LoadIdx(_folder.Path, DatasetPart.Train);

        Assert.Equal([2, 2], data.FeatureShape);
        Assert.Equal([8f, 9, 10, 255], data.Row(2).ToArray());
        Assert.Equal([2, 0, 1], data.Labels.ToArray());
        Assert.Equal(System.IO.Path.GetFileName(_folder.Path), data.Name);
    }

    [Fact]
    public void LoadIdx_GzipFiles_GivesTheSame()
    {
        var plain = Datasets.LoadIdx(_folder.Path, DatasetPart.Train);
        Compress(Images);
        Compress(Labels);

        Assert.Equal(plain.Hash, Datasets.LoadIdx(_folder.Path, DatasetPart.Train).Hash);
    }

    [Fact]
    public void LoadIdx_AllParts_PutsTheTrainingPartFirst()
    {
        Write("t10k-images-idx3-ubyte", Idx(0x08, [1, 2, 2], [9, 9, 9, 9]));
        Write("t10k-labels-idx1-ubyte", Idx(0x08, [1], [4]));

        var data = Datasets.LoadIdx(_folder.Path);

        Assert.Equal([2, 0, 1, 4], data.Labels.ToArray());
        Assert.Equal(5, data.ClassNames.Count);
    }

    [Theory]
    [InlineData(0x09, new byte[] { 0xFF }, -1f)]
    [InlineData(0x0B, new byte[] { 0xFF, 0xFE }, -2f)]
    [InlineData(0x0C, new byte[] { 0, 1, 0, 0 }, 65536f)]
    [InlineData(0x0D, new byte[] { 0x3F, 0xC0, 0, 0 }, 1.5f)]
    [InlineData(0x0E, new byte[] { 0xC0, 0x04, 0, 0, 0, 0, 0, 0 }, -2.5f)]
    public void LoadIdx_OtherElementTypes_AreBigEndian(byte type, byte[] element, float expected)
    {
        Write(Images, Idx(type, [1, 1, 1], element));
        Write(Labels, Idx(0x08, [1], [0]));

        Assert.Equal([expected], Datasets.LoadIdx(_folder.Path, DatasetPart.Train).Features.ToArray());
    }

    [Fact]
    public void LoadIdx_MissingFolder_NamesIt() =>
        Assert.Contains("nowhere", Assert.Throws<DirectoryNotFoundException>(() => Datasets.LoadIdx(_folder["nowhere"])).Message, StringComparison.Ordinal);

    [Fact]
    public void LoadIdx_MissingFile_NamesBothSpellings()
    {
        var error = Assert.Throws<FileNotFoundException>(() => Datasets.LoadIdx(_folder.Path));

        Assert.Contains("neither `t10k-images-idx3-ubyte` nor `t10k-images-idx3-ubyte.gz`", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20, "truncated")]
    [InlineData(17, "truncated")]
    [InlineData(9, "truncated")]
    [InlineData(3, "IDX header")]
    [InlineData(0, "IDX header")]
    public void LoadIdx_TruncatedFile_SaysSo(int length, string expected)
    {
        Write(Images, File.ReadAllBytes(_folder[Images])[..length]);

        Assert.Contains(expected, LoadError(), StringComparison.Ordinal);
    }

    [Fact]
    public void LoadIdx_TruncatedGzip_SaysSo()
    {
        Compress(Images);
        Write(Images + ".gz", File.ReadAllBytes(_folder[Images + ".gz"])[..^12]);

        Assert.Matches("truncated|damaged", LoadError());
    }

    [Fact]
    public void LoadIdx_ChangedGzip_IsNoticed()
    {
        Compress(Images);
        var bytes = File.ReadAllBytes(_folder[Images + ".gz"]);
        bytes[^6] ^= 0x10;
        Write(Images + ".gz", bytes);

        Assert.Matches("truncated|damaged", LoadError());
    }

    [Fact]
    public void LoadIdx_BytesTooMany_SaysSo()
    {
        Write(Images, [.. File.ReadAllBytes(_folder[Images]), 0]);

        Assert.Contains("holds 13 bytes after its header; its header says 12 for the shape (3, 2, 2)", LoadError(), StringComparison.Ordinal);
    }

    [Fact]
    public void LoadIdx_HeaderOfAstronomicSize_AllocatesNothing()
    {
        Write(Images, Idx(0x08, [int.MaxValue, int.MaxValue, int.MaxValue], []));

        Assert.Contains("truncated", LoadError(), StringComparison.Ordinal);
    }

    [Fact]
    public void LoadIdx_AnotherKindOfFile_ShowsItsFirstBytes()
    {
        Write(Images, "PNG or so"u8.ToArray());

        Assert.Contains("starts with the bytes 504E4720; expected an IDX header", LoadError(), StringComparison.Ordinal);
    }

    [Fact]
    public void LoadIdx_ImagesAndLabelsSwapped_Asks()
    {
        var images = File.ReadAllBytes(_folder[Images]);
        Write(Images, File.ReadAllBytes(_folder[Labels]));
        Write(Labels, images);

        Assert.Contains("Are images and labels swapped?", LoadError(), StringComparison.Ordinal);
    }

    [Fact]
    public void LoadIdx_CountsDiffer_SaysBoth()
    {
        Write(Labels, Idx(0x08, [2], [0, 1]));

        var message = LoadError();

        Assert.Contains("3 images", message, StringComparison.Ordinal);
        Assert.Contains("2 labels", message, StringComparison.Ordinal);
    }

    [Fact]
    public void LoadIdx_LabelOutOfRange_NamesTheRow()
    {
        Write(Labels, Idx(0x09, [3], [0, 0xFF, 1]));

        Assert.Contains("holds the label -1 at row 1", LoadError(), StringComparison.Ordinal);
    }

    [Fact]
    public void LoadIdx_MutatedFiles_LoadOrSayWhatIsWrong()
    {
        var original = File.ReadAllBytes(_folder[Images]);
        var random = new Random(5);
        for (var round = 0; round < 2_000; round++)
        {
            var bytes = (byte[])original.Clone();
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            Write(Images, bytes[..random.Next(bytes.Length + 1)]);
            try
            {
                Datasets.LoadIdx(_folder.Path, DatasetPart.Train);
            }
            catch (InvalidDataException error)
            {
                Assert.Contains(Images, error.Message, StringComparison.Ordinal);
            }
        }
    }

    private static byte[] Idx(byte type, int[] shape, byte[] content) =>
        [0, 0, type, (byte)shape.Length, .. shape.SelectMany(length => BitConverter.GetBytes(length).Reverse()), .. content];

    private string LoadError() => Assert.Throws<InvalidDataException>(() => Datasets.LoadIdx(_folder.Path, DatasetPart.Train)).Message;

    private void Write(string name, byte[] bytes) => File.WriteAllBytes(_folder[name], bytes);

    private void Compress(string name)
    {
        using (var target = new GZipStream(File.Create(_folder[name + ".gz"]), CompressionLevel.Optimal))
        {
            target.Write(File.ReadAllBytes(_folder[name]));
        }

        File.Delete(_folder[name]);
    }
}
