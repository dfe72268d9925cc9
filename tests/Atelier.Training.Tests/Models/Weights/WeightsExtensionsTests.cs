using System.Text.Json.Nodes;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Atelier.Training.Tests;

public sealed class WeightsExtensionsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void LoadWeights_PyTorchImageModel_GivesPyTorchsOutputs()
    {
        using var scope = NewDisposeScope();
        using var model = new PyTorchImage();

        var report = model.LoadWeights(Stored("pytorch_image.safetensors"));

        Assert.True(report.IsComplete);
        Assert.Equal(model.state_dict().Keys, report.Loaded);
        Assert.Contains("features.1.running_var", report.Loaded);
        Assert.Empty(report.Conversions);
        Assert.Equal("9 tensors loaded", report.ToString());
        AssertOutputs(model, "image", float32, 3, 2, 6, 6);
    }

    [Fact]
    public void LoadWeights_PyTorchSequenceModel_GivesPyTorchsOutputs()
    {
        using var scope = NewDisposeScope();
        using var model = new PyTorchSequence();

        var report = model.LoadWeights(Stored("pytorch_sequence.safetensors"));

        Assert.True(report.IsComplete);
        Assert.Equal(25, report.Loaded.Count);
        AssertOutputs(model, "sequence", int64, 2, 7);
    }

    [Fact]
    public void LoadWeights_HalfPrecisionFile_ConvertsAndSaysSo()
    {
        using var scope = NewDisposeScope();
        using var model = new PyTorchImage();
        using var whole = new PyTorchImage();
        whole.LoadWeights(Stored("pytorch_image.safetensors"));

        var report = model.LoadWeights(Stored("pytorch_image_half.safetensors"));

        Assert.Equal(
            [
                "features.0.weight: BFloat16 to Float32", "features.0.bias: BFloat16 to Float32", "features.1.weight: Float16 to Float32",
                "features.1.bias: Float16 to Float32", "head.weight: Float16 to Float32", "head.bias: Float16 to Float32",
                "features.1.running_mean: Float16 to Float32", "features.1.running_var: Float16 to Float32",
            ],
            report.Conversions.Select(conversion => conversion.ToString()));
        foreach (var (name, tensor) in model.state_dict())
        {
            var type = name.StartsWith("features.0", StringComparison.Ordinal) ? bfloat16 : float16;
            var exact = whole.state_dict()[name];
            Assert.True(tensor.eq(exact.to_type(type).to_type(exact.dtype)).all().ToBoolean(), name);
        }
    }

    [Fact]
    public void SaveWeights_ModelOfPyTorch_GivesPythonsFile()
    {
        using var model = new PyTorchImage();
        model.LoadWeights(Stored("pytorch_image.safetensors"));

        model.SaveWeights(_folder["again.safetensors"]);

        Assert.Equal(File.ReadAllBytes(Stored("pytorch_image.safetensors")), File.ReadAllBytes(_folder["again.safetensors"]));
        Assert.Equal([_folder["again.safetensors"]], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void LoadWeights_FileOfAnotherModel_ReportsAllAndChangesNothing()
    {
        using var scope = NewDisposeScope();
        using var model = new PyTorchImage(classes: 5);
        model.LoadWeights(Save(("features.9.weight", zeros(2)), ("features.1.weight", zeros(4)), ("head.weight", zeros(3, 36))), strict: false);
        var before = Bytes(model);
        var path = Save(("features.9.weight", zeros(2)), ("features.1.weight", ones(4)), ("head.weight", zeros(3, 36)));

        var exception = Assert.Throws<InvalidDataException>(() => model.LoadWeights(path));

        Assert.Equal(before, Bytes(model));
        Assert.Equal(
            $"""
            The weights in `{path}` do not fit the model; nothing was loaded. Check that the file is of this model, map names with `rename`, or load what matches with strict: false.
            Without `strict` there would be 1 tensors loaded
            7 missing in the file:
              features.0.weight
              features.0.bias
              features.1.bias
              head.bias
              features.1.running_mean
              features.1.running_var
              features.1.num_batches_tracked
            1 unexpected in the file:
              features.9.weight
            1 of another shape:
              head.weight: (5, 36) in the model, (3, 36) in the file
            """.ReplaceLineEndings(),
            exception.Message);
    }

    [Fact]
    public void LoadWeights_NotStrict_LoadsWhatMatches()
    {
        using var scope = NewDisposeScope();
        using var model = new PyTorchImage();
        var path = Save(("features.1.weight", full(4, 3f)), ("head.weight", zeros(3, 35)), ("other", zeros(1)));

        var report = model.LoadWeights(path, strict: false);

        Assert.False(report.IsComplete);
        Assert.Equal(["features.1.weight"], report.Loaded);
        Assert.Equal(["other"], report.Unexpected);
        Assert.Equal(("head.weight", "3,36", "3,35"), report.ShapeMismatches.Select(
            mismatch => (mismatch.Name, string.Join(',', mismatch.ModelShape), string.Join(',', mismatch.FileShape))).Single());
        Assert.Equal([3, 3, 3, 3], model.get_parameter("features.1.weight")!.data<float>().ToArray());
        Assert.True(model.get_parameter("features.1.weight")!.requires_grad);
    }

    [Fact]
    public void LoadWeights_PrefixOfAWrapper_IsAdvisedAndTakenOffByRename()
    {
        using var scope = NewDisposeScope();
        using var source = new PyTorchImage();
        using var model = new PyTorchImage();
        var path = Save([.. source.state_dict().Select(pair => ("module." + pair.Key, pair.Value)), ("optimizer.step", tensor(4f))]);

        var advised = Assert.Throws<InvalidDataException>(() => model.LoadWeights(Save([.. source.state_dict().Select(pair => ("module." + pair.Key, pair.Value))])));
        Save([.. source.state_dict().Select(pair => ("module." + pair.Key, pair.Value)), ("optimizer.step", tensor(4f))]);
        var report = model.LoadWeights(path, rename: name => name.StartsWith("module.", StringComparison.Ordinal) ? name[7..] : null);

        Assert.Contains("begin with `module.`; take it off with rename: name => name.StartsWith(\"module.\") ? name[7..] : name.", advised.Message, StringComparison.Ordinal);
        Assert.True(report.IsComplete);
        Assert.Equal(["optimizer.step"], report.Skipped);
        Assert.Equal(Bytes(source), Bytes(model));
    }

    [Fact]
    public void LoadWeights_RenameGivesOneNameTwice_IsRefused()
    {
        using var scope = NewDisposeScope();
        using var model = new PyTorchImage();
        var path = Save(("a", zeros(1)), ("b", zeros(1)));

        var exception = Assert.Throws<ArgumentException>(() => model.LoadWeights(path, rename: _ => "c"));

        Assert.Contains("`rename` gives `a` and `b` both the name `c`", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LoadWeights_NeededTypeUnknownHere_IsRefusedBeforeAnything()
    {
        using var scope = NewDisposeScope();
        using var model = nn.Linear(2, 1);
        var before = Bytes(model);
        var header = """{"bias":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"weight":{"dtype":"F8_E4M3","shape":[1,2],"data_offsets":[4,6]}}""";
        var path = _folder["float8"];
        File.WriteAllBytes(path, [.. BitConverter.GetBytes((long)header.Length), .. System.Text.Encoding.ASCII.GetBytes(header), .. new byte[6]]);

        var exception = Assert.Throws<InvalidDataException>(() => model.LoadWeights(path));

        Assert.Contains("holds `weight` as F8_E4M3", exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, Bytes(model));
    }

    [Fact]
    public void LoadWeights_TensorSharedByTwoLayers_MayBeStoredOnce()
    {
        using var scope = NewDisposeScope();
        using var tied = new TiedModel();
        tied.SaveWeights(_folder["both"]);
        var path = Save(("first.weight", ones(3, 3)));

        Assert.Equal(["first.weight", "second.weight"], tied.state_dict().Keys);
        Assert.Equal(2, tied.LoadWeights(_folder["both"]).Loaded.Count);
        Assert.True(tied.LoadWeights(path).IsComplete);
        Assert.Equal(9, tied.state_dict()["second.weight"].sum().ToSingle());
    }

    [Fact]
    public void SaveWeights_CannotBeWritten_KeepsTheOldFileAndLeavesNothing()
    {
        using var scope = NewDisposeScope();
        using var model = nn.Linear(2, 1);
        using var complex = nn.Linear(2, 1, dtype: complex64);
        model.SaveWeights(_folder["weights"]);
        var before = File.ReadAllBytes(_folder["weights"]);

        Assert.Contains("ComplexFloat32", Assert.Throws<ArgumentException>(() => complex.SaveWeights(_folder["weights"])).Message, StringComparison.Ordinal);
        Assert.Contains("is a folder", Assert.Throws<IOException>(() => model.SaveWeights(_folder.Path)).Message, StringComparison.Ordinal);
        Assert.Contains("Create it first", Assert.Throws<DirectoryNotFoundException>(() => model.SaveWeights(_folder["none", "x"])).Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(_folder["weights"]));
        Assert.Equal([_folder["weights"]], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void SaveAndLoadWeights_ManyTimes_LeavesNoTensorBehind()
    {
        using var outer = NewDisposeScope();
        using var model = new PyTorchSequence();
        model.SaveWeights(_folder["weights"]);
        model.LoadWeights(_folder["weights"]);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        for (var i = 0; i < 10; i++)
        {
            model.SaveWeights(_folder["weights"]);
            model.LoadWeights(_folder["weights"]);
            model.LoadWeights(Stored("pytorch_sequence.safetensors"));
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static string Stored(string name) => Path.Combine(Path.GetDirectoryName(EveryType.Path)!, name);

    private static byte[][] Bytes(nn.Module model) => [.. model.state_dict().Values.Select(tensor => tensor.bytes.ToArray())];

    private static void AssertOutputs(nn.Module<Tensor, Tensor> model, string name, ScalarType type, params long[] shape)
    {
        var reference = JsonNode.Parse(File.ReadAllText(Stored("weights_reference.json")))![name]!;
        var input = tensor(Numbers(reference["input"]!)).reshape(shape).to_type(type);
        model.eval();

        // With gradients: without them libtorch 2.10 takes another LSTM kernel on some processors, which gives other numbers than PyTorch.
        var output = model.call(input).detach().data<float>().ToArray();

        var expected = Numbers(reference["output"]!);
        Assert.Equal(expected.Length, output.Length);
        Assert.All(expected.Zip(output), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    private static double[] Numbers(JsonNode node) => [.. node.AsArray().Select(number => number!.GetValue<double>())];

    private string Save(params (string Name, Tensor Tensor)[] tensors)
    {
        using var stream = File.Create(_folder["file.safetensors"]);
        SafeTensorsWriter.Write(stream, tensors);
        return _folder["file.safetensors"];
    }

    private sealed class TiedModel : nn.Module
    {
        private readonly Parameter _weight = new(zeros(3, 3));

        public TiedModel()
            : base(nameof(TiedModel))
        {
            register_module("first", new Part(_weight));
            register_module("second", new Part(_weight));
        }
    }

    private sealed class Part : nn.Module
    {
        public Part(Parameter weight)
            : base(nameof(Part)) => register_parameter("weight", weight);
    }
}
