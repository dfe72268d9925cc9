namespace Atelier.Training.Tests;

public sealed class TrainerCancellationTests
{
    [Fact]
    public void Fit_CancelledWithinAnEpoch_KeepsTheFinishedEpochs()
    {
        using var model = Models.Mlp(8, [4], 3);
        using var source = new CancellationTokenSource();
        var callback = new Scripted { BatchEnd = context => CancelWhen(source, context.Epoch == 3 && context.Batch == 2) };

        var exception = Assert.Throws<TrainingCanceledException>(() => Fit(model, callback, source.Token));

        Assert.Equal([1, 2], exception.Result.History.Select(epoch => epoch.Epoch));
        Assert.Equal("cancelled in epoch 3", exception.Result.StopReason);
        Assert.Equal(source.Token, exception.CancellationToken);
        Assert.True(callback.Ended);
    }

    [Fact]
    public void Fit_CancelledBetweenEpochs_KeepsThem()
    {
        using var model = Models.Mlp(8, [4], 3);
        using var source = new CancellationTokenSource();
        var callback = new Scripted { EpochEnd = (_, result) => CancelWhen(source, result.Epoch == 2) };

        var exception = Assert.Throws<TrainingCanceledException>(() => Fit(model, callback, source.Token));

        Assert.Equal(2, exception.Result.History.Count);
    }

    [Fact]
    public void Fit_CancelledBefore_TrainsNothing()
    {
        using var model = Models.Mlp(8, [4], 3);
        var before = TestData.Weights(model);

        var exception = Assert.Throws<TrainingCanceledException>(() => Fit(model, new Scripted(), new CancellationToken(canceled: true)));

        Assert.Empty(exception.Result.History);
        Assert.Equal(0, exception.Result.ModelEpoch);
        Assert.Equal(before, TestData.Weights(model));
    }

    [Fact]
    public void Fit_CancelledAfterTheLastEpoch_IsDone()
    {
        using var model = Models.Mlp(8, [4], 3);
        using var source = new CancellationTokenSource();
        var callback = new Scripted { EpochEnd = (_, result) => CancelWhen(source, result.Epoch == 5) };

        var result = Fit(model, callback, source.Token);

        Assert.Equal(5, result.History.Count);
    }

    private static TrainingResult Fit(Mlp model, TrainingCallback callback, CancellationToken token) =>
        new Trainer(model, new TrainingOptions { Epochs = 5, BatchSize = 32 }).Fit(TestData.Blobs(), null, [callback], token);

    private static void CancelWhen(CancellationTokenSource source, bool condition)
    {
        if (condition)
        {
            source.Cancel();
        }
    }
}
