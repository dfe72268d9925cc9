using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Atelier.Packaging;

namespace Atelier.Tests.Packaging;

public sealed class PackageZipTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Zip => _folder["flowers.zip"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_ZipThatSaveWrote_HasTheBytesOfTheFolder()
    {
        PackageSamples.Full().Save(_folder["folder"]);
        PackageSamples.Full().Save(Zip);

        ModelPackage.Load(Zip).Save(_folder["again"]);

        var names = Directory.GetFiles(_folder["folder"]).Select(Path.GetFileName).Order().ToArray();
        Assert.Equal(
            ["MODEL_CARD.md", "SHA256SUMS", "card.json", "evaluation.json", "manifest.json", "model.onnx", "preprocessing.json", "provenance.json", "signature.json"],
            names.Order(StringComparer.Ordinal));
        Assert.Equal(names, Directory.GetFiles(_folder["again"]).Select(Path.GetFileName).Order());
        Assert.All(names, name => Assert.Equal(File.ReadAllBytes(_folder["folder", name!]), File.ReadAllBytes(_folder["again", name!])));
    }

    [Fact]
    public void Save_TwiceAtDifferentTimes_GivesEqualBytes()
    {
        PackageSamples.Full().Save(Zip);
        PackageSamples.Full().Save(_folder["second.zip"]);

        using var archive = ZipFile.OpenRead(Zip);
        Assert.Equal(File.ReadAllBytes(Zip), File.ReadAllBytes(_folder["second.zip"]));
        Assert.All(archive.Entries, entry => Assert.Equal(1980, entry.LastWriteTime.Year));
    }

    [Theory]
    [InlineData("flowers")]
    [InlineData("flowers.zip")]
    public void Load_GraphWithDataFiles_KeepsThem(string path)
    {
        var weights = Enumerable.Range(0, 100_000).Select(i => (byte)(i * 31)).ToArray();
        var graph = PackageSamples.Graph() with { DataFiles = [new OnnxDataFile("weights.bin", weights), new OnnxDataFile("a.data", new byte[] { 1, 2 })] };

        ModelPackage.Create("m", graph, null, PackageSamples.Origin()).Save(_folder[path]);

        var files = ModelPackage.Load(_folder[path]).Graph.DataFiles;
        Assert.Equal(["weights.bin", "a.data"], files.Select(file => file.Name));
        Assert.Equal(weights, files[0].Bytes.ToArray());
        Assert.Equal([1, 2], files[1].Bytes.ToArray());
    }

    [Theory]
    [InlineData("../up.bin")]
    [InlineData("manifest.json")]
    [InlineData("SHA256sums")]
    [InlineData("c:x")]
    [InlineData("")]
    public void Save_DataFileWithANameThatIsNotItsOwn_IsRefused(string name)
    {
        var graph = PackageSamples.Graph() with { DataFiles = [new OnnxDataFile(name, new byte[1])] };
        var package = ModelPackage.Create("m", graph, null, PackageSamples.Origin());

        var error = Assert.Throws<InvalidOperationException>(() => package.Save(Zip));

        Assert.Contains($"data file `{name}`; expected a plain file name", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Save_ZipExists_IsReplacedOnlyOnDemand()
    {
        PackageSamples.Bare().Save(Zip);

        Assert.Contains("pass overwrite: true", Assert.Throws<IOException>(() => PackageSamples.Full().Save(Zip)).Message, StringComparison.Ordinal);
        PackageSamples.Full().Save(Zip, overwrite: true);

        Assert.NotNull(ModelPackage.Load(Zip).Report);
        Assert.Equal(["flowers.zip"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void Save_OverAnotherFile_LeavesItAlone()
    {
        File.WriteAllText(Zip, "years of work");
        Write(_folder["thesis.zip"], ("thesis.txt", "years of work"));

        Assert.Contains("no zip file", Assert.Throws<IOException>(() => PackageSamples.Bare().Save(Zip, overwrite: true)).Message, StringComparison.Ordinal);
        Assert.Contains("holds no package", Assert.Throws<IOException>(() => PackageSamples.Bare().Save(_folder["thesis.zip"], overwrite: true)).Message, StringComparison.Ordinal);

        Assert.Equal("years of work", File.ReadAllText(Zip));
    }

    [Fact]
    public void Load_ZipCutAnywhere_IsInvalidData()
    {
        PackageSamples.Full().Save(Zip);
        var bytes = File.ReadAllBytes(Zip);
        for (var length = 0; length < bytes.Length; length += 1 + (bytes.Length / 150))
        {
            File.WriteAllBytes(Zip, bytes[..length]);

            Assert.Throws<InvalidDataException>(() => ModelPackage.Load(Zip));
        }
    }

    [Fact]
    public void Load_ZipWithAnyByteChanged_IsThePackageOrInvalidData()
    {
        PackageSamples.Full().Save(Zip);
        var bytes = File.ReadAllBytes(Zip);
        var expected = PackageSamples.Full().ToMarkdown();
        var refused = 0;
        for (var at = 0; at < bytes.Length; at += 1 + (bytes.Length / 400))
        {
            var changed = (byte[])bytes.Clone();
            changed[at] ^= 0x55;
            File.WriteAllBytes(Zip, changed);
            try
            {
                // Times and flags of a zip file mean nothing to the parts in it.
                Assert.Equal(expected, ModelPackage.Load(Zip).ToMarkdown());
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.True(refused > 200, $"Only {refused} changes were noticed.");
    }

    [Theory]
    [InlineData("../outside.txt", "leaves its folder")]
    [InlineData("/etc/passwd", "leaves its folder")]
    [InlineData("C:\\x", "leaves its folder")]
    [InlineData("flowers/", "zip the files, not the folder")]
    [InlineData("MODEL.onnx", "twice")]
    [InlineData("extra.txt", "does not list")]
    public void Load_ZipWithAnEntryThatDoesNotBelong_IsRefused(string name, string message)
    {
        PackageSamples.Bare().Save(Zip);
        using (var archive = ZipFile.Open(Zip, ZipArchiveMode.Update))
        {
            archive.CreateEntry(name);
        }

        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => ModelPackage.Load(Zip)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ZipWithALink_IsRefused()
    {
        PackageSamples.Bare().Save(Zip);
        using (var archive = ZipFile.Open(Zip, ZipArchiveMode.Update))
        {
            archive.GetEntry("model.onnx")!.ExternalAttributes = unchecked((int)0xA1FF0000);
        }

        Assert.Contains("symbolic link", Assert.Throws<InvalidDataException>(() => ModelPackage.Load(Zip)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_EncryptedEntry_SaysSo()
    {
        PackageSamples.Bare().Save(Zip);
        var bytes = File.ReadAllBytes(Zip);
        var directory = bytes.AsSpan().IndexOf("PK\u0001\u0002"u8);
        bytes[directory + 8] |= 1;
        File.WriteAllBytes(Zip, bytes);

        Assert.Contains("is encrypted", Assert.Throws<InvalidDataException>(() => ModelPackage.Load(Zip)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_Bomb_IsRefusedBeforeItUnpacks()
    {
        using (var archive = ZipFile.Open(Zip, ZipArchiveMode.Create))
        {
            using var stream = archive.CreateEntry("model.onnx", CompressionLevel.SmallestSize).Open();
            stream.Write(new byte[64 << 20]);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<InvalidDataException>(() => ModelPackage.Load(Zip));

        Assert.Contains("unpacks", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Fact]
    public void Load_ZipMadeByAnotherTool_IsRead()
    {
        PackageSamples.Full().Save(_folder["folder"]);

        ZipFile.CreateFromDirectory(_folder["folder"], Zip);

        Assert.Equal(PackageSamples.Full().ToMarkdown(), ModelPackage.Load(Zip).ToMarkdown());
    }

    [Fact]
    public void Load_ZipListedPartAbsent_NamesIt()
    {
        Write(Zip, ("SHA256SUMS", $"{Convert.ToHexStringLower(SHA256.HashData("x"u8))}  model.onnx\n"));

        Assert.Contains("lacks its part `model.onnx`", Assert.Throws<InvalidDataException>(() => ModelPackage.Load(Zip)).Message, StringComparison.Ordinal);
    }

    private static void Write(string path, params (string Name, string Text)[] entries)
    {
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var (name, text) in entries)
        {
            using var stream = archive.CreateEntry(name).Open();
            stream.Write(Encoding.UTF8.GetBytes(text));
        }
    }
}
