using Atelier.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Atelier.Training.Tests.Export;

/// <summary>Any forward is exported, however it is written.</summary>
public sealed class CustomForwardTests
{
    [Fact]
    public void Export_EveryWayToWriteAForward_ComputesTheSame()
    {
        using var scope = NewDisposeScope();
        using var model = new Everything(depth: 3, wide: true);

        var graph = OnnxExporter.Export(model, [randn(2, 6)]);

        AssertSame(model, graph, 1e-5, [randn(1, 6)]);
        AssertSame(model, graph, 1e-5, [randn(7, 6)]);
        var names = ModelProto.Parser.ParseFrom(graph.Bytes.Span).Graph.Initializer.Select(tensor => tensor.Name).ToArray();
        Assert.Contains("blocks.2.weight", names);
        Assert.Contains("scale", names);
        Assert.Contains("_shift", names);
    }

    [Fact]
    public void Export_SeveralInputsAndOutputs_KeepTheirNamesAndAxes()
    {
        using var scope = NewDisposeScope();
        using var model = new TwoTowers();
        var options = new OnnxExportOptions { Inputs = [new OnnxInput("left", "rows"), new OnnxInput("right", "rows", "words")], OutputNames = ["score", "words"] };

        var graph = OnnxExporter.Export(model, [randn(2, 4), randint(0, 5, [2, 3], dtype: ScalarType.Int64)], options);

        Assert.Equal(["left FP32 (batch, 4)", "right INT64 (batch, any)"], graph.Inputs.Select(input => input.ToString()));
        Assert.Equal(["score FP32 (batch,)", "words FP32 (batch, any, 4)"], graph.Outputs.Select(output => output.ToString()));
        AssertSame(model, graph, 1e-5, [randn(1, 4), randint(0, 5, [1, 9], dtype: ScalarType.Int64)]);
        AssertSame(model, graph, 1e-5, [randn(7, 4), randint(0, 5, [7, 2], dtype: ScalarType.Int64)]);
    }

    [Fact]
    public void Export_Delegate_TakesWhatTheCallNeedsBesides()
    {
        using var scope = NewDisposeScope();
        using var model = MultiheadAttention(8, 2);
        var options = new OnnxExportOptions { Inputs = [new OnnxInput("query", "time", "batch"), new OnnxInput("memory", "memory", "batch")] };

        var graph = OnnxExporter.Export(model, [randn(5, 2, 8), randn(4, 2, 8)], x => model.call(x[0], x[1], x[1], null, true, null), options);

        Assert.Equal(2, graph.Outputs.Count);
        model.eval();
        Tensor[] inputs = [randn(3, 7, 8), randn(6, 7, 8)];
        var (output, weights) = model.call(inputs[0], inputs[1], inputs[1], null, true, null);
        Assert.InRange(GraphParity.LargestDifference(graph, inputs, [output, weights]), 0, 1e-5);
    }

    [Fact]
    public void Export_TransformerLayers_ComputeTheSameAtOtherLengths()
    {
        using var scope = NewDisposeScope();
        using var model = new Translator();
        var options = new OnnxExportOptions { Inputs = [new OnnxInput("target", "time", "batch"), new OnnxInput("memory", "memory", "batch")] };

        var graph = OnnxExporter.Export(model, [randn(5, 2, 8), randn(4, 2, 8)], options);

        AssertSame(model, graph, 1e-5, [randn(3, 7, 8), randn(6, 7, 8)]);
        AssertSame(model, graph, 1e-5, [randn(9, 1, 8), randn(2, 1, 8)]);
    }

    [Fact]
    public void Export_ParameterOfAnotherModel_SaysToRegisterIt()
    {
        using var other = Linear(4, 4);
        using var model = new Lambda(x => other.call(x));

        var error = Assert.Throws<OnnxExportException>(() => OnnxExporter.Export(model, new OnnxExportOptions { InputShape = [4] }));

        Assert.Contains("uses a parameter that is no part of the model. Register the module that it belongs to", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_OnnxOps_WritesTheOperationThatIsNamed()
    {
        using var scope = NewDisposeScope();
        using var model = new Lambda(x => OnnxOps.Node("HardSwish", [x * 2], () => functional.hardswish(x * 2)) + 1);

        var graph = OnnxExporter.Export(model, new OnnxExportOptions { InputShape = [4] });

        Assert.Contains("HardSwish", ModelProto.Parser.ParseFrom(graph.Bytes.Span).Graph.Node.Select(node => node.OpType));
        AssertSame(model, graph, 1e-5, [randn(7, 4)]);
    }

    [Fact]
    public void Export_Converter_WritesItsModules()
    {
        using var scope = NewDisposeScope();
        using var model = Sequential(Linear(4, 4), new Swish(), Linear(4, 2));
        var options = new OnnxExportOptions { Converters = OnnxConverters.None.With(new SwishConverter()) };

        var graph = OnnxExporter.Export(model, options);

        Assert.Equal(["0.Gemm", "1.Sigmoid", "1.Mul", "2.Gemm"], ModelProto.Parser.ParseFrom(graph.Bytes.Span).Graph.Node.Select(node => node.Name));
        AssertSame(model, graph, 1e-5, [randn(7, 4)]);
        Assert.Equal(OnnxExporter.Export(model).Bytes.ToArray(), OnnxExporter.Export(model).Bytes.ToArray());
    }

    [Fact]
    public void Export_Convolutions_TakeImagesOfAnySize()
    {
        using var scope = NewDisposeScope();
        using var model = Sequential(Conv2d(3, 4, 3, padding: 1), BatchNorm2d(4), ReLU(), MaxPool2d(2), Conv2d(4, 5, 3, stride: 2), AdaptiveAvgPool2d(1), Flatten(), Linear(5, 2));
        var options = new OnnxExportOptions { Inputs = [new OnnxInput("image", "batch", null, "height", "width")] };

        var graph = OnnxExporter.Export(model, [randn(2, 3, 12, 16)], options);

        AssertSame(model, graph, 1e-5, [randn(1, 3, 12, 16)]);
        AssertSame(model, graph, 1e-5, [randn(7, 3, 31, 20)]);
    }

    [Fact]
    public void Export_MoreWeightsThanAFileHolds_PutsThemBeside()
    {
        using var scope = NewDisposeScope();
        using var model = Sequential(Linear(64, 64), ReLU(), Linear(64, 64), ReLU(), Linear(64, 8));
        var input = randn(2, 64);

        var graph = new GraphExport(model, [input], ModuleCall.Of(model, 1), new OnnxExportOptions(), weightLimit: 20_000).Run();

        Assert.Equal(["model.onnx.data0", "model.onnx.data1"], graph.DataFiles.Select(file => file.Name));
        Assert.InRange(graph.Bytes.Length, 1, 4_000);
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(Path.Combine(folder.Path, "model.onnx"), graph.Bytes.ToArray());
        foreach (var file in graph.DataFiles)
        {
            File.WriteAllBytes(Path.Combine(folder.Path, file.Name), file.Bytes.ToArray());
        }

        using var session = new Microsoft.ML.OnnxRuntime.InferenceSession(Path.Combine(folder.Path, "model.onnx"));
        Assert.Equal(graph.Inputs[0].Name, session.InputMetadata.Keys.Single());
    }

    [Fact]
    public void Export_Hooks_AreTakenAwayAndThreadsDoNotDisturbEachOther()
    {
        using var model = new Everything(depth: 2, wide: false);
        var expected = OnnxExporter.Export(model, [ones(2, 6)]).Bytes.ToArray();

        var bytes = new byte[4][];
        Parallel.For(0, bytes.Length, i =>
        {
            using var scope = NewDisposeScope();
            using var own = new Everything(depth: 2, wide: false);
            own.load_state_dict(model.state_dict());
            bytes[i] = OnnxExporter.Export(own, [ones(2, 6)]).Bytes.ToArray();
        });

        Assert.All(bytes, result => Assert.Equal(expected, result));
        using var output = model.call(ones(3, 6));
        Assert.Null(ForwardTracer.Current);
        Assert.True(output.requires_grad);
    }

    private static void AssertSame(nn.Module model, Packaging.OnnxGraph graph, double tolerance, Tensor[] inputs)
    {
        model.eval();
        using var guard = no_grad();
        Tensor[] expected = [.. TensorsIn.Value(ModuleCall.Of(model, inputs.Length)(inputs))];
        Assert.InRange(GraphParity.LargestDifference(graph, inputs, expected), 0, tolerance);
    }

    /// <summary>Loops, settings, lambdas, scopes, changes in place, its own parameters and fields, and both ways to call a layer.</summary>
    private sealed class Everything : Module<Tensor, Tensor>
    {
        private readonly ModuleList<Module<Tensor, Tensor>> _blocks;
        private readonly Parameter _scale = Parameter(full(6, 0.5f));
        private readonly Tensor _shift = linspace(0, 1, 6).DetachFromDisposeScope();
        private readonly bool _wide;

        public Everything(int depth, bool wide)
            : base(nameof(Everything))
        {
            _blocks = new ModuleList<Module<Tensor, Tensor>>([.. Enumerable.Range(0, depth).Select(_ => (Module<Tensor, Tensor>)Linear(6, 6))]);
            _wide = wide;
            register_module("blocks", _blocks);
            register_parameter("scale", _scale);
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var x = input.clone();
            foreach (var (index, block) in _blocks.Index())
            {
                x = x + Squash(index % 2 == 0 ? block.call(x) : block.forward(x));
            }

            for (var i = 0; i < 2; i++)
            {
                x[TensorIndex.Colon, i] += 0.1f;
            }

            x.mul_(_scale).add_(_shift);
            if (_wide)
            {
                x = cat([x, x.flip(1)], 1);
            }

            var parts = Enumerable.Range(1, 3).Select(power => x.pow(power) / Math.Pow(2, power)).ToArray();
            var sum = parts.Aggregate((a, b) => a + b);
            return (sum.view(sum.shape[0], -1, 2) * Math.Sqrt(sum.shape[1])).MoveToOuterDisposeScope();
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _shift.Dispose();
            }

            base.Dispose(disposing);
        }

        private static Tensor Squash(Tensor value) => value.tanh().relu_();
    }

    private sealed class TwoTowers : Module<Tensor, Tensor, (Tensor Score, Tensor Words)>
    {
        private readonly Embedding _words = Embedding(5, 4);
        private readonly Linear _left = Linear(4, 4);

        public TwoTowers()
            : base(nameof(TwoTowers)) => RegisterComponents();

        public override (Tensor Score, Tensor Words) forward(Tensor left, Tensor right)
        {
            var words = _words.call(right);
            return (functional.cosine_similarity(_left.call(left), words.mean([1]), 1), words);
        }
    }

    private sealed class Translator : Module<Tensor, Tensor, Tensor>
    {
        private readonly TransformerEncoderLayer _encoder = TransformerEncoderLayer(8, 2, 16);
        private readonly TransformerDecoderLayer _decoder = TransformerDecoderLayer(8, 2, 16, activation: Activations.GELU);

        public Translator()
            : base(nameof(Translator)) => RegisterComponents();

        public override Tensor forward(Tensor target, Tensor memory) => _decoder.call(target, _encoder.call(memory, null, null), null, null, null, null);
    }

    private sealed class Swish : Module<Tensor, Tensor>
    {
        public Swish()
            : base(nameof(Swish))
        {
        }

        public override Tensor forward(Tensor input) => input * input.sigmoid();
    }

    private sealed class SwishConverter : IOnnxConverter<Swish>
    {
        public IReadOnlyList<OnnxValue> Convert(Swish module, IReadOnlyList<OnnxValue> inputs, OnnxLayer layer) =>
            [layer.Add("Mul", [inputs[0], layer.Add("Sigmoid", [inputs[0]])])];
    }
}
