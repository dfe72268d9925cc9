namespace Atelier.Training.Tests;

public sealed class TimeBudgetTests
{
    [Fact]
    public void Fit_TimeUpWithinAnEpoch_EndsAfterThatStep()
    {
        var (result, steps) = Fit(secondsOfAStep: 1, secondsOfAValidation: 0, time => new TimeBudget(TimeSpan.FromSeconds(14), timeProvider: time));

        Assert.Equal(14, steps);
        Assert.Single(result.History);
        Assert.Equal("the time of 14 s is up", result.StopReason);
    }

    [Fact]
    public void Fit_TimeUpInTheValidation_EndsAfterThatEpoch()
    {
        var (result, steps) = Fit(secondsOfAStep: 0, secondsOfAValidation: 60, time => new TimeBudget(TimeSpan.FromMinutes(2), timeProvider: time));

        Assert.Equal(20, steps);
        Assert.Equal(2, result.History.Count);
        Assert.Equal("the time of 2 min 0 s is up", result.StopReason);
    }

    [Fact]
    public void Fit_TimeUpAtTheLastStepOfAnEpoch_FinishesTheEpoch()
    {
        var (result, steps) = Fit(secondsOfAStep: 1, secondsOfAValidation: 0, time => new TimeBudget(TimeSpan.FromSeconds(20), timeProvider: time));

        Assert.Equal(20, steps);
        Assert.Equal(2, result.History.Count);
    }

    [Theory]
    [InlineData(25, false, 25, "the time of 25 s is up")]
    [InlineData(25, true, 20, "another epoch would not end within the time of 25 s")]
    [InlineData(30, true, 30, "all 3 epochs done")]
    [InlineData(1000, true, 30, "all 3 epochs done")]
    [InlineData(5, true, 5, "the time of 5 s is up")]
    public void Fit_WholeEpochs_EndsBeforeOneThatWouldBeLate(int seconds, bool wholeEpochs, int expectedSteps, string reason)
    {
        var (result, steps) = Fit(1, 0, time => new TimeBudget(TimeSpan.FromSeconds(seconds), wholeEpochs, time));

        Assert.Equal(expectedSteps, steps);
        Assert.Equal(reason, result.StopReason);
    }

    [Fact]
    public void Fit_SecondTraining_HasTheWholeTimeAgain()
    {
        var time = new ManualTime();
        using var model = Models.Mlp(8, [4], 3);
        var budget = new TimeBudget(TimeSpan.FromSeconds(30), timeProvider: time);
        var slow = new Scripted { EpochEnd = (_, _) => time.Advance(TimeSpan.FromSeconds(20)) };
        var trainer = new Trainer(model, new TrainingOptions { Epochs = 2 }, time);

        var first = trainer.FitInTest(TestData.Blobs(), null, [budget, slow]);
        var second = trainer.FitInTest(TestData.Blobs(), null, [budget, slow]);

        Assert.Equal((2, 2), (first.History.Count, second.History.Count));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void TimeBudget_NoTime_IsRefused(int seconds) => Assert.Contains(
        "must be a time above 0",
        Assert.Throws<ArgumentOutOfRangeException>(() => new TimeBudget(TimeSpan.FromSeconds(seconds))).Message,
        StringComparison.Ordinal);

    /// <summary>3 epochs of 10 steps, on a clock that only the training's work moves.</summary>
    private static (TrainingResult Result, int Steps) Fit(int secondsOfAStep, int secondsOfAValidation, Func<TimeProvider, TimeBudget> budget)
    {
        var time = new ManualTime();
        using var model = Models.Mlp(8, [4], 3);
        var steps = 0;
        var work = new Scripted
        {
            BatchEnd = _ =>
            {
                steps++;
                time.Advance(TimeSpan.FromSeconds(secondsOfAStep));
            },
            EpochEnd = (_, _) => time.Advance(TimeSpan.FromSeconds(secondsOfAValidation)),
        };

        var result = new Trainer(model, new TrainingOptions { Epochs = 3, BatchSize = 30 }, time).FitInTest(TestData.Blobs(), null, [work, budget(time)]);
        return (result, steps);
    }
}
