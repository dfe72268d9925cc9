using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using Atelier.Data;

namespace Atelier.Tests.Data;

public sealed class StreamedDatasetsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void OpenIdx_EveryPart_EqualsTheLoadedOne()
    {
        WritePart("train", 50);
        WritePart("t10k", 20);

        foreach (var part in new[] { DatasetPart.All, DatasetPart.Train, DatasetPart.Test })
        {
            var streamed = StreamedDatasets.OpenIdx(_folder.Path, part);

            Assert.True(streamed.IsStreamed);
            Assert.Equal(Datasets.LoadIdx(_folder.Path, part).Hash, streamed.Hash);
        }
    }

    [Fact]
    public void OpenIdx_RowsInAnyOrder_AreThoseAskedFor()
    {
        WritePart("train", 50);
        WritePart("t10k", 20);
        var loaded = Datasets.LoadIdx(_folder.Path);
        int[] rows = [69, 49, 50, 51, 0, 1, 2, 2, 7, 60, 49];

        var chosen = StreamedDatasets.OpenIdx(_folder.Path).Select(rows);

        Assert.True(chosen.IsStreamed);
        Assert.Equal(loaded.Select(rows).Hash, chosen.Hash);
        Assert.Equal(loaded.Select(rows).Slice(2, 5).Hash, chosen.Slice(2, 5).Hash);
    }

    [Theory]
    [InlineData(0x09, 1)]
    [InlineData(0x0B, 2)]
    [InlineData(0x0C, 4)]
    [InlineData(0x0D, 4)]
    [InlineData(0x0E, 8)]
    public void OpenIdxFile_OtherElementTypes_EqualTheLoadedOnes(byte type, int size)
    {
        var content = new byte[6 * 4 * size];
        new Random(type).NextBytes(content);
        File.WriteAllBytes(_folder["train-images-idx3-ubyte"], Idx(type, [6, 4], content));
        File.WriteAllBytes(_folder["train-labels-idx1-ubyte"], Idx(8, [6], [0, 1, 0, 1, 0, 1]));

        var streamed = StreamedDatasets.OpenIdxFile(_folder["train-images-idx3-ubyte"], _folder["train-labels-idx1-ubyte"]);

        Assert.Equal(Datasets.LoadIdx(_folder.Path, DatasetPart.Train).Hash, streamed.Hash);
    }

    [Fact]
    public void OpenIdxFile_Gzip_IsUnpackedIntoATemporaryFileThatGoesWithTheDataset()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks at the open files of the process as Linux lists them.");
        WritePart("train", 50);
        var path = Compress(_folder["train-images-idx3-ubyte"]);

        var temporary = OpenedWhile(path);

        Collect(() => !File.Exists(temporary));
        Assert.False(File.Exists(temporary), $"{temporary} is still there.");
    }

    [Fact]
    public void OpenIdxFile_DatasetNotUsedAnyMore_ClosesTheFile()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks at the open files of the process as Linux lists them.");
        WritePart("train", 50);
        var path = _folder["train-images-idx3-ubyte"];

        OpenAndRead(path);

        Collect(() => !OpenFiles().Contains(path));
        Assert.DoesNotContain(path, OpenFiles());
    }

    [Fact]
    public void OpenIdxFile_FileOfFiveGigabytes_ReadsOnlyTheRowsAskedFor()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Makes a file with holes, which takes no space there.");
        var path = _folder["large-idx3-ubyte"];
        using (var file = File.Create(path))
        {
            file.Write(Idx(8, [5_000_000, 32, 32], []));
            file.SetLength(16 + (5_000_000L * 1024));
            file.Seek(16 + (4_999_998L * 1024), SeekOrigin.Begin);
            file.Write([1, 2, 3]);
        }

        var data = StreamedDatasets.OpenIdxFile(path);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var rows = data.Select([4_999_999, 0, 4_999_998]);

        Assert.Equal((5_000_000, 1024), (data.Count, data.FeatureCount));
        Assert.Equal([1f, 2, 3, 0], rows.Row(2)[..4].ToArray());
        Assert.Equal(0f, rows.Row(1).ToArray().Sum());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000_000);
        Assert.Contains("more than one array holds", Assert.Throws<InvalidOperationException>(() => data.Features.Length).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SeveralThreads_GetTheRowsThatTheyAskFor()
    {
        WritePart("train", 50);
        WritePart("t10k", 20);
        var loaded = Datasets.LoadIdx(_folder.Path);
        var streamed = StreamedDatasets.OpenIdx(_folder.Path);

        Parallel.For(0, 400, i =>
        {
            var row = i * 31 % 70;
            Assert.Equal(loaded.Row(row).ToArray(), streamed.Row(row).ToArray());
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_FileChangedMeanwhile_SaysToOpenItAgain(bool truncated)
    {
        WritePart("train", 50);
        var path = _folder["train-images-idx3-ubyte"];
        var data = StreamedDatasets.OpenIdxFile(path);

        using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            if (truncated)
            {
                file.SetLength(500);
            }
            else
            {
                file.WriteByte(0);
            }
        }

        File.SetLastWriteTimeUtc(path, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var error = Assert.Throws<IOException>(() => data.Row(0).ToArray());

        Assert.Contains($"`{path}` was changed since it was opened; open it again.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("junk", "expected an IDX header")]
    [InlineData("", "starts with the bytes (none)")]
    [InlineData("short", "truncated")]
    [InlineData("long", "too long")]
    [InlineData("gzip cut", "within its gzip data")]
    [InlineData("gzip bomb", "unpacks to more than the 1312 bytes that its header says")]
    [InlineData("gzip junk", "expected an IDX header")]
    [InlineData("labels", "has 1 dimension; expected rows of at least 2")]
    [InlineData("huge", "holds 1296 bytes after its header; its header says 9223372036854775807")]
    public void OpenIdxFile_BadFiles_SayWhatIsWrong(string kind, string expected)
    {
        var path = _folder["features"];
        var content = new byte[1300];
        new Random(1).NextBytes(content);
        var good = Idx(8, [50, 26], content);
        File.WriteAllBytes(path, kind switch
        {
            "junk" => [0x7F, 0x45, 0x4C, 0x46, 1, 2, 3, 4, 5],
            "" => [],
            "short" => good[..^1],
            "long" => [.. good, 0],
            "labels" => Idx(8, [50], new byte[50]),
            "huge" => [.. Idx(0x0E, [int.MaxValue, int.MaxValue, int.MaxValue], new byte[1296])],
            _ => good,
        });
        if (kind.StartsWith("gzip", StringComparison.Ordinal))
        {
            if (kind != "gzip cut")
            {
                File.WriteAllBytes(path, kind == "gzip bomb" ? [.. good, .. new byte[40_000_000]] : new byte[40_000_000]);
            }

            path = Compress(path);
            if (kind == "gzip cut")
            {
                File.WriteAllBytes(path, File.ReadAllBytes(path)[..^30]);
            }
        }

        var error = Assert.Throws<InvalidDataException>(() => StreamedDatasets.OpenIdxFile(path));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OpenIdx_MissingOrMismatchedFiles_SayWhichOnes()
    {
        Assert.Contains("does not exist", Assert.Throws<DirectoryNotFoundException>(() => StreamedDatasets.OpenIdx(_folder["none"])).Message, StringComparison.Ordinal);
        Assert.Contains("neither `train-images-idx3-ubyte` nor", Assert.Throws<FileNotFoundException>(() => StreamedDatasets.OpenIdx(_folder.Path)).Message, StringComparison.Ordinal);
        Assert.Contains("is a folder", Assert.Throws<FileNotFoundException>(() => StreamedDatasets.OpenIdxFile(_folder.Path)).Message, StringComparison.Ordinal);
        WritePart("train", 50);
        File.WriteAllBytes(_folder["train-labels-idx1-ubyte"], Idx(8, [49], new byte[49]));

        var error = Assert.Throws<InvalidDataException>(() => StreamedDatasets.OpenIdx(_folder.Path, DatasetPart.Train));

        Assert.Contains("has 50 images", error.Message, StringComparison.Ordinal);
        Assert.Contains("49 labels", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OpenIdx_Mnist_EqualsTheLoadedOne()
    {
        var folder = Checkout.RealData("mnist-20k");

        var streamed = StreamedDatasets.OpenIdx(folder, DatasetPart.Test);

        Assert.Equal(Datasets.LoadIdx(folder, DatasetPart.Test).Hash, streamed.Hash);
    }

    [Fact]
    public void OpenCifar10_Batches_GivePlanesLabelsAndClasses()
    {
        var random = new Random(1);
        var batches = new[] { "data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch" }.Select(name =>
        {
            var content = new byte[2 * 3073];
            random.NextBytes(content);
            (content[0], content[3073]) = (3, 9);
            File.WriteAllBytes(_folder[name + ".bin"], content);
            return content;
        }).ToArray();

        var data = StreamedDatasets.OpenCifar10(_folder.Path);

        Assert.Equal((12, true), (data.Count, data.IsStreamed));
        Assert.Equal([3, 32, 32], data.FeatureShape);
        Assert.Equal(["cat", "truck"], data.Labels.ToArray().Take(2).Select(label => data.ClassNames[label]));
        Assert.Equal(batches[5][3074..].Select(value => (float)value), data.Row(11).ToArray());
        Assert.Equal(10, StreamedDatasets.OpenCifar10(_folder.Path, DatasetPart.Train).Count);
        Assert.Equal(data.Slice(10, 2).Hash, StreamedDatasets.OpenCifar10(_folder.Path, DatasetPart.Test).Hash);
    }

    [Fact]
    public void OpenCifar10_TruncatedOrWrongLabel_SaysWhere()
    {
        var path = _folder["test_batch.bin"];
        File.WriteAllBytes(path, new byte[3072]);
        var truncated = Assert.Throws<InvalidDataException>(() => StreamedDatasets.OpenCifar10(_folder.Path, DatasetPart.Test));
        var content = new byte[2 * 3073];
        content[3073] = 10;
        File.WriteAllBytes(path, content);
        var label = Assert.Throws<InvalidDataException>(() => StreamedDatasets.OpenCifar10(_folder.Path, DatasetPart.Test));

        Assert.Contains("holds 3072 bytes; expected a multiple of 3073", truncated.Message, StringComparison.Ordinal);
        Assert.Contains("holds the label 10 in record 1; expected 0 to 9", label.Message, StringComparison.Ordinal);
    }

    private static byte[] Idx(byte type, int[] shape, byte[] content)
    {
        var header = new byte[4 + (4 * shape.Length)];
        (header[2], header[3]) = (type, (byte)shape.Length);
        for (var i = 0; i < shape.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * i)), shape[i]);
        }

        return [.. header, .. content];
    }

    private static string Compress(string path)
    {
        using (var to = new GZipStream(File.Create(path + ".gz"), CompressionLevel.Fastest))
        {
            to.Write(File.ReadAllBytes(path));
        }

        File.Delete(path);
        return path + ".gz";
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void OpenAndRead(string path)
    {
        Assert.Equal(20, StreamedDatasets.OpenIdxFile(path).Row(3).Length);
        Assert.Contains(path, OpenFiles());
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string OpenedWhile(string path)
    {
        var before = OpenFiles();
        var data = StreamedDatasets.OpenIdxFile(path);
        var temporary = Assert.Single(OpenFiles().Except(before), file => Path.GetFileName(file).StartsWith("atelier-", StringComparison.Ordinal) && File.Exists(file));
        Assert.Equal(20, data.Row(49).Length);
        return temporary;
    }

    private static string[] OpenFiles() =>
        [.. Directory.EnumerateFileSystemEntries("/proc/self/fd").Select(entry => new FileInfo(entry).LinkTarget).OfType<string>()];

    private static void Collect(Func<bool> done)
    {
        for (var i = 0; i < 10 && !done(); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    private void WritePart(string prefix, int rows)
    {
        var random = new Random(rows);
        var content = new byte[rows * 20];
        random.NextBytes(content);
        File.WriteAllBytes(_folder[$"{prefix}-images-idx3-ubyte"], Idx(8, [rows, 4, 5], content));
        File.WriteAllBytes(_folder[$"{prefix}-labels-idx1-ubyte"], Idx(8, [rows], [.. Enumerable.Range(0, rows).Select(row => (byte)(row % 3))]));
    }
}
