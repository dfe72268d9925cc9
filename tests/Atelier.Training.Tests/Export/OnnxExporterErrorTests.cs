using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Atelier.Training.Tests.Export;

/// <summary>What cannot be exported says where, why and what to do.</summary>
public sealed class OnnxExporterErrorTests
{
    private const string SupportedTypes = "Dropout, Flatten, Identity, Linear, Mlp, ReLU, Sequential, Softmax";

    [Fact]
    public void Export_UnsupportedLayer_NamesPathTypeAndWhatIsSupported()
    {
        using var model = Sequential(("head", Sequential(Linear(4, 4), Tanh())));

        var error = Assert.Throws<OnnxExportException>(() => OnnxExporter.Export(model));

        Assert.Equal("head.1", error.LayerPath);
        Assert.StartsWith("The layer `head.1` of type Tanh cannot be exported: there is no converter", error.Message, StringComparison.Ordinal);
        Assert.Contains(SupportedTypes, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_CustomForward_IsNotWalked()
    {
        using var model = new Residual();

        var error = Assert.Throws<OnnxExportException>(() => OnnxExporter.Export(model));

        Assert.Equal("", error.LayerPath);
        Assert.StartsWith("The model of type Residual cannot be exported", error.Message, StringComparison.Ordinal);
        Assert.Contains("its children (inner), so they are not walked", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_SubclassOfSequential_IsNotTakenForOne()
    {
        using var model = new Reversed(Linear(4, 4), ReLU());

        var error = Assert.Throws<OnnxExportException>(() => OnnxExporter.Export(model));

        Assert.Contains("The model of type Reversed cannot be exported", error.Message, StringComparison.Ordinal);
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
        using var model = Sequential(Dropout(), Sequential(ReLU(), Identity()), Linear(12, 3));

        Assert.Equal([-1, 12], OnnxExporter.Export(model).Inputs[0].Shape);
    }

    [Fact]
    public void Export_WidthsThatDoNotFit_SayBoth()
    {
        using var model = Sequential(Linear(4, 5), ReLU(), Linear(6, 2));

        var error = Assert.Throws<OnnxExportException>(() => OnnxExporter.Export(model));

        Assert.Equal("2", error.LayerPath);
        Assert.Contains("it gets (batch, 5); expected (batch, ..., 6)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_InputShapeThatDoesNotFit_SaysBoth()
    {
        using var model = Models.Mlp(784, [8], 10);

        var error = Assert.Throws<OnnxExportException>(() => OnnxExporter.Export(model, new OnnxExportOptions { InputShape = [28, 27] }));

        Assert.Equal("linear1", error.LayerPath);
        Assert.Contains("it gets (batch, 756); expected (batch, ..., 784)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_WeightNotFinite_SaysWhich()
    {
        using var model = Models.Mlp(4, [3], 2);
        using (no_grad())
        {
            model.get_parameter("linear1.weight")![1, 2] = float.NaN;
        }

        var error = Assert.Throws<OnnxExportException>(() => OnnxExporter.Export(model));

        Assert.Equal("linear1", error.LayerPath);
        Assert.Contains("`linear1.weight` holds NaN at element 6", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_DoubleWeights_SaysHowToConvert()
    {
        using var model = Linear(4, 3, dtype: float64);

        var error = Assert.Throws<OnnxExportException>(() => OnnxExporter.Export(model));

        Assert.Contains("`weight` holds Float64 elements; expected Float32", error.Message, StringComparison.Ordinal);
        Assert.Contains("model.to(torch.float32)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_InputNamedLikeAParameter_SaysSo()
    {
        using var model = Linear(4, 3);

        var error = Assert.Throws<OnnxExportException>(() => OnnxExporter.Export(model, new OnnxExportOptions { InputName = "weight" }));

        Assert.Contains("`weight` of a parameter is taken already", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_InputNamedLikeTheOutput_SaysSo()
    {
        using var model = Linear(4, 3);

        var error = Assert.Throws<OnnxExportException>(() => OnnxExporter.Export(model, new OnnxExportOptions { InputName = "output" }));

        Assert.Contains("both called `output`", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-3)]
    public void Export_SoftmaxOverAMissingDimension_SaysTheRange(int dim)
    {
        using var model = Softmax(dim);

        var error = Assert.Throws<OnnxExportException>(() => OnnxExporter.Export(model, new OnnxExportOptions { InputShape = [4] }));

        Assert.Contains($"its dim is {dim}, but it gets (batch, 4); expected -2 to 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_OutOfRange_AreRefused()
    {
        AssertRefused("expected 17 to 23", () => new OnnxExportOptions { OpsetVersion = 16 });
        AssertRefused("each at least 1", () => new OnnxExportOptions { InputShape = [28, -1] });
        AssertRefused("`InputName` is empty", () => new OnnxExportOptions { InputName = " " });
        AssertRefused("`OutputName` is empty", () => new OnnxExportOptions { OutputName = "" });

        static void AssertRefused(string expected, Func<object> make) =>
            Assert.Contains(expected, Assert.ThrowsAny<ArgumentException>(make).Message, StringComparison.Ordinal);
    }

    private sealed class Residual : Module<Tensor, Tensor>
    {
        private readonly Linear _inner = nn.Linear(4, 4);

        public Residual()
            : base(nameof(Residual)) => register_module("inner", _inner);

        public override Tensor forward(Tensor input) => input + _inner.call(input);
    }

    private sealed class Reversed(params Module<Tensor, Tensor>[] modules) : Sequential(modules)
    {
        public override Tensor forward(Tensor tensor) => base.forward(tensor).neg();
    }
}
