using Atelier.Evaluation;

namespace Atelier.Tests.Evaluation;

public sealed class LiveTrainingRunTests
{
    [Fact]
    public void Add_Epochs_GrowTheHistoryAndTell()
    {
        var run = LiveTrainingRun.Start();
        var lengths = new List<int>();
        run.Changed += () => lengths.Add(run.History.Count);
        var before = run.History;

        run.Add(Epoch(1));
        run.Add(Epoch(2));
        run.End("all 2 epochs done");

        Assert.Equal([1, 2, 2], lengths);
        Assert.Empty(before);
        Assert.Equal([1, 2], run.History.Select(epoch => epoch.Epoch));
    }

    [Fact]
    public void End_ARun_StopsItsTimeAndSaysWhy()
    {
        var time = new StepTime();
        var run = LiveTrainingRun.Start(timeProvider: time);
        time.Advance(TimeSpan.FromSeconds(2));
        var running = (run.IsRunning, run.StopReason, run.Elapsed);

        run.End("enough");
        run.End("a later reason");
        time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal((true, "still training", TimeSpan.FromSeconds(2)), running);
        Assert.Equal((false, "enough", TimeSpan.FromSeconds(2)), (run.IsRunning, run.StopReason, run.Elapsed));
    }

    [Fact]
    public void Add_AfterTheEnd_IsRefused()
    {
        var run = LiveTrainingRun.Start();
        run.End("enough");

        var error = Assert.Throws<InvalidOperationException>(() => run.Add(Epoch(1)));

        Assert.Equal("The training has ended (enough); no epoch can be added. Start a new run for a new training.", error.Message);
    }

    [Fact]
    public void Start_Resumed_TellsListenersWithTheEarlierEpochs()
    {
        var seen = new List<LiveTrainingRun>();
        void Listen(LiveTrainingRun run) => seen.Add(run);
        LiveTrainingRun.Started += Listen;

        var run = LiveTrainingRun.Start([Epoch(1)]);
        LiveTrainingRun.Started -= Listen;

        Assert.Contains(run, seen);
        Assert.Single(run.History);
    }

    private static EpochResult Epoch(int number) => new(number, [new("loss", 1.0 / number, false)], [], TimeSpan.FromSeconds(1));

    private sealed class StepTime : TimeProvider
    {
        private long _now;

        public override long GetTimestamp() => _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Advance(TimeSpan time) => _now += time.Ticks;
    }
}
