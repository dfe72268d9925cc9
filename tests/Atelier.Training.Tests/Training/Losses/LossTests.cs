using Atelier.Data;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Atelier.Training.Tests;

/// <summary>Values and slopes against libtorch's losses and its automatic derivatives.</summary>
public sealed class LossTests
{
    public static TheoryData<string, Loss, Func<Tensor, Tensor, Tensor, Tensor>, int> Losses => new()
    {
        { "plain", new CrossEntropyLoss(), (z, y, w) => Mean(functional.cross_entropy(z, y, reduction: Reduction.None), w), 3 },
        { "two classes", new CrossEntropyLoss(), (z, y, w) => Mean(functional.cross_entropy(z, y % 2, reduction: Reduction.None), w), 2 },
        { "many classes", new CrossEntropyLoss(), (z, y, w) => Mean(functional.cross_entropy(z, y, reduction: Reduction.None), w), 1000 },
        {
            "smoothed", new CrossEntropyLoss { LabelSmoothing = 0.2 },
            (z, y, w) => Mean(functional.cross_entropy(z, y, reduction: Reduction.None, label_smoothing: 0.2), w), 3
        },
        {
            "weighed", new CrossEntropyLoss { ClassWeights = [0.5, 2, 0], LabelSmoothing = 0.1 },
            (z, y, w) => (functional.cross_entropy(z, y, Weights, reduction: Reduction.None, label_smoothing: 0.1) * w).sum() / (Weights[y] * w).sum(), 3
        },
        { "focal", new FocalLoss { Gamma = 1.5, ClassWeights = [0.5, 2, 0] }, (z, y, w) => Mean(Focal(z, y, 1.5) * Weights[y], w), 3 },
        { "unfocused", new FocalLoss { Gamma = 0 }, (z, y, w) => Mean(functional.cross_entropy(z, y, reduction: Reduction.None), w), 3 },
        {
            "binary", new BinaryCrossEntropyLoss { PositiveWeight = 3, LabelSmoothing = 0.1 },
            (z, y, w) => Mean(functional.binary_cross_entropy_with_logits(
                z.squeeze(1), (y % 2).to(float32) * 0.9 + 0.05, reduction: Reduction.None, pos_weights: tensor(3f)), w), 1
        },
        { "squared", new MeanSquaredError(), (z, t, w) => Mean(functional.mse_loss(z.squeeze(1), t, Reduction.None), w), 1 },
        { "absolute", new MeanAbsoluteError(), (z, t, w) => Mean(functional.l1_loss(z.squeeze(1), t, Reduction.None), w), 1 },
        { "huber", new HuberLoss { Delta = 0.7 }, (z, t, w) => Mean(functional.huber_loss(z.squeeze(1), t, 0.7, Reduction.None), w), 1 },
        {
            "quantiles", new QuantileLoss { Quantiles = [0.1, 0.5, 0.9] },
            (z, t, w) => Mean(((t.unsqueeze(1) - z) * tensor(new[] { 0.1f, 0.5f, 0.9f }) - minimum(t.unsqueeze(1) - z, tensor(0f))).mean([1]), w), 3
        },
        { "own, by row", new CustomLoss("cubic", (z, t) => (z.squeeze(1) - t).abs().pow(3)), (z, t, w) => Mean((z.squeeze(1) - t).abs().pow(3), w), 1 },
    };

    private static Tensor Weights => tensor(new[] { 0.5f, 2, 0 });

    [Theory]
    [MemberData(nameof(Losses))]
    public void Score_RandomOutputs_AgreesWithTorch(string name, Loss loss, Func<Tensor, Tensor, Tensor, Tensor> torchs, int width)
    {
        using var scope = NewDisposeScope();
        foreach (var weights in new[] { false, true })
        {
            var data = Rows(9, width == 1000 ? 1000 : loss.IsOfClasses(Rows(9, 3, weights)) && width < 3 ? 2 : 3, weights);
            data = loss is CustomLoss ? new Dataset("unlabelled", data.Features, [1], targets: data.Targets, weights: data.Weights) : data;
            using var batch = Batch(data);
            var random = new Random(8);
            // Some large ones: nothing may overflow.
            var values = Enumerable.Range(0, data.Count * width).Select(i => (random.NextSingle() - 0.5f) * (i % 7 == 0 ? 60 : 4)).ToArray();
            var outputs = tensor(values).reshape(data.Count, width).requires_grad_();
            var weight = Enumerable.Range(0, data.Count).Sum(row => loss.RowWeight(data, row));

            var (sum, predictions) = loss.Score(outputs, batch);
            loss.Backward(outputs, batch, 1 / weight);

            var theirs = outputs.detach().clone().requires_grad_();
            var wanted = loss is NumberLoss or CustomLoss ? tensor(data.Targets.ToArray()) : tensor(data.Labels.ToArray()).to(int64);
            var expected = torchs(theirs, wanted, weights ? tensor(data.Weights.ToArray()) : ones(data.Count));
            expected.backward();
            Assert.Equal(expected.item<float>(), sum / weight, 1e-5 * Math.Max(1, Math.Abs(expected.item<float>())));
            AssertClose(theirs.grad!.data<float>().ToArray(), outputs.grad!.data<float>().ToArray());
            Assert.Equal(data.Count, predictions.Count);
        }

        Assert.NotEmpty(name);
    }

    [Fact]
    public void Score_Classes_GivesProbabilities()
    {
        using var scope = NewDisposeScope();
        using var batch = Batch(Rows(9, 3));
        using var binary = Batch(Rows(9, 2));
        var logits = randn(9, 3, requires_grad: true);

        var classes = new CrossEntropyLoss().Score(logits, batch).Predictions;
        var two = new BinaryCrossEntropyLoss().Score(logits[TensorIndex.Colon, TensorIndex.Slice(0, 1)], binary).Predictions;

        AssertClose(logits.softmax(1).data<float>().ToArray(), classes.Scores.ToArray());
        AssertClose(logits[TensorIndex.Colon, TensorIndex.Slice(0, 1)].sigmoid().data<float>().ToArray(), [.. Enumerable.Range(0, 9).Select(row => two.Row(row)[1])]);
        Assert.All(Enumerable.Range(0, 9), row => Assert.Equal(1, two.Row(row)[0] + two.Row(row)[1], 1e-6));
    }

    [Fact]
    public void Score_HugeLogits_StaysFinite()
    {
        using var scope = NewDisposeScope();
        using var batch = Batch(Rows(1, 2));

        var (right, predictions) = new CrossEntropyLoss().Score(tensor(new[,] { { 1e30f, -1e30f } }), batch);
        var probabilities = predictions.Scores.ToArray();
        var (wrong, _) = new FocalLoss().Score(tensor(new[,] { { -200f, 200f } }), batch);
        var (far, _) = new BinaryCrossEntropyLoss().Score(tensor(new[,] { { 1e30f } }), batch);

        Assert.Equal(0, right);
        Assert.Equal([1, 0], probabilities);
        Assert.Equal(400, wrong, 1e-3);
        Assert.Equal(1e30, far, 1e24);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Score_OutputThatIsNoNumber_IsNotFinite(float bad)
    {
        using var scope = NewDisposeScope();
        using var batch = Batch(Rows(1, 3));

        Assert.All(
            new Loss[] { new CrossEntropyLoss(), new CrossEntropyLoss { LabelSmoothing = 0.1 }, new FocalLoss() },
            loss => Assert.False(double.IsFinite(loss.Score(tensor(new[,] { { 1f, bad, 0f } }), batch).WeightedSum)));
        Assert.All(
            new Loss[] { new MeanSquaredError(), new MeanAbsoluteError(), new HuberLoss(), new QuantileLoss() },
            loss => Assert.False(double.IsFinite(loss.Score(tensor(new[,] { { bad } }), batch).WeightedSum)));
    }

    [Fact]
    public void Settings_OutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new CrossEntropyLoss { LabelSmoothing = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new CrossEntropyLoss { ClassWeights = [1, -1] });
        Assert.Throws<ArgumentException>(() => new CrossEntropyLoss { ClassWeights = [0, 0] });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FocalLoss { Gamma = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new BinaryCrossEntropyLoss { PositiveWeight = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new HuberLoss { Delta = 0 });
        var exception = Assert.Throws<ArgumentException>(() => new QuantileLoss { Quantiles = [0.5, 1] });

        Assert.Contains("`Quantiles` is [0.5, 1]; expected at least one, each above 0 and below 1", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Balanced_UnevenClasses_AreThoseOfScikitLearn()
    {
        var data = new Dataset("uneven", new float[6], [1], new[] { 0, 0, 0, 0, 1, 2 }, ["a", "b", "c"]);

        // compute_class_weight("balanced", classes=[0, 1, 2], y=[0, 0, 0, 0, 1, 2])
        Assert.Equal([0.5, 2, 2], ClassWeighting.Balanced(data));
        Assert.Contains(
            "No row of `uneven` belongs to class 1 (`b`)",
            Assert.Throws<ArgumentException>(() => ClassWeighting.Balanced(data.Slice(0, 4))).Message,
            StringComparison.Ordinal);
    }

    private static Tensor Mean(Tensor losses, Tensor weights) => (losses * weights).sum() / weights.sum();

    private static Tensor Focal(Tensor logits, Tensor labels, double gamma)
    {
        var logP = logits.log_softmax(1).gather(1, labels.unsqueeze(1)).squeeze(1);
        return -(-logP.expm1()).pow(gamma) * logP;
    }

    private static Dataset Rows(int count, int classes, bool weights = false)
    {
        var random = new Random(5);
        return new Dataset(
            "rows",
            new float[count],
            [1],
            Enumerable.Range(0, count).Select(row => row % classes).ToArray(),
            [.. Enumerable.Range(0, classes).Select(i => $"{i}")],
            targets: Enumerable.Range(0, count).Select(_ => random.NextSingle() * 4 - 2).ToArray(),
            weights: weights ? Enumerable.Range(0, count).Select(row => row == 4 ? 0 : random.NextSingle() + 0.1f).ToArray() : default);
    }

    private static BatchBuffer Batch(Dataset data)
    {
        var batch = new BatchBuffer(data, "train", data.Count, CPU);
        batch.Gather([.. Enumerable.Range(0, data.Count)]);
        return batch;
    }

    private static void AssertClose(float[] expected, float[] actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 2e-6f * MathF.Max(1, MathF.Abs(pair.First))));
}
