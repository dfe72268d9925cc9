using static TorchSharp.torch;

namespace Atelier.Training.Tests;

public sealed class CrossEntropyTests
{
    [Theory]
    [InlineData(1, 2)]
    [InlineData(128, 10)]
    [InlineData(7, 1000)]
    public void SumOfLosses_RandomLogits_AgreesWithTorch(int rows, int classes)
    {
        using var scope = NewDisposeScope();
        var random = new Random(3);
        var values = Enumerable.Range(0, rows * classes).Select(_ => random.NextSingle() * 20 - 10).ToArray();
        var labels = Enumerable.Range(0, rows).Select(_ => random.Next(classes)).ToArray();
        var probabilities = new float[values.Length];
        var gradient = new float[values.Length];

        var sum = CrossEntropy.SumOfLosses(values, labels, probabilities);
        CrossEntropy.Gradient(probabilities, labels, gradient);

        var logits = tensor(values).reshape(rows, classes).requires_grad_();
        var loss = nn.functional.cross_entropy(logits, tensor(labels.Select(label => (long)label).ToArray()));
        loss.backward();
        Assert.Equal(loss.item<float>(), sum / rows, 1e-5);
        AssertClose(logits.softmax(1).data<float>().ToArray(), probabilities);
        AssertClose(logits.grad!.data<float>().ToArray(), gradient);
    }

    [Fact]
    public void SumOfLosses_HugeLogits_StaysFinite()
    {
        var probabilities = new float[2];

        var sum = CrossEntropy.SumOfLosses([1e30f, -1e30f], [0], probabilities);

        Assert.Equal(0, sum);
        Assert.Equal([1, 0], probabilities);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void SumOfLosses_LogitThatIsNoNumber_IsNotFinite(float bad) =>
        Assert.False(double.IsFinite(CrossEntropy.SumOfLosses([1, bad, 0], [0], new float[3])));

    private static void AssertClose(float[] expected, float[] actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
}
