using Atelier.Data;
using TorchSharp;

namespace Atelier.Training.Tests;

/// <summary>What holds for every callback of the SDK: it watches a training and leaves it as it is.</summary>
public sealed class CallbackContractTests
{
    private static readonly Dictionary<string, Func<TemporaryFolder, TrainingCallback>> Makers = new()
    {
        [nameof(Checkpoints)] = folder => new Checkpoints(folder[Guid.NewGuid().ToString()], everySteps: 2),
        // Neither ends the training nor puts older weights back: that is what it is for, and tested apart.
        [nameof(EarlyStopping)] = _ => new EarlyStopping(patience: 100, restoreBest: false),
        [nameof(HistoryFile)] = folder => new HistoryFile(folder["history.csv"], everySteps: 1),
        [nameof(LiveCurves)] = _ => new LiveCurves(),
        [nameof(ProgressCallback)] = _ => new ProgressCallback(new StringWriter(), () => true, new ManualTime(TimeSpan.FromSeconds(1)), () => 80),
        [nameof(TensorBoardCallback)] = folder => new TensorBoardCallback(folder["runs"], everySteps: 1),
        [nameof(TimeBudget)] = _ => new TimeBudget(TimeSpan.FromDays(1), wholeEpochs: true),
    };

    public static TheoryData<string> Names => [.. Makers.Keys];

    [Fact]
    public void Names_AreAllCallbacks()
    {
        var callbacks = typeof(TrainingCallback).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(TrainingCallback)) && !type.IsAbstract && !type.IsNested);

        Assert.Equal(callbacks.Select(type => type.Name).Order(), Makers.Keys.Order());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Fit_WithIt_GivesTheSameWeightsAndFigures(string name)
    {
        using var folder = new TemporaryFolder();
        var (weights, result) = Train([]);

        var (watchedWeights, watched) = Train([Makers[name](folder)]);

        Assert.Equal(weights, watchedWeights);
        Assert.Equal(result.History.SelectMany(epoch => epoch.Training), watched.History.SelectMany(epoch => epoch.Training));
        Assert.Equal(result.History.SelectMany(epoch => epoch.Validation), watched.History.SelectMany(epoch => epoch.Validation));
        Assert.Equal(result.StopReason, watched.StopReason);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Fit_OneStep_IsEnough(string name)
    {
        using var folder = new TemporaryFolder();
        using var model = Models.Mlp(8, [4], 3, seed: 1);
        var row = TestData.Blobs(3);

        var result = new Trainer(model, new TrainingOptions { Epochs = 1 }).FitInTest(row, row, [Makers[name](folder)]);

        Assert.Single(result.History);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Fit_UsedForASecondTraining_BeginsAnew(string name)
    {
        using var folder = new TemporaryFolder();
        var callback = Makers[name](folder);
        var (weights, result) = Train([callback]);

        var (secondWeights, second) = Train([callback]);

        Assert.Equal(weights, secondWeights);
        Assert.Equal(result.StopReason, second.StopReason);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Fit_CancelledWithinAnEpoch_IsCancelledAsEver(string name)
    {
        using var folder = new TemporaryFolder();
        using var model = Models.Mlp(8, [4], 3, seed: 1);
        using var source = new CancellationTokenSource();
        var callback = Makers[name](folder);
        var canceller = new Scripted { BatchEnd = context => Cancel(source, context is { Epoch: 2, Batch: 2 }) };

        var error = Assert.Throws<TrainingCanceledException>(
            () => new Trainer(model, Options).Fit(Data, Validation, [callback, canceller], source.Token));

        Assert.Equal("cancelled in epoch 2", error.Result.StopReason);
        Assert.Equal(Train([]).Weights, Train([callback]).Weights);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Fit_AnotherCallbackFails_TellsOfThatOne(string name)
    {
        using var folder = new TemporaryFolder();
        using var model = Models.Mlp(8, [4], 3, seed: 1);
        var callback = Makers[name](folder);
        var failing = new Scripted { EpochEnd = (_, _) => throw new NotSupportedException("no more") };

        var error = Assert.Throws<InvalidOperationException>(() => new Trainer(model, Options).FitInTest(Data, Validation, [failing, callback]));

        Assert.Equal("The callback Scripted failed in OnEpochEnd of epoch 1: no more", error.Message);
        Assert.Equal(Train([]).Weights, Train([callback]).Weights);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Fit_AnotherFailsBeforeItStarts_TellsOfThatOne(string name)
    {
        using var folder = new TemporaryFolder();
        using var model = Models.Mlp(8, [4], 3, seed: 1);

        // Early stopping without validation: fails at the start, and the one after it only ever hears of the end.
        var error = Assert.Throws<InvalidOperationException>(
            () => new Trainer(model, Options).FitInTest(Data, null, [new EarlyStopping(1), Makers[name](folder)]));

        Assert.Contains("Give Fit a `validation` dataset", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Fit_WithIt_LeavesNoTensorBehind(string name)
    {
        using var folder = new TemporaryFolder();
        var callback = Makers[name](folder);
        Train([callback]);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        Train([callback]);

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static TrainingOptions Options => new() { Epochs = 3, BatchSize = 64, Seed = 5, Threads = 1 };

    private static Dataset Data => TestData.Blobs();

    private static Dataset Validation => TestData.Blobs(90, seed: 2);

    private static (float[] Weights, TrainingResult Result) Train(IReadOnlyList<TrainingCallback> callbacks)
    {
        using var model = Models.Mlp(8, [4], 3, seed: 1);
        var result = new Trainer(model, Options).FitInTest(Data, Validation, callbacks);
        return (TestData.Weights(model), result);
    }

    private static void Cancel(CancellationTokenSource source, bool condition)
    {
        if (condition)
        {
            source.Cancel();
        }
    }
}
