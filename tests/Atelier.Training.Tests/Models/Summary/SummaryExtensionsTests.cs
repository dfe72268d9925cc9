using System.Globalization;
using System.Text.Json.Nodes;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Atelier.Training.Tests;

[Collection(nameof(TorchGlobals))]
public sealed class SummaryExtensionsTests
{
    [Fact]
    public void Summary_LeNet_EqualsPyTorch()
    {
        using var model = Sequential(
            Conv2d(1, 6, 5, padding: 2), ReLU(), AvgPool2d(2), Conv2d(6, 16, 5), ReLU(), AvgPool2d(2), Flatten(),
            Linear(400, 120), ReLU(), Linear(120, 84), ReLU(), Linear(84, 10));

        var summary = model.Summary(2, 1, 28, 28);

        AssertReference("lenet", summary);
        Assert.Equal(61706, summary.Parameters);
        Assert.Equal([2, 10], summary.OutputShape);
    }

    [Fact]
    public void Summary_BlockWithTwoBranches_EqualsPyTorch()
    {
        using var model = new ResidualBlock();

        var summary = model.Summary(3, 4, 8, 8);

        AssertReference("residual", summary);
        Assert.Equal(2, summary.Layers.Single(layer => layer.Name == "relu").Calls);
        // Running mean and variance of 8 channels, and a count of 8 bytes.
        Assert.Equal(4 * summary.Parameters + 2 * 8 * 4 + 8, summary.WeightBytes);
        Assert.Equal(summary.WeightBytes + 3 * 4 * summary.Parameters + summary.ActivationBytes, summary.TrainingBytes);
    }

    [Fact]
    public void Summary_EmbeddingAndRecurrentLayers_TakesNumbersOfEntries()
    {
        using var model = new PyTorchSequence();

        var summary = model.Summary(2, 7);

        var layers = summary.Layers.ToDictionary(layer => layer.Name);
        Assert.Equal([2, 7, 2], summary.OutputShape);
        Assert.Equal([2, 7, 12], layers["lstm"].OutputShape);
        Assert.Equal(0, layers["embedding"].Flops);
        // Two directions of two layers, four gates: 14 steps x (2 x weights + both biases).
        Assert.Equal(14 * 2 * 24 * (2 * (8 + 6) + 2 + 2 * (12 + 6) + 2), layers["lstm"].Flops);
        Assert.Equal(14 * 15 * (2 * (12 + 5) + 2), layers["gru"].Flops);
        Assert.Equal(14 * 12 * 7, layers["norm"].Flops);
        Assert.Empty(summary.NotSeen);
    }

    [Fact]
    public void Summary_LayersOfTheKit_AreCountedAsTorchSharps()
    {
        using var model = new KitSequence();

        var summary = model.Summary(2, 7);

        var layers = summary.Layers.ToDictionary(layer => layer.Name);
        Assert.Equal(0, layers["embedding"].Flops);
        Assert.Equal([2, 7, 12], layers["lstm"].OutputShape);
        Assert.Equal(14 * 2 * 24 * (2 * (8 + 6) + 2 + 2 * (12 + 6) + 2), layers["lstm"].Flops);
        Assert.Equal(14 * 15 * (2 * (12 + 5) + 2), layers["gru"].Flops);
        Assert.Empty(summary.NotSeen);
    }

    [Fact]
    public void Summary_OddModel_SaysWhatItDoesNotKnow()
    {
        using var model = new OddModel();

        var summary = model.Summary(5, 3);

        Assert.Equal(["(model)", "seen", "hidden", "tied"], summary.Layers.Select(layer => layer.Name));
        Assert.Equal([3, 12, 12, 0], summary.Layers.Select(layer => layer.Parameters));
        Assert.Equal(["hidden"], summary.NotSeen);
        Assert.Equal(["(model)", "hidden"], summary.UnknownFlops);
        Assert.Equal(5 * 3 * 7 + 5 * 3 * 6, summary.KnownFlops);
        Assert.Contains("No call seen of: hidden", summary.ToString(), StringComparison.Ordinal);
        Assert.Contains("FLOPs at least 195 ", summary.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Summary_FrozenLayer_IsNotTrainable()
    {
        using var model = Models.Mlp(4, [8], 3);
        model.get_parameter("linear1.weight")!.requires_grad = false;

        var summary = model.Summary(1, 4);

        Assert.Equal((67, 35), (summary.Parameters, summary.TrainableParameters));
    }

    [Fact]
    public void Summary_AnyModel_LeavesItAsItWas()
    {
        using var scope = NewDisposeScope();
        using var model = Sequential(Linear(4, 4), BatchNorm1d(4), Dropout(0.5));
        using var odd = new OddModel();
        model.train();
        model.children().First().eval();
        model.call(ones(3, 4)).sum().backward();
        var gradient = model.parameters().First().grad!.clone();
        var state = model.state_dict().Values.Select(tensor => tensor.clone()).ToList();
        odd.Summary(2, 3);
        var random = get_rng_state();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        model.Summary(2, 4);
        odd.Summary(2, 3);

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.Equal([false, true, true], model.children().Select(child => child.training));
        Assert.True(model.training);
        Assert.True(random.eq(get_rng_state()).all().ToBoolean());
        Assert.True(gradient.eq(model.parameters().First().grad!).all().ToBoolean());
        Assert.All(model.state_dict().Values.Zip(state), pair => Assert.True(pair.First.eq(pair.Second).all().ToBoolean()));
    }

    [Fact]
    public void Summary_WrongShape_NamesLayerAndShapesAndRemovesHooks()
    {
        using var scope = NewDisposeScope();
        using var dense = Sequential(Linear(4, 8), ReLU(), Linear(9, 2));
        using var image = Sequential(Conv2d(3, 4, 3));
        using var small = Sequential(Conv2d(3, 4, 5));
        using var words = Sequential(Embedding(5, 2));

        Assert.StartsWith("The layer `2` (Linear) is given shape (1, 8); expected (..., 9).", Refused(dense, 1, 4), StringComparison.Ordinal);
        Assert.StartsWith("The layer `0` (Linear) is given shape (1, 5); expected (..., 4).", Refused(dense, 1, 5), StringComparison.Ordinal);
        Assert.StartsWith("The layer `0` (Conv2d) is given shape (1, 1, 8, 8); expected (batch, 3, any, any).", Refused(image, 1, 1, 8, 8), StringComparison.Ordinal);
        Assert.StartsWith("The layer `0` (Conv2d) does not take shape (1, 3, 4, 4): ", Refused(small, 1, 3, 4, 4), StringComparison.Ordinal);
        Assert.Contains("each at least 1, such as 1, 784", Refused(dense), StringComparison.Ordinal);
        Assert.Contains("`inputShape` is (0, 4)", Refused(dense, 0, 4), StringComparison.Ordinal);
        Assert.Contains("`0` (Embedding) is given Float32 values", Assert.Throws<ArgumentException>(() => words.Summary(float32, 1, 2)).Message, StringComparison.Ordinal);
        // A hook that stayed would refuse this with its own words.
        Assert.DoesNotContain("The layer `", Assert.ThrowsAny<Exception>(() => image.call(ones(1, 1, 8, 8))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ToString_SmallModel_IsATable()
    {
        var culture = CultureInfo.CurrentCulture;
        using var model = Models.Mlp(784, [32], 10);
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");

            Assert.Equal(
                """
                Layer    Type     Output shape  Parameters   FLOPs  Activations
                ───────────────────────────────────────────────────────────────
                flatten  Flatten  (1, 784)               0       0      3.1 KiB
                linear1  Linear   (1, 32)           25,120  50,208        128 B
                relu1    ReLU     (1, 32)                0      32        128 B
                output   Linear   (1, 10)              330     650         40 B
                ───────────────────────────────────────────────────────────────
                Input (1, 784), output (1, 10)
                Parameters 25,450, trainable 25,450
                FLOPs 50,890 (a multiplication and an addition are 2)
                Memory: weights 99.4 KiB, activations 3.4 KiB, training with Adam about 401.0 KiB
                """.ReplaceLineEndings(),
                model.Summary(1, 784).ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    private static string Refused(Module<Tensor, Tensor> model, params long[] shape) =>
        Assert.Throws<ArgumentException>(() => model.Summary(shape)).Message;

    private static void AssertReference(string name, ModelSummary summary)
    {
        var path = Checkout.PathOf("tests", "Atelier.Training.Tests", "References", "summary_reference.json");
        var reference = JsonNode.Parse(File.ReadAllText(path))![name]!;
        var layers = reference["layers"]!.AsObject();
        Assert.Equal((int)reference["parameters"]!, summary.Parameters);
        Assert.Equal(layers.Select(layer => layer.Key).Order(), summary.Layers.Select(layer => layer.Name).Order());
        Assert.All(summary.Layers, layer =>
        {
            var expected = layers[layer.Name]!;
            Assert.Equal((string?)expected["type"], layer.Type);
            Assert.Equal(expected["shape"]!.AsArray().Select(length => (long)length!), layer.OutputShape);
            Assert.Equal(
                ((int)expected["calls"]!, (long)expected["parameters"]!, (long?)expected["flops"], (long?)expected["bytes"]),
                (layer.Calls, layer.Parameters, layer.Flops, layer.ActivationBytes));
        });
    }
}
