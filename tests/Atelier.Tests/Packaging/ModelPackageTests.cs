using System.Security.Cryptography;
using System.Text;
using Atelier.Data;
using Atelier.Evaluation;
using Atelier.Packaging;
using Atelier.Prediction;
using Atelier.Preprocessing;

namespace Atelier.Tests.Packaging;

public sealed class ModelPackageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Target => _folder["digits"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_WhatSaveWrote_IsTheSamePackage()
    {
        var package = Sample();

        package.Save(Target);
        var loaded = ModelPackage.Load(Target);

        Assert.Equal(package.Name, loaded.Name);
        Assert.Equal(package.Graph.Bytes.ToArray(), loaded.Graph.Bytes.ToArray());
        Assert.Equal(package.Signature.ToString(), loaded.Signature.ToString());
        Assert.Equal("features FP32 (batch, 2, 2) -> probabilities FP32 (batch, 3)", loaded.Signature.ToString());
        Assert.Equal(["a", "b", "c"], loaded.Signature.ClassNames);
        Assert.Equal(package.Preprocessing!.ToJson().ToJsonString(), loaded.Preprocessing!.ToJson().ToJsonString());
        Assert.Equal(package.Provenance.CreatedAt, loaded.Provenance.CreatedAt);
        Assert.Equal(package.Provenance.Duration, loaded.Provenance.Duration);
        Assert.Equal(package.Provenance.Options, loaded.Provenance.Options);
        Assert.Equal(package.Provenance.Data.Hash, loaded.Provenance.Data.Hash);
        Assert.Equal(0.75, loaded.Report!["accuracy"]);
        Assert.Equal(package.Report!.ConfusionMatrix.Counts, loaded.Report.ConfusionMatrix.Counts);
        Assert.Equal(["digits"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void Save_NoPreprocessingNoReport_LoadsWithout()
    {
        var package = ModelPackage.Create("m", Graph(), null, Origin());

        package.Save(Target);

        var loaded = ModelPackage.Load(Target);
        Assert.Null(loaded.Preprocessing);
        Assert.Null(loaded.Report);
        Assert.Equal("features FP32 (batch, 4)", loaded.Signature.Inputs[0].ToString());
    }

    [Fact]
    public void Save_FolderExists_LeavesItAlone()
    {
        Directory.CreateDirectory(Target);
        File.WriteAllText(Path.Combine(Target, "thesis.txt"), "years of work");

        Assert.Throws<IOException>(() => Sample().Save(Target));
        Assert.Throws<IOException>(() => Sample().Save(Target, overwrite: true));

        Assert.Equal([Path.Combine(Target, "thesis.txt")], Directory.GetFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories)[1..]);
    }

    [Theory]
    [InlineData("SHA256SUMS", "checksums of somebody's downloads")]
    [InlineData("manifest.json", "{\"name\": \"a web app\"}")]
    public void Save_OverwriteAFolderThatLooksLikeAPackage_LeavesItAlone(string name, string content)
    {
        Directory.CreateDirectory(Target);
        File.WriteAllText(Path.Combine(Target, name), content);

        var error = Assert.Throws<IOException>(() => Sample().Save(Target, overwrite: true));

        Assert.Contains("holds no package", error.Message, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(Path.Combine(Target, name)));
    }

    [Fact]
    public void Save_OverwriteAPackageWithSomethingElseInIt_NamesItAndLeavesItAlone()
    {
        Sample().Save(Target);
        File.WriteAllText(Path.Combine(Target, "thesis.txt"), "years of work");

        var error = Assert.Throws<IOException>(() => Sample().Save(Target, overwrite: true));

        Assert.Contains("it holds `thesis.txt`", error.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Target, "thesis.txt")));
    }

    [Fact]
    public void Save_Overwrite_ReplacesAPackage()
    {
        Sample().Save(Target);

        ModelPackage.Create("second", Graph(), null, Origin()).Save(Target, overwrite: true);

        Assert.Equal("second", ModelPackage.Load(Target).Name);
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Save_TransformerFails_LeavesNothingBehind()
    {
        var package = ModelPackage.Create("m", Graph(), new FailingTransformer(), Origin());

        Assert.Throws<InvalidOperationException>(() => package.Save(Target));

        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Load_AnyByteChanged_IsNoticed()
    {
        Sample().Save(Target);
        foreach (var path in Directory.GetFiles(Target))
        {
            var original = File.ReadAllBytes(path);
            for (var i = 0; i < original.Length; i += 1 + (original.Length / 97))
            {
                var changed = (byte[])original.Clone();
                changed[i] ^= 0x20;
                File.WriteAllBytes(path, changed);

                Assert.Throws<InvalidDataException>(() => ModelPackage.Load(Target));
            }

            File.WriteAllBytes(path, original);
        }

        ModelPackage.Load(Target);
    }

    [Fact]
    public void Load_EveryPartMissing_IsNamed()
    {
        Sample().Save(Target);
        foreach (var path in Directory.GetFiles(Target))
        {
            var original = File.ReadAllBytes(path);
            File.Delete(path);

            var error = Assert.Throws<InvalidDataException>(() => ModelPackage.Load(Target));

            Assert.Contains($"`{Path.GetFileName(path)}`", error.Message, StringComparison.Ordinal);
            File.WriteAllBytes(path, original);
        }
    }

    [Theory]
    [InlineData("../outside.txt")]
    [InlineData("..")]
    [InlineData("inner/part.txt")]
    [InlineData("/etc/hostname")]
    [InlineData("..\\outside.txt")]
    public void Load_PathThatLeavesTheFolder_IsRefused(string part)
    {
        Sample().Save(Target);
        File.WriteAllText(_folder["outside.txt"], "secret");
        var sum = Convert.ToHexStringLower(SHA256.HashData("secret"u8));
        File.AppendAllText(Path.Combine(Target, "SHA256SUMS"), $"{sum}  {part}\n");

        var error = Assert.Throws<InvalidDataException>(() => ModelPackage.Load(Target));

        Assert.Contains("leaves its folder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_LinkOutOfTheFolder_IsRefused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Making symbolic links needs rights on Windows.");
        Sample().Save(Target);
        var model = Path.Combine(Target, "model.onnx");
        File.Move(model, _folder["elsewhere.onnx"]);
        File.CreateSymbolicLink(model, _folder["elsewhere.onnx"]);

        Assert.Contains("leaves its folder", Assert.Throws<InvalidDataException>(() => ModelPackage.Load(Target)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NewerFormat_SaysToUpdate()
    {
        Sample().Save(Target);
        Rewrite("manifest.json", text => text.Replace("\"formatVersion\": 1", "\"formatVersion\": 2", StringComparison.Ordinal));

        Assert.Contains("Update the Atelier packages", Assert.Throws<InvalidDataException>(() => ModelPackage.Load(Target)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("manifest.json", "null")]
    [InlineData("manifest.json", "{}")]
    [InlineData("signature.json", "{\"inputs\": [], \"outputs\": [], \"classNames\": []}")]
    [InlineData("provenance.json", "[1, 2]")]
    [InlineData("provenance.json", "{\"createdAt\": \"yesterday\"}")]
    [InlineData("preprocessing.json", "{\"kind\": \"magic\"}")]
    [InlineData("evaluation.json", "{\"confusionMatrix\": {\"classNames\": [\"a\"], \"counts\": []}}")]
    public void Load_PartWithAnotherContent_IsInvalidData(string part, string content)
    {
        Sample().Save(Target);
        Rewrite(part, _ => content);

        Assert.Throws<InvalidDataException>(() => ModelPackage.Load(Target));
    }

    [Fact]
    public void Load_NoFolder_NamesIt() =>
        Assert.Contains("nowhere", Assert.Throws<DirectoryNotFoundException>(() => ModelPackage.Load(_folder["nowhere"])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("../up")]
    [InlineData(".hidden")]
    [InlineData("with space")]
    [InlineData("a/b")]
    public void Create_NameThatIsNone_IsRefused(string name) =>
        Assert.Throws<ArgumentException>(() => ModelPackage.Create(name, Graph(), null, Origin()));

    [Fact]
    public void Create_UnfittedPreprocessing_SaysToFit() =>
        Assert.Throws<InvalidOperationException>(() => ModelPackage.Create("m", Graph(), new StandardScaler(), Origin()));

    private static ModelPackage Sample() => ModelPackage.Create("digits", Graph(), new StandardScaler().Fit(Data()), Origin())
        .With(new EvaluationReport("d", 4, [new MetricValue("accuracy", 0.75, true)], new ConfusionMatrix(["a", "b", "c"], [1, 0, 0, 1, 0, 0, 0, 0, 2])));

    private static OnnxGraph Graph() => new(
        Enumerable.Range(0, 500).Select(i => (byte)(i * 7)).ToArray(),
        [new TensorSpec("features", DataType.Float32, [-1, 4])],
        [new TensorSpec("probabilities", DataType.Float32, [-1, 3])]);

    private static Dataset Data() => new("d", Enumerable.Range(0, 12).Select(i => i / 7f).ToArray(), [2, 2], new[] { 0, 1, 2 }, ["a", "b", "c"]);

    private static Provenance Origin() => new()
    {
        CreatedAt = new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero),
        Data = DataSummary.Of(Data()),
        Options = new Dictionary<string, string> { ["epochs"] = "10" },
        Duration = TimeSpan.FromSeconds(12.5),
    };

    private void Rewrite(string part, Func<string, string> change)
    {
        var path = Path.Combine(Target, part);
        File.WriteAllText(path, change(File.ReadAllText(path)));
        var sums = Path.Combine(Target, "SHA256SUMS");
        var lines = File.ReadAllLines(sums).Select(line =>
            line.EndsWith("  " + part, StringComparison.Ordinal) ? $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))}  {part}" : line);
        File.WriteAllText(sums, string.Join('\n', lines) + "\n", new UTF8Encoding(false));
    }

    private sealed class FailingTransformer : ITransformer
    {
        public string Kind => "failing";

        public FeatureSchema Input { get; } = new([2, 2]);

        public FeatureSchema Output => Input;

        public ITransformer Fit(Dataset data) => this;

        public Dataset Transform(Dataset data) => data;

        public System.Text.Json.Nodes.JsonObject ToJson() => throw new InvalidOperationException("cannot be saved");
    }
}
