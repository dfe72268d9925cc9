using Atelier.Onnx;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Atelier.Training.Tests.Export;

/// <summary>What an exported graph computes in ONNX Runtime is what the module computes in TorchSharp.</summary>
public sealed class OnnxParityTests
{
    private const double Tolerance = 1e-5;

    private static readonly Dictionary<string, (Func<Module<Tensor, Tensor>> Make, int[] Row)> Models = new()
    {
        ["linear"] = (() => Linear(12, 5), [12]),
        ["linear without bias"] = (() => Linear(12, 5, hasBias: false), [12]),
        ["linear over the last of two dimensions"] = (() => Linear(12, 5), [4, 12]),
        ["linear without bias over the last of three dimensions"] = (() => Linear(12, 5, hasBias: false), [2, 3, 12]),
        ["relu"] = (() => ReLU(), [3, 4]),
        ["relu in place"] = (() => Sequential(Linear(6, 4), ReLU(inplace: true)), [6]),
        ["softmax over the last dimension"] = (() => Softmax(-1), [3, 4]),
        ["softmax over the first dimension of a row"] = (() => Softmax(1), [3, 4]),
        ["softmax over the batch"] = (() => Softmax(0), [3]),
        ["flatten"] = (() => Flatten(), [3, 4, 5]),
        ["flatten of flat rows"] = (() => Flatten(), [7]),
        ["flatten two of three dimensions"] = (() => Flatten(1, 2), [3, 4, 5]),
        ["flatten the last two"] = (() => Flatten(-2, -1), [3, 4, 5]),
        ["flatten the batch too"] = (() => Flatten(0, 1), [3, 4]),
        ["flatten all"] = (() => Flatten(0), [3, 4]),
        ["dropout"] = (() => Dropout(0.9), [8]),
        ["identity"] = (() => Identity(), [8]),
        ["sequential in sequential"] = (Nested, [3, 4]),
        ["one module twice"] = (TwiceTheSame, [6]),
    };

    public static TheoryData<string> Names => [.. Models.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Export_Layer_ComputesTheSame(string name)
    {
        random.manual_seed(11);
        var (make, row) = Models[name];
        using var model = make();

        var graph = OnnxExporter.Export(model, new OnnxExportOptions { InputShape = row });

        using var predictor = Exported.Load(graph);
        foreach (var batch in new[] { 1, 7, 1000 })
        {
            Assert.InRange(Exported.LargestDifference(predictor, model, softmax: false, seed: batch, [batch, .. row]), 0, Tolerance);
        }
    }

    [Theory]
    [InlineData(OnnxOutput.Automatic, "probabilities", 0.0)]
    [InlineData(OnnxOutput.Probabilities, "probabilities", 0.5)]
    [InlineData(OnnxOutput.Raw, "logits", 0.5)]
    public void Export_Mlp_ComputesTheSame(OnnxOutput output, string outputName, double dropout)
    {
        using var model = Training.Models.Mlp(784, [32], 10, dropout, seed: 5);

        var graph = OnnxExporter.Export(model, new OnnxExportOptions { Output = output });

        using var predictor = Exported.Load(graph);
        Assert.Equal($"features FP32 (batch, 784) -> {outputName} FP32 (batch, 10)", predictor.Signature.ToString());
        foreach (var batch in new[] { 1, 7, 1000 })
        {
            var difference = Exported.LargestDifference(predictor, model, softmax: output != OnnxOutput.Raw, seed: batch, batch, 784);
            TestContext.Current.TestOutputHelper?.WriteLine($"{outputName}, batch {batch}: largest difference {difference:G3}");
            Assert.InRange(difference, 0, Tolerance);
        }
    }

    [Theory]
    [InlineData]
    [InlineData(300, 100, 30)]
    public void Export_MlpOfOtherDepths_ComputesTheSameFromImages(params int[] hidden)
    {
        using var model = Training.Models.Mlp(784, hidden, 3, seed: 6);

        var graph = OnnxExporter.Export(model, new OnnxExportOptions { InputShape = [28, 28], InputName = "images" });

        using var predictor = Exported.Load(graph);
        Assert.Equal("images FP32 (batch, 28, 28) -> probabilities FP32 (batch, 3)", predictor.Signature.ToString());
        Assert.InRange(Exported.LargestDifference(predictor, model, softmax: true, seed: 1, 1000, 28, 28), 0, Tolerance);
    }

    [Theory]
    [InlineData(17)]
    [InlineData(18)]
    [InlineData(20)]
    [InlineData(21)]
    [InlineData(22)]
    [InlineData(23)]
    public void Export_EveryOpset_ComputesTheSame(int opset)
    {
        random.manual_seed(12);
        using var model = Sequential(Linear(6, 5), Flatten(2, 3), Linear(10, 4), ReLU(), Flatten(), Linear(12, 3), Softmax(1));

        var graph = OnnxExporter.Export(model, new OnnxExportOptions { OpsetVersion = opset, InputShape = [3, 2, 6] });

        using var predictor = Exported.Load(graph);
        Assert.Equal(opset, ModelProto.Parser.ParseFrom(graph.Bytes.Span).OpsetImport.Single().Version);
        Assert.InRange(Exported.LargestDifference(predictor, model, softmax: false, seed: 1, 7, 3, 2, 6), 0, Tolerance);
    }

    [Fact]
    public void Export_FromCuda_ComputesTheSame()
    {
        Assert.SkipUnless(cuda.is_available(), "There is no CUDA device here.");
        using var model = Training.Models.Mlp(784, [32], 10, seed: 5);
        var fromCpu = OnnxExporter.Export(model);

        model.cuda();
        var fromCuda = OnnxExporter.Export(model);

        Assert.Equal(fromCpu.Bytes.ToArray(), fromCuda.Bytes.ToArray());
        Assert.All(model.parameters(), parameter => Assert.Equal(DeviceType.CUDA, parameter.device_type));
    }

    private static Sequential Nested() => Sequential(
        ("head", Sequential(Flatten(), Linear(12, 8), ReLU())), ("tail", Sequential(Dropout(), Linear(8, 3), Softmax(1))));

    private static Sequential TwiceTheSame()
    {
        var layer = Linear(6, 6);
        return Sequential(("first", layer), ("between", ReLU()), ("second", layer));
    }
}
