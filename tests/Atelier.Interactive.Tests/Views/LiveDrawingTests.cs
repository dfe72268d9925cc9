using Atelier.Evaluation;
using Microsoft.DotNet.Interactive.Formatting;

namespace Atelier.Interactive.Tests;

public sealed class LiveDrawingTests
{
    [Fact]
    public void Begin_EpochsInAMoment_AreDrawnAtTheEndOnly()
    {
        var display = new Display();
        var run = LiveTrainingRun.Start();
        LiveDrawing.Begin(run, display.Show, new StillTime());

        AddEpochs(run, 100);
        run.End("all 100 epochs done");

        Assert.Equal(2, display.Shown.Count);
        Assert.Contains("0 epochs in ", display.Shown[0]);
        Assert.Contains(", still training", display.Shown[0]);
        Assert.Contains("100 epochs in ", display.Shown[1]);
        Assert.Contains("stopped: all 100 epochs done", display.Shown[1]);
    }

    [Theory]
    [InlineData(100, 2)]
    [InlineData(333, 10)]
    [InlineData(2000, 10)]
    public void Begin_TenEpochs_AreDrawnThreeTimesASecondAtMost(int millisecondsOfAnEpoch, int drawn)
    {
        var display = new Display();
        var time = new StillTime();
        var run = LiveTrainingRun.Start();
        LiveDrawing.Begin(run, display.Show, time);

        AddEpochs(run, 10, () => time.Now += millisecondsOfAnEpoch);
        run.End("done");

        Assert.Equal(1 + drawn + 1, display.Shown.Count);
        Assert.Contains("10 epochs in ", display.Shown[^1]);
    }

    [Fact]
    public void Begin_DisplayThatFails_IsGivenUpAndTheRunGoesOn()
    {
        var run = LiveTrainingRun.Start();
        var calls = 0;
        LiveDrawing.Begin(run, _ => _ => throw new InvalidOperationException($"failure {++calls}"), new StillTime { Step = 1000 });

        AddEpochs(run, 3);
        run.End("done");

        Assert.Equal(1, calls);
        Assert.Equal(3, run.History.Count);
    }

    [Fact]
    public void Begin_NoDisplayAtAll_LeavesTheRunAlone()
    {
        var run = LiveTrainingRun.Start();
        LiveDrawing.Begin(run, _ => throw new InvalidOperationException("There is no notebook."), new StillTime { Step = 1000 });

        AddEpochs(run, 3);

        Assert.Equal(3, run.History.Count);
    }

    [Fact]
    public void Html_ARunUnderWay_IsDrawnAsAFinishedOne()
    {
        var run = LiveTrainingRun.Start();
        foreach (var epoch in Samples.Run().History)
        {
            run.Add(epoch);
        }

        var html = run.ToDisplayString("text/html");

        Assert.Contains("aria-label=\"loss by epoch: training from ", html);
        Assert.Contains("5 epochs in ", html);
        Assert.Contains("\"validation\"", run.ToDisplayString("application/vnd.plotly.v1+json"));
    }

    private static void AddEpochs(LiveTrainingRun run, int epochs, Action? before = null)
    {
        for (var epoch = 1; epoch <= epochs; epoch++)
        {
            before?.Invoke();
            run.Add(new EpochResult(epoch, [new("loss", 1.0 / epoch, false)], [], TimeSpan.FromSeconds(1)));
        }
    }

    /// <summary>Stands for a notebook's display: what it showed, in plain text.</summary>
    private sealed class Display
    {
        public List<string> Shown { get; } = [];

        public Action<object> Show(object value)
        {
            Shown.Add(value.ToDisplayString("text/plain"));
            return updated => Shown.Add(updated.ToDisplayString("text/plain"));
        }
    }

    /// <summary>A clock in milliseconds that moves when a test says so, or by a step at each reading.</summary>
    private sealed class StillTime : TimeProvider
    {
        public long Now { get; set; }

        public long Step { get; init; }

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => Now += Step;
    }
}
