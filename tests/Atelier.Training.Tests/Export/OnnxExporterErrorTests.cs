using Atelier.Onnx;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Atelier.Training.Tests.Export;

/// <summary>What cannot be exported says where, why and what to do.</summary>
public sealed class OnnxExporterErrorTests
{
    private static readonly OnnxExportOptions RowsOfFour = new() { InputShape = [4] };

    [Fact]
    public void Export_OperationWithoutCounterpart_NamesPathLineAndWaysOut()
    {
        using var model = Sequential(("head", Sequential(Linear(4, 4), new Lambda(x => x.digamma()))));

        var error = Assert.Throws<OnnxExportException>(() => OnnxExporter.Export(model));

        Assert.Equal("head.1", error.LayerPath);
        Assert.StartsWith("The layer `head.1` of type Lambda cannot be exported at OnnxExporterErrorTests.cs, line ", error.Message, StringComparison.Ordinal);
        Assert.Contains("x => x.digamma()", error.Message, StringComparison.Ordinal);
        Assert.Contains("the operation `aten::digamma` has no counterpart in ONNX here", error.Message, StringComparison.Ordinal);
        Assert.Contains("Use other operations, write this part with OnnxOps, or give its module a converter", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_BranchOnAValue_QuotesIt()
    {
        using var model = new Lambda(x =>
        {
            x = x * 2;
            if (x.max().item<float>() > 1000)
            {
                x = x - 1;
            }

            return x.relu();
        });

        var error = Assert.Throws<OnnxExportException>(() => OnnxExporter.Export(model, RowsOfFour));

        Assert.Contains("if (x.max().item<float>() > 1000)", error.Message, StringComparison.Ordinal);
        Assert.Contains("does something else for inputs of the same size with other values", error.Message, StringComparison.Ordinal);
        Assert.Contains("torch.where(condition, a, b)", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("item")]
    [InlineData("data")]
    [InlineData("branch")]
    [InlineData("any")]
    [InlineData("square")]
    [InlineData("chance")]
    public void Export_ForwardThatDependsOnValues_IsRefused(string kind)
    {
        using var model = new Lambda(kind switch
        {
            "item" => x => x * x.mean().item<float>(),
            "data" => x => x.data<float>()[0] > 0 ? x + 1 : x + 2,
            "branch" => x => x.sum().item<float>() > 0 ? x.relu() : x.tanh(),
            "any" => x => x.gt(0).any().item<bool>() ? x : x.neg(),
            "square" => x => x.square().sum().item<float>() > 0 ? x : x.neg(),
            _ => x => x * Random.Shared.NextSingle(),
        });

        var error = Assert.Throws<OnnxExportException>(() => OnnxExporter.Export(model, RowsOfFour));

        Assert.Contains("with other values", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_RandomNumbers_SaysSo()
    {
        using var model = new Lambda(x => x + rand_like(x));

        var error = Assert.Throws<OnnxExportException>(() => OnnxExporter.Export(model, RowsOfFour));

        Assert.Contains("it draws random numbers", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_LoopOverAnAxisThatVaries_SaysToFixIt()
    {
        using var model = new Lambda(x =>
        {
            var sum = x.select(1, 0);
            for (var i = 1; i < x.shape[1]; i++)
            {
                sum = sum.tanh() + x.select(1, i);
            }

            return sum;
        });

        var error = Assert.Throws<OnnxExportException>(() => OnnxExporter.Export(model, [randn(2, 5, 3)], new OnnxExportOptions { Inputs = [new OnnxInput("x", "batch", "time")] }));

        Assert.Contains("takes another way when the inputs have another size", error.Message, StringComparison.Ordinal);
        Assert.Contains("leave its name out of OnnxInput", error.Message, StringComparison.Ordinal);
        Assert.Equal([-1, 5, 3], OnnxExporter.Export(model, [randn(2, 5, 3)]).Inputs[0].Shape);
    }

    [Fact]
    public void Export_ShapeNotTold_AsksForIt()
    {
        using var model = Sequential(Flatten(), Linear(12, 3));

        var error = Assert.Throws<OnnxExportException>(() => OnnxExporter.Export(model));

        Assert.Contains("InputShape = [28, 28]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_ShapeToldBehindShapelessLayers_IsFound()
    {
        using var model = Sequential(Dropout(), Sequential(Linear(12, 3), Linear(3, 2)));

        Assert.Equal([-1, 12], OnnxExporter.Export(model).Inputs[0].Shape);
    }

    [Fact]
    public void Export_WidthsThatDoNotFit_NamesTheLayerAndTheInputs()
    {
        using var model = Sequential(Linear(4, 5), ReLU(), Linear(6, 2));

        var error = Assert.Throws<OnnxExportException>(() => OnnxExporter.Export(model));

        Assert.Equal("2", error.LayerPath);
        Assert.Contains("The layer `2` of type Linear cannot be exported", error.Message, StringComparison.Ordinal);
        Assert.Contains("its forward fails for the inputs features Float32 (2, 4): mat1 and mat2 shapes cannot be multiplied", error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.InnerException);
    }

    [Fact]
    public void Export_AxisThatTheModelDoesNotLetVary_SaysToLeaveItOut()
    {
        using var model = Sequential(Flatten(), Linear(12, 3));

        var error = Assert.Throws<OnnxExportException>(() =>
            OnnxExporter.Export(model, [randn(2, 3, 4)], new OnnxExportOptions { Inputs = [new OnnxInput("x", "batch", null, "width")] }));

        Assert.Contains("An axis that has a name must take any length", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_WeightNotANumber_SaysWhich()
    {
        using var model = Models.Mlp(4, [3], 2);
        using (no_grad())
        {
            model.get_parameter("linear1.weight")![1, 2] = float.NaN;
        }

        var error = Assert.Throws<OnnxExportException>(() => OnnxExporter.Export(model));

        Assert.Equal("linear1", error.LayerPath);
        Assert.Contains("The layer `linear1` of type Linear", error.Message, StringComparison.Ordinal);
        Assert.Contains("`linear1.weight` holds NaN at element 6", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_BFloat16_SaysHowToConvert()
    {
        using var model = Linear(4, 3, dtype: bfloat16);

        var error = Assert.Throws<OnnxExportException>(() => OnnxExporter.Export(model));

        Assert.Contains("a tensor of BFloat16; expected a tensor of floats", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_NamesThatAreTaken_AreRefused()
    {
        using var model = Linear(4, 3);

        Assert.Contains("called `weight`, as a parameter of the model is", Refused(new OnnxExportOptions { InputName = "weight" }), StringComparison.Ordinal);
        Assert.Contains("are called `output`; give one of them another name", Refused(new OnnxExportOptions { InputName = "output" }), StringComparison.Ordinal);
        Assert.Contains("has 2 names, and the forward returns 1 tensors", Refused(new OnnxExportOptions { OutputNames = ["a", "b"] }), StringComparison.Ordinal);

        string Refused(OnnxExportOptions options) => Assert.Throws<OnnxExportException>(() => OnnxExporter.Export(model, options)).Message;
    }

    [Fact]
    public void Export_ExamplesThatDoNotFitTheCall_AreRefused()
    {
        using var model = Linear(4, 3);

        Assert.Contains("was given 2 example inputs, but its call takes (Tensor)", Refused([ones(2, 4), ones(2, 4)]), StringComparison.Ordinal);
        Assert.Contains("Example input 0 is a tensor of ComplexFloat32", Refused([ones(2, 4, complex64)]), StringComparison.Ordinal);
        Assert.Contains("names 2 inputs, and 1 examples", Refused([ones(2, 4)], new OnnxInput("a", "batch"), new OnnxInput("b", "batch")), StringComparison.Ordinal);

        string Refused(Tensor[] inputs, params OnnxInput[] names) => Assert.Throws<OnnxExportException>(() =>
            OnnxExporter.Export(model, inputs, new OnnxExportOptions { Inputs = names.Length == 0 ? null : names })).Message;
    }

    [Fact]
    public void Export_ConverterThatIsWrong_IsFoundOutAndNamed()
    {
        using var model = Sequential(("first", Linear(4, 4)), ("swish", new Swish()), ("last", Linear(4, 2)));
        var options = new OnnxExportOptions { Converters = OnnxConverters.None.With(new WrongConverter()) };

        var error = Assert.Throws<OnnxExportException>(() => OnnxExporter.Export(model, options));

        Assert.Equal("swish", error.LayerPath);
        Assert.Contains("was not written: in ONNX Runtime its `output` differs from the module's by up to", error.Message, StringComparison.Ordinal);
        Assert.Contains("They part in `swish` of type Swish, at the node `swish.Sigmoid`", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_BufferChangedAtEachCall_IsRefused()
    {
        using var model = new Counting();

        var error = Assert.Throws<OnnxExportException>(() => OnnxExporter.Export(model, RowsOfFour));

        Assert.Contains("changes `calls` of the model at every call; an ONNX graph keeps nothing between calls", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_DropoutThatIsOn_IsRefused()
    {
        using var model = new Lambda(x => functional.dropout(x, 0.5, training: true));

        Assert.Contains("dropout is on although the model is in eval mode", Assert.Throws<OnnxExportException>(() => OnnxExporter.Export(model, RowsOfFour)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_WithinAnExport_IsRefused()
    {
        using var inner = Linear(4, 4);
        using var model = new Lambda(x =>
        {
            OnnxExporter.Export(inner);
            return x;
        });

        Assert.Contains("export the two models one after the other", Assert.Throws<OnnxExportException>(() => OnnxExporter.Export(model, RowsOfFour)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_OutOfRange_AreRefused()
    {
        AssertRefused("expected 17 to 23", () => new OnnxExportOptions { OpsetVersion = 16 });
        AssertRefused("each at least 1", () => new OnnxExportOptions { InputShape = [28, -1] });
        AssertRefused("`InputName` is empty", () => new OnnxExportOptions { InputName = " " });
        AssertRefused("`OutputName` is empty", () => new OnnxExportOptions { OutputName = "" });
        AssertRefused("expected a number above 0", () => new OnnxExportOptions { Tolerance = 0 });
        AssertRefused("An axis of `x` has an empty name", () => new OnnxInput("x", "batch", ""));

        static void AssertRefused(string expected, Func<object> make) =>
            Assert.Contains(expected, Assert.ThrowsAny<ArgumentException>(make).Message, StringComparison.Ordinal);
    }

    private sealed class Swish : Module<Tensor, Tensor>
    {
        public Swish()
            : base(nameof(Swish))
        {
        }

        public override Tensor forward(Tensor input) => input * input.sigmoid();
    }

    private sealed class WrongConverter : IOnnxConverter<Swish>
    {
        public IReadOnlyList<OnnxValue> Convert(Swish module, IReadOnlyList<OnnxValue> inputs, OnnxLayer layer) => [layer.Add("Sigmoid", [inputs[0]])];
    }

    private sealed class Counting : Module<Tensor, Tensor>
    {
        private readonly Tensor _calls = zeros(1);

        public Counting()
            : base(nameof(Counting)) => register_buffer("calls", _calls);

        public override Tensor forward(Tensor input) => input + _calls.add_(1);
    }
}
