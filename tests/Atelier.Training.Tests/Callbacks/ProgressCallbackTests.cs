namespace Atelier.Training.Tests;

public sealed class ProgressCallbackTests
{
    [Fact]
    public void Fit_ToAWriter_IsOneLineAnEpoch()
    {
        using var model = Models.Mlp(8, [4], 3);
        using var output = new StringWriter();

        new Trainer(model, new TrainingOptions { Epochs = 3 }).FitInTest(TestData.Blobs(), TestData.Blobs(90, seed: 2), [new ProgressCallback(output)]);

        var lines = output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.Matches(
            @"^epoch 2/3  loss \d\.\d{4}, accuracy \d\.\d{4}, validation loss \d\.\d{4}, validation accuracy \d\.\d{4}, [\d,]+ rows/s(, \d+ s left)?$",
            lines[1]);
        Assert.EndsWith(" rows/s", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_SlowEpochs_SaysTheTimeLeft()
    {
        using var model = Models.Mlp(8, [4], 3);
        using var output = new StringWriter();

        // This clock gains a second whenever it is looked at.
        new Trainer(model, new TrainingOptions { Epochs = 2 }, new RacingTime())
            .FitInTest(TestData.Blobs(), null, [new ProgressCallback(output, live: false, new RacingTime())]);

        var lines = output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.EndsWith(", 1 s left", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(" rows/s", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_StoppedEarly_SaysWhy()
    {
        using var model = Models.Mlp(8, [4], 3);
        using var output = new StringWriter();
        var stopper = new Scripted { EpochEnd = (context, _) => context.RequestStop("enough") };

        new Trainer(model).FitInTest(TestData.Blobs(), null, [new ProgressCallback(output), stopper]);

        Assert.EndsWith($"stopped: enough{Environment.NewLine}", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_Live_ShowsTheShareDoneAndWipesIt()
    {
        using var model = Models.Mlp(8, [4], 3);
        using var output = new StringWriter();
        var callback = new ProgressCallback(output, live: true, new RacingTime());

        new Trainer(model, new TrainingOptions { Epochs = 1, BatchSize = 100 }).FitInTest(TestData.Blobs(300), null, [callback]);

        Assert.Contains("\repoch 1/1   33 %", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("\repoch 1/1  100 %", output.ToString(), StringComparison.Ordinal);
        Assert.Contains($"\r{new string(' ', 16)}\repoch 1/1  loss", output.ToString(), StringComparison.Ordinal);
    }

    /// <summary>A clock that moves on by a second whenever it is read.</summary>
    private sealed class RacingTime : TimeProvider
    {
        private long _now;

        public override long GetTimestamp() => _now += TimestampFrequency;
    }
}
