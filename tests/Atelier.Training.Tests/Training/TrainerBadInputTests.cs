using Atelier.Data;
using static TorchSharp.torch;

namespace Atelier.Training.Tests;

public sealed class TrainerBadInputTests
{
    [Fact]
    public void Fit_EmptyData_SaysSo() => AssertRefused(TestData.Blobs().Slice(0, 0), null, "`train` (`blobs`) has no rows", "at least one");

    [Fact]
    public void Fit_UnlabelledData_SaysSo() =>
        AssertRefused(new Dataset("raw", new float[16], [8]), null, "`train` (`raw`) has no labels", "a class for each of its 2 rows");

    [Fact]
    public void Fit_EmptyValidation_SaysSo() => AssertRefused(TestData.Blobs(), TestData.Blobs().Slice(0, 0), "`validation` (`blobs`) has no rows");

    [Fact]
    public void Fit_WrongWidth_NamesBothWidths() => AssertRefused(TestData.Blobs(features: 5), null, "(5,)", "the model expects 8", "inputs");

    [Fact]
    public void Fit_LabelOutOfRange_NamesTheRow() => AssertRefused(TestData.Blobs(classes: 4), null, "Row 3 of `train` has label 3", "expected 0 to 2");

    [Fact]
    public void Fit_ValidationOfAnotherShape_NamesBoth()
    {
        var flat = TestData.Blobs();

        AssertRefused(flat, flat.WithFeatures(flat.Features, [2, 4]), "`validation` has rows of shape (2, 4)", "expected (8,)");
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void Fit_FeatureThatIsNoNumber_NamesItsPlace(float bad)
    {
        var features = TestData.Blobs(20).Features.ToArray();
        features[8 * 7 + 2] = bad;

        AssertRefused(TestData.Blobs(20).WithFeatures(features, [8]), null, "`feature 2`", "at row 7", "finite");
    }

    [Fact]
    public void Fit_RefusedData_LeavesTheModelAsItWas()
    {
        using var model = Models.Mlp(8, [4], 3);
        var before = TestData.Weights(model);

        Assert.Throws<ArgumentException>(() => new Trainer(model).FitInTest(TestData.Blobs(), TestData.Blobs(features: 5)));

        Assert.Equal(before, TestData.Weights(model));
    }

    [Fact]
    public void Fit_ModuleThatDoesNotFitTheRows_NamesTheBatchAndGoesOn()
    {
        using var model = nn.Sequential(("a", nn.Linear(784, 4)), ("b", nn.Linear(4, 3)));

        var exception = Assert.Throws<InvalidOperationException>(() => new Trainer(model).FitInTest(TestData.Blobs(20)));

        Assert.Contains("failed on a batch of shape (20, 8)", exception.Message, StringComparison.Ordinal);
        Assert.Contains("784", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_ModuleWithOutputOfAnotherShape_NamesIt()
    {
        using var model = nn.Sequential(("a", nn.Linear(8, 1)), ("b", nn.Flatten(0)));

        var exception = Assert.Throws<InvalidOperationException>(() => new Trainer(model).FitInTest(TestData.Blobs(20)));

        Assert.Contains("returned shape (20,) for 20 rows; expected (20, classes)", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_ModuleWithFewerClassesThanLabels_NamesTheRow()
    {
        using var model = nn.Sequential(("a", nn.Linear(8, 2)));

        var exception = Assert.Throws<ArgumentException>(() => new Trainer(model).FitInTest(TestData.Blobs(20)));

        Assert.Contains("has label 2; the model has 2 classes", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_ModuleWithoutParameters_IsRefused()
    {
        using var model = nn.ReLU();

        var exception = Assert.Throws<ArgumentException>(() => new Trainer(model).FitInTest(TestData.Blobs(20)));

        Assert.Contains("no parameter that requires a gradient", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_LearningRateFarTooHigh_NamesStepAndRate()
    {
        using var model = Models.Mlp(8, [16, 16], 3);
        var options = new TrainingOptions { Epochs = 50, Optimizer = new Sgd { LearningRate = 1e30 } };

        var exception = Assert.Throws<LostLossException>(() => new Trainer(model, options).FitInTest(TestData.Blobs()));

        Assert.Matches(@"The loss became .* in step [0-9]+ \(batch [0-9]+ of epoch [0-9]+, rows [0-9, .]+\), with learning rate 1E\+30\. The weights `.*` have grown to [0-9.]+E\+[0-9]+, so earlier steps went too far", exception.Message);
    }

    [Fact]
    public void Fit_LastStepSpoilsTheWeights_SaysSo()
    {
        using var model = Models.Mlp(8, [4], 3);
        // One step an epoch: its loss is fine, the weights after it are not.
        var options = new TrainingOptions { Epochs = 1, BatchSize = 1000, Optimizer = new Sgd { LearningRate = 1e40 } };

        var exception = Assert.Throws<LostLossException>(() => new Trainer(model, options).FitInTest(TestData.Blobs()));

        Assert.Contains("are no longer finite numbers after epoch 1", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_AnswerWithoutGradient_SaysWhatToReturn()
    {
        using var model = new Detached();

        var exception = Assert.Throws<InvalidOperationException>(() => new Trainer(model).FitInTest(TestData.Blobs()));

        Assert.Contains("without detach", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("frame #", exception.Message, StringComparison.Ordinal);
    }

    private static void AssertRefused(Dataset train, Dataset? validation, params string[] parts)
    {
        using var model = Models.Mlp(8, [4], 3);

        var exception = Assert.Throws<ArgumentException>(() => new Trainer(model).FitInTest(train, validation));

        Assert.All(parts, part => Assert.Contains(part, exception.Message, StringComparison.Ordinal));
    }

    private sealed class Detached : TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>
    {
        private readonly TorchSharp.Modules.Linear _linear = TorchSharp.torch.nn.Linear(8, 3);

        public Detached()
            : base(nameof(Detached)) => RegisterComponents();

        public override TorchSharp.torch.Tensor forward(TorchSharp.torch.Tensor input) => _linear.call(input).detach();
    }
}
