using System.Formats.Tar;
using System.IO.Compression;
using Atelier.Data;

namespace Atelier.Tests.Data;

public sealed class CifarFolderTests : IDisposable
{
    private const int Record = 1 + (3 * 32 * 32);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_LooseBatches_AreRedGreenBluePlanes()
    {
        Write("test_batch.bin", Batch(9, 3));

        var data = Datasets.Load("cifar-10", DatasetPart.Test, _folder.Path);

        Assert.Equal("cifar-10: 2 rows of (3, 32, 32), 10 classes", data.ToString());
        Assert.Equal(["truck", "cat"], data.Labels.ToArray().Select(label => data.ClassNames[label]));
        Assert.Equal([1f, 2, 3], new[] { 0, 1024, 2048 }.Select(at => data.Row(0)[at]));
        Assert.Equal(255f, data.Row(1)[3071]);
        Assert.True(data.IsStreamed);
    }

    [Fact]
    public void Load_AllParts_ReadsTheTrainingBatchesInOrderThenTheTest()
    {
        for (byte i = 1; i <= 5; i++)
        {
            Write($"cifar-10-batches-bin/data_batch_{i}.bin", Batch(i));
        }

        Write("cifar-10-batches-bin/test_batch.bin", Batch(0, 9));

        Assert.Equal([1, 2, 3, 4, 5, 0, 9], Datasets.Load("cifar-10", root: _folder.Path).Labels.ToArray());
        Assert.Equal([1, 2, 3, 4, 5], Datasets.Load("cifar-10", DatasetPart.Train, _folder.Path).Labels.ToArray());
    }

    [Fact]
    public void Load_PublishedArchive_IsReadWithoutUnpacking()
    {
        WriteArchive(("cifar-10-batches-bin/readme.html", [1, 2, 3]), ("cifar-10-batches-bin/test_batch.bin", Batch(4, 5)));

        Assert.Equal([4, 5], Datasets.Load("cifar-10", DatasetPart.Test, _folder.Path).Labels.ToArray());
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Load_ArchiveWithoutABatch_NamesIt()
    {
        WriteArchive(("cifar-10-batches-bin/test_batch.bin", Batch(4)));

        Assert.Contains("holds no `data_batch_1.bin`", Error(DatasetPart.Train), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.9)]
    public void Load_TruncatedArchive_SaysSo(double share)
    {
        WriteArchive(("cifar-10-batches-bin/test_batch.bin", Batch([.. Enumerable.Range(0, 50).Select(i => (byte)(i % 10))])));
        var path = _folder["cifar-10-binary.tar.gz"];
        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..(int)(share * bytes.Length)]);

        Assert.Contains($"`{path}` is not a whole .tar.gz archive", Error(DatasetPart.Test), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ArchiveThatIsNone_SaysSo()
    {
        Write("cifar-10-binary.tar.gz", "<html>not found</html>"u8.ToArray());

        Assert.Contains("is not a whole .tar.gz archive", Error(DatasetPart.Test), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Record - 1)]
    [InlineData(Record + 1)]
    public void Load_TruncatedBatch_SaysTheLengthOfARecord(int length)
    {
        Write("test_batch.bin", new byte[length]);

        Assert.Contains($"holds {length} bytes; expected records of 3073 bytes each", Error(DatasetPart.Test), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_LabelOutside0To9_NamesTheRecord()
    {
        Write("test_batch.bin", Batch(9, 10));

        Assert.Contains("holds the label 10 in record 1; expected 0 to 9", Error(DatasetPart.Test), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OneBatchMissing_NamesIt()
    {
        Write("data_batch_1.bin", Batch(1));

        var error = Assert.Throws<FileNotFoundException>(() => Datasets.Load("cifar-10", DatasetPart.Train, _folder.Path));

        Assert.Contains("no file `data_batch_2.bin`", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Records whose planes start with 1, 2 and 3 and end with 255.</summary>
    private static byte[] Batch(params byte[] labels)
    {
        var batch = new byte[labels.Length * Record];
        for (var i = 0; i < labels.Length; i++)
        {
            var record = batch.AsSpan(i * Record, Record);
            record[0] = labels[i];
            (record[1], record[1 + 1024], record[1 + 2048], record[^1]) = (1, 2, 3, 255);
        }

        return batch;
    }

    private string Error(DatasetPart part) => Assert.Throws<InvalidDataException>(() => Datasets.Load("cifar-10", part, _folder.Path)).Message;

    private void Write(string name, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        File.WriteAllBytes(_folder[name], content);
    }

    private void WriteArchive(params (string Name, byte[] Content)[] files)
    {
        using var zip = new GZipStream(File.Create(_folder["cifar-10-binary.tar.gz"]), CompressionLevel.Fastest);
        using var tar = new TarWriter(zip);
        foreach (var (name, content) in files)
        {
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
        }
    }
}
