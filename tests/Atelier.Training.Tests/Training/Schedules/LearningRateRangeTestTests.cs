using TorchSharp;

namespace Atelier.Training.Tests;

public sealed class LearningRateRangeTestTests
{
    [Fact]
    public void Run_Blobs_SuggestsARateThatLearns()
    {
        using var model = Models.Mlp(8, [16], 3);
        var before = TestData.Weights(model);

        var range = LearningRateRangeTest.Run(model, TestData.Blobs(), new TrainingOptions { BatchSize = 32 }, highest: 10, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(before, TestData.Weights(model));
        Assert.Equal(1e-6, range.Points[0].LearningRate, 1e-12);
        Assert.InRange(range.Suggested, 1e-4, 0.3);
        Assert.True(Loss(range.Suggested) < Math.Min(Loss(range.Suggested / 300), Loss(range.Suggested * 300)), range.ToString());
    }

    [Fact]
    public void Run_RatesFarTooHigh_EndsWhereTheLossIsLost()
    {
        using var model = Models.Mlp(8, [16, 16], 3);
        var options = new TrainingOptions { BatchSize = 32, Optimizer = new Sgd() };

        var range = LearningRateRangeTest.Run(model, TestData.Blobs(), options, 1e-4, 1e30, 60, TestContext.Current.CancellationToken);

        Assert.NotNull(range.Diverged);
        Assert.True(range.Points.Count < 60);
        Assert.All(model.parameters(), parameter => Assert.True(parameter.isfinite().all().item<bool>()));
    }

    [Fact]
    public void Run_NoFall_SaysWhatToTry()
    {
        using var model = Models.Mlp(8, [16], 3);

        var exception = Assert.Throws<InvalidOperationException>(() => LearningRateRangeTest.Run(
            model, TestData.Blobs(32), new TrainingOptions { BatchSize = 32, Optimizer = new Sgd() }, 1e-30, 1e-29, 20, TestContext.Current.CancellationToken));

        Assert.Contains("The loss did not fall at any of the 20 learning rates from 1.0E-30 to 1.0E-29", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_Cancelled_PutsTheWeightsBack()
    {
        using var model = Models.Mlp(8, [16], 3);
        var before = TestData.Weights(model);

        Assert.ThrowsAny<OperationCanceledException>(() => LearningRateRangeTest.Run(model, TestData.Blobs(), cancellationToken: new CancellationToken(true)));

        Assert.Equal(before, TestData.Weights(model));
    }

    [Fact]
    public void Run_Repeated_LeavesNoTensorBehind()
    {
        using var model = Models.Mlp(8, [16], 3);
        LearningRateRangeTest.Run(model, TestData.Blobs(), cancellationToken: TestContext.Current.CancellationToken);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        LearningRateRangeTest.Run(model, TestData.Blobs(), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static double Loss(double rate)
    {
        using var model = Models.Mlp(8, [16], 3);
        try
        {
            return new Trainer(model, new TrainingOptions { Epochs = 4, BatchSize = 32, Optimizer = new Adam { LearningRate = rate } })
                .FitInTest(TestData.Blobs(), TestData.Blobs(90, seed: 2)).History[^1].ValidationLoss!.Value;
        }
        catch (LostLossException)
        {
            return double.PositiveInfinity;
        }
    }
}
