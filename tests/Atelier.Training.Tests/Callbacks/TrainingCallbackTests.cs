namespace Atelier.Training.Tests;

public sealed class TrainingCallbackTests
{
    [Fact]
    public void Fit_CallbackThatThrows_IsNamedAndTheOthersEnd()
    {
        using var model = Models.Mlp(8, [4], 3);
        var failing = new Scripted { EpochEnd = (_, result) => throw new NotSupportedException($"no {result.Epoch}") };
        var other = new Scripted();

        var exception = Assert.Throws<InvalidOperationException>(() => new Trainer(model).FitInTest(TestData.Blobs(), null, [other, failing]));

        Assert.Equal("The callback Scripted failed in OnEpochEnd of epoch 1: no 1", exception.Message);
        Assert.IsType<NotSupportedException>(exception.InnerException);
        Assert.True(other.Ended);
    }

    [Fact]
    public void RequestStop_WithinAnEpoch_EndsAfterThatStep()
    {
        using var model = Models.Mlp(8, [4], 3);
        var steps = 0;
        var callback = new Scripted
        {
            BatchEnd = context =>
            {
                steps++;
                if (context is { Epoch: 2, Batch: 1 })
                {
                    context.RequestStop("enough");
                    context.RequestStop("a later reason");
                }
            },
        };

        var result = new Trainer(model, new TrainingOptions { BatchSize = 100 }).FitInTest(TestData.Blobs(300), null, [callback]);

        Assert.Equal(4, steps);
        Assert.Equal("enough", result.StopReason);
        Assert.Single(result.History);
    }

    [Fact]
    public void Context_DuringTraining_TellsWhereItStands()
    {
        using var model = Models.Mlp(8, [4], 3);
        var seen = new List<(int Epoch, int Batch, int Of, int Finished)>();
        var callback = new Scripted
        {
            BatchEnd = context => seen.Add((context.Epoch, context.Batch, context.BatchesPerEpoch, context.History.Count)),
        };

        new Trainer(model, new TrainingOptions { Epochs = 2, BatchSize = 200 }).FitInTest(TestData.Blobs(300), null, [callback]);

        Assert.Equal([(1, 1, 2, 0), (1, 2, 2, 0), (2, 1, 2, 1), (2, 2, 2, 1)], seen);
    }
}
