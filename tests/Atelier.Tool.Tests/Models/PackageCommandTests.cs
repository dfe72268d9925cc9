using System.Text.Json.Nodes;
using Atelier.Packaging;
using Atelier.Prediction;
using Spectre.Console.Testing;

namespace Atelier.Tool.Tests;

public sealed class PackageCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestConsole _out = new();
    private readonly TestConsole _error = new();

    public PackageCommandTests() => _out.Profile.Width = _error.Profile.Width = 1000;

    [Theory]
    [InlineData("model")]
    [InlineData("model.zip")]
    public async Task Inspect_Package_ShowsItsParts(string name)
    {
        PackageSamples.Classifier().Save(_folder[name]);

        Assert.Equal(ExitCodes.Success, await Run("inspect", _folder[name]));

        foreach (var text in new[] { "features", "FP32", "cm", "probabilities", "accuracy", "0.75", "Gemm", "Classes: a, b, c", "Commit", "c0ffee", "Seed training" })
            Assert.Contains(text, _out.Output);
        Assert.Empty(_error.Output);
    }

    [Fact]
    public async Task Inspect_AsJson_IsJson()
    {
        PackageSamples.Classifier().Save(_folder["model"]);

        Assert.Equal(ExitCodes.Success, await Run("inspect", _folder["model"], "--json"));

        var json = JsonNode.Parse(_out.Output)!;
        Assert.Equal("classifier", json["name"]!.GetValue<string>());
        Assert.Equal(0.75, json["evaluation"]!["metrics"]![0]!["value"]!.GetValue<double>());
        Assert.Equal("cm", json["signature"]!["notes"]![0]!["unit"]!.GetValue<string>());
    }

    [Fact]
    public async Task Verify_SoundPackage_Succeeds()
    {
        PackageSamples.Classifier().Save(_folder["model.zip"]);

        Assert.Equal(ExitCodes.Success, await Run("verify", _folder["model.zip"]));

        Assert.Contains("classifier: checksums, parts, graph and signature are sound.", _out.Output);
    }

    [Fact]
    public async Task Verify_ChangedByte_Fails()
    {
        PackageSamples.Classifier().Save(_folder["model"]);
        var path = _folder["model", "model.onnx"];
        var bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);

        Assert.Equal(ExitCodes.Failed, await Run("verify", _folder["model"]));
        Assert.Equal(ExitCodes.Failed, await Run("verify", _folder["model"], "--json"));

        Assert.Contains("`model.onnx`", _error.Output);
        Assert.Contains("It was changed or damaged", _error.Output);
        Assert.False(JsonNode.Parse(_out.Output)!["sound"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Verify_GraphWithAnotherSignature_Fails()
    {
        var graph = PackageSamples.Classifier().Graph with { Outputs = [new TensorSpec("scores", DataType.Float32, [-1, 3])] };
        ModelPackage.Create("m", graph, null, PackageSamples.Origin()).Save(_folder["model"]);

        Assert.Equal(ExitCodes.Failed, await Run("verify", _folder["model"]));

        Assert.Contains("gives the outputs probabilities; the package says scores", _error.Output);
    }

    [Theory]
    [InlineData("model")]
    [InlineData("model.zip")]
    public async Task Verify_WeightsInAFileBesideTheGraph_AreChecked(string name)
    {
        External().Save(_folder[name]);

        Assert.Equal(ExitCodes.Success, await Run("verify", _folder[name]));
        Assert.Contains("external: checksums, parts, graph, weights in external.bin and signature are sound.", _out.Output);
    }

    [Fact]
    public async Task Verify_WeightsInAFileBesideTheGraph_AreNamedInJson()
    {
        External().Save(_folder["model"]);

        Assert.Equal(ExitCodes.Success, await Run("verify", _folder["model"], "--json"));
        Assert.Equal("external.bin", JsonNode.Parse(_out.Output)!["dataFiles"]![0]!.GetValue<string>());
    }

    [Fact]
    public async Task Verify_WeightsThatChangedOrAreGone_Fails()
    {
        External().Save(_folder["changed"]);
        External().Save(_folder["gone"]);
        var bytes = File.ReadAllBytes(_folder["changed", "external.bin"]);
        bytes[100] ^= 1;
        File.WriteAllBytes(_folder["changed", "external.bin"], bytes);
        File.Delete(_folder["gone", "external.bin"]);

        Assert.Equal(ExitCodes.Failed, await Run("verify", _folder["changed"]));
        Assert.Contains("`external.bin`", _error.Output);
        Assert.Contains("It was changed or damaged", _error.Output);
        Assert.Equal(ExitCodes.Failed, await Run("verify", _folder["gone"]));
        Assert.Equal(2, _error.Output.Split("`external.bin`").Length - 1);
    }

    [Fact]
    public async Task Verify_WeightsThatDoNotFitTheGraph_Fails()
    {
        var package = External();
        var weights = package.Graph.DataFiles[0].Bytes;
        foreach (var (name, file) in new[] { ("short", new OnnxDataFile("external.bin", weights[..^4])), ("other", new OnnxDataFile("other.bin", weights)) })
            ModelPackage.Create(name, package.Graph with { DataFiles = [file] }, null, PackageSamples.Origin()).Save(_folder[name]);

        Assert.Equal(ExitCodes.Failed, await Run("verify", _folder["short"]));
        Assert.Matches(@"is to be read from `external\.bin`, bytes \d+ to \d+ of \d+", _error.Output);
        Assert.Equal(ExitCodes.Failed, await Run("verify", _folder["other"]));
        Assert.Contains("which did not come with it (other.bin)", _error.Output);
    }

    [Fact]
    public async Task Diff_SameAndDifferent_AnswersByExitCode()
    {
        PackageSamples.Classifier().Save(_folder["first"]);
        PackageSamples.Classifier().Save(_folder["same.zip"]);
        PackageSamples.Classifier(0.5).Save(_folder["other"]);

        Assert.Equal(ExitCodes.Success, await Run("diff", _folder["first"], _folder["same.zip"]));
        Assert.Contains("The packages are the same.", _out.Output);
        Assert.Equal(ExitCodes.Failed, await Run("diff", _folder["first"], _folder["other"]));
        Assert.Matches(@"accuracy\s+│ 0\.75\s+│ 0\.5\s+│ -0\.25", _out.Output);
    }

    [Fact]
    public async Task Package_Missing_IsUsage()
    {
        foreach (var arguments in new[] { new[] { "inspect", _folder["no"] }, ["verify", _folder["no"]], ["diff", _folder["no"], _folder["no"]], ["diff", _folder["no"]], ["inspect"] })
            Assert.Equal(ExitCodes.Usage, await Run(arguments));

        Assert.Contains("does not exist", _error.Output);
    }

    public void Dispose() => _folder.Dispose();

    private static ModelPackage External()
    {
        OnnxDataFile File(string name) => new(name, System.IO.File.ReadAllBytes(Checkout.PathOf("tests", "Atelier.Inference.Tests", "References", name)));
        var graph = new OnnxGraph(File("external.onnx").Bytes, [new TensorSpec("features", DataType.Float32, [-1, 4])], [new TensorSpec("probabilities", DataType.Float32, [-1, 3])])
        {
            DataFiles = [File("external.bin")],
        };
        return ModelPackage.Create("external", graph, null, PackageSamples.Origin());
    }

    private Task<int> Run(params string[] arguments) => CommandLine.InvokeAsync(
        ["package", .. arguments],
        new ToolHost(_out, _error, _ => throw new InvalidOperationException("No engine is needed.")),
        TestContext.Current.CancellationToken);
}
