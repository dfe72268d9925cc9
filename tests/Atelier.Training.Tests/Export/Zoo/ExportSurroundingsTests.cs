using Atelier.Onnx;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Atelier.Training.Tests.Export;

/// <summary>What an export leaves as it was, and where it may run.</summary>
public sealed class ExportSurroundingsTests
{
    [Fact]
    public void Export_ThatFails_LeavesModeGradientsHooksAndTensorsAsTheyWere()
    {
        var (linear, norm) = (Linear(4, 4), BatchNorm1d(4));
        using var model = Sequential(linear, norm, new Unknown(), Linear(4, 2));
        norm.eval();
        linear.weight.requires_grad = false;
        Assert.Throws<OnnxExportException>(() => OnnxExporter.Export(model));
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        Assert.Throws<OnnxExportException>(() => OnnxExporter.Export(model));

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.True(model.training);
        Assert.False(norm.training);
        Assert.Equal([false, true, true, true, true, true], model.parameters().Select(parameter => parameter.requires_grad));
        Assert.True(is_grad_enabled());
        using var scope = NewDisposeScope();
        Assert.Equal([3, 2], model.call(ones(3, 4)).shape);
    }

    [Fact]
    public async Task Export_OnAThreadOfThePool_GivesTheSameBytes()
    {
        using var model = Models.Mlp(6, [5], 3, seed: 4);
        var expected = OnnxExporter.Export(model).Bytes.ToArray();

        var actual = await Task.Run(() => OnnxExporter.Export(model).Bytes.ToArray(), TestContext.Current.CancellationToken);

        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Export_DifferentModelsAtOnce_GivesTheBytesOfEachAlone()
    {
        nn.Module<Tensor, Tensor>[] models = [Models.Mlp(6, [5], 3), Sequential(Linear(6, 4), Tanh()), Sequential(Linear(6, 9), new Doubled(), Linear(9, 2)), Sequential(Linear(6, 6), LayerNorm(6))];
        var expected = models.Select(model => OnnxExporter.Export(model).Bytes.ToArray()).ToArray();
        var actual = new byte[models.Length][];

        for (var round = 0; round < 5; round++)
        {
            Parallel.For(0, models.Length, new ParallelOptions { MaxDegreeOfParallelism = models.Length }, i => actual[i] = OnnxExporter.Export(models[i]).Bytes.ToArray());

            Assert.Equal(expected, actual);
        }

        Array.ForEach(models, model => model.Dispose());
    }

    [Fact]
    public void Export_ExceptionOfTheForward_IsKeptWithin()
    {
        using var model = new Failing();

        var error = Assert.Throws<OnnxExportException>(() => OnnxExporter.Export(model, new OnnxExportOptions { InputShape = [4] }));

        Assert.Contains("the lamp is out", error.Message, StringComparison.Ordinal);
        Assert.IsType<NotSupportedException>(error.InnerException);
    }

    [Fact]
    public void Export_EqualNamesOfInputs_AreRefused()
    {
        using var model = new Sum();
        var options = new OnnxExportOptions { Inputs = [new OnnxInput("x", "batch"), new OnnxInput("x", "batch")] };

        var error = Assert.Throws<OnnxExportException>(() => OnnxExporter.Export(model, [ones(2, 3), ones(2, 3)], options));

        Assert.Contains("Two inputs are called `x`; give one of them another name.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_TensorReturnedTwice_IsTwoOutputs()
    {
        using var scope = NewDisposeScope();
        using var model = new Twice();
        var options = new OnnxExportOptions { OutputNames = ["first", "same", "other"] };

        var graph = OnnxExporter.Export(model, [ones(2, 3)], options);

        var input = randn(7, 3);
        var (first, same, other) = model.call(input);
        Assert.Equal(["first", "same", "other"], graph.Outputs.Select(output => output.Name));
        Assert.InRange(GraphParity.LargestDifference(graph, [input], [first, same, other]), 0, 1e-6);
    }

    [Fact]
    public void Split_WeightsOverSeveralFiles_ComputesTheSame()
    {
        using var scope = NewDisposeScope();
        using var model = Sequential(Linear(64, 64), ReLU(), Linear(64, 64), ReLU(), Linear(64, 8));
        var graph = OnnxExporter.Export(model);
        var whole = graph.Bytes.ToArray();
        var split = ModelProto.Parser.ParseFrom(whole);

        var files = ExternalWeights.Split(split, 20_000);

        Assert.Equal(2, files.Count);
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["model.onnx"], split.ToByteArray());
        foreach (var file in files)
        {
            File.WriteAllBytes(folder[file.Name], file.Bytes.ToArray());
        }

        var values = randn(5, 64).data<float>().ToArray();
        using var inOne = new InferenceSession(whole);
        using var beside = new InferenceSession(folder["model.onnx"]);
        Assert.Equal(Run(inOne, graph.Inputs[0].Name, values), Run(beside, graph.Inputs[0].Name, values));
    }

    private static float[] Run(InferenceSession session, string input, float[] values)
    {
        using var run = new RunOptions();
        using var value = OrtValue.CreateTensorValueFromMemory(values, [5, 64]);
        using var outputs = session.Run(run, [input], [value], session.OutputNames);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    private sealed class Unknown : Module<Tensor, Tensor>
    {
        public Unknown()
            : base(nameof(Unknown))
        {
        }

        public override Tensor forward(Tensor input) => input.digamma();
    }

    private sealed class Doubled : Module<Tensor, Tensor>
    {
        public Doubled()
            : base(nameof(Doubled))
        {
        }

        public override Tensor forward(Tensor input) => input + input;
    }

    private sealed class Failing : Module<Tensor, Tensor>
    {
        public Failing()
            : base(nameof(Failing))
        {
        }

        public override Tensor forward(Tensor input) => throw new NotSupportedException("the lamp is out");
    }

    private sealed class Sum : Module<Tensor, Tensor, Tensor>
    {
        public Sum()
            : base(nameof(Sum))
        {
        }

        public override Tensor forward(Tensor a, Tensor b) => a + b;
    }

    private sealed class Twice : Module<Tensor, (Tensor First, Tensor Same, Tensor Other)>
    {
        public Twice()
            : base(nameof(Twice))
        {
        }

        public override (Tensor First, Tensor Same, Tensor Other) forward(Tensor input)
        {
            var x = input.tanh();
            return (x, x, x + 1);
        }
    }
}
