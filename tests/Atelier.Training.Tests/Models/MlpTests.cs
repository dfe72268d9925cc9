using TorchSharp;
using static TorchSharp.torch;

namespace Atelier.Training.Tests;

public sealed class MlpTests
{
    [Fact]
    public void Forward_RowsOfAnyShape_GivesOneLogitAClass()
    {
        using var model = Models.Mlp(784, [32], 10);
        using var scope = NewDisposeScope();

        var flat = model.call(zeros(5, 784));
        var images = model.call(zeros(5, 1, 28, 28));

        Assert.Equal([5, 10], flat.shape);
        Assert.Equal([5, 10], images.shape);
    }

    [Fact]
    public void Forward_KnownWeights_IsLinearReluLinear()
    {
        using var model = Models.Mlp(2, [2], 2);
        using var scope = NewDisposeScope();
        var x = tensor(new float[,] { { 1, -2 }, { 0.5f, 3 } });
        var parts = model.named_parameters().ToDictionary(part => part.name, part => (Tensor)part.parameter);

        var actual = model.call(x);

        var hidden = (x.matmul(parts["linear1.weight"].t()) + parts["linear1.bias"]).relu();
        var expected = hidden.matmul(parts["output.weight"].t()) + parts["output.bias"];
        Assert.True(expected.allclose(actual));
    }

    [Fact]
    public void Layers_WithDropout_AreNamedInOrder()
    {
        using var model = Models.Mlp(4, [8, 6], 3, dropout: 0.5);

        Assert.Equal(
            ["flatten", "linear1", "relu1", "dropout1", "linear2", "relu2", "dropout2", "output"], model.Layers.Select(layer => layer.Name));
        Assert.Equal(model.Layers.Select(layer => layer.Name), model.named_children().Select(child => child.name));
        Assert.Equal((4, 3), (model.Inputs, model.Classes));
        Assert.Equal([8, 6], model.Hidden);
        Assert.Equal(4 * 8 + 8 + 8 * 6 + 6 + 6 * 3 + 3, model.parameters().Sum(parameter => parameter.NumberOfElements));
    }

    [Fact]
    public void Mlp_EqualSeeds_GiveEqualWeights()
    {
        using var first = Models.Mlp(20, [8], 3, seed: 5);
        using var again = Models.Mlp(20, [8], 3, seed: 5);
        using var other = Models.Mlp(20, [8], 3, seed: 6);

        Assert.Equal(Weights(first), Weights(again));
        Assert.NotEqual(Weights(first), Weights(other));
    }

    [Fact]
    public void Mlp_Weights_LieWithinTheBoundOfTheirLayer()
    {
        using var model = Models.Mlp(100, [50], 3);

        var bound = 1 / Math.Sqrt(100);
        var weights = model.get_parameter("linear1.weight")!.data<float>().ToArray();
        Assert.All(weights, weight => Assert.InRange(weight, -bound, bound));
        Assert.Equal(bound / Math.Sqrt(3), Math.Sqrt(weights.Average(weight => weight * weight)), 0.01);
    }

    [Theory]
    [InlineData(new long[] { 5, 783 })]
    [InlineData(new long[] { 784 })]
    [InlineData(new long[] { 5, 28, 27 })]
    [InlineData(new long[] { })]
    public void Forward_WrongWidth_NamesBothShapes(long[] shape)
    {
        using var model = Models.Mlp(784, [32], 10);
        using var input = zeros(shape);

        var exception = Assert.Throws<ArgumentException>(() => model.call(input));

        Assert.Contains($"({string.Join(", ", shape)}", exception.Message, StringComparison.Ordinal);
        Assert.Contains("expected (batch, 784)", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Forward_WrongType_SaysSo()
    {
        using var model = Models.Mlp(3, [], 2);
        using var input = zeros(5, 3, dtype: float64);

        var exception = Assert.Throws<ArgumentException>(() => model.call(input));

        Assert.Contains("Float64", exception.Message, StringComparison.Ordinal);
        Assert.Contains("expected Float32", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 8, 3, 0)]
    [InlineData(4, 0, 3, 0)]
    [InlineData(4, 8, 1, 0)]
    [InlineData(4, 8, 3, 1)]
    [InlineData(4, 8, 3, double.NaN)]
    public void Mlp_NumberOutOfRange_IsRefused(int inputs, int hidden, int classes, double dropout) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Models.Mlp(inputs, [hidden], classes, dropout));

    [Fact]
    public void Forward_ManyTimes_LeavesNoTensorBehind()
    {
        using var model = Models.Mlp(4, [8], 3, dropout: 0.1);
        using var input = zeros(2, 4);
        model.call(input).Dispose();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        for (var i = 0; i < 50; i++)
        {
            model.call(input).Dispose();
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static float[] Weights(Mlp model) => [.. model.parameters().SelectMany(parameter => parameter.data<float>().ToArray())];
}
