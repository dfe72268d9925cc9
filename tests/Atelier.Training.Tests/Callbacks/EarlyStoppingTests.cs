using Atelier.Evaluation;
using Atelier.Prediction;

namespace Atelier.Training.Tests;

public sealed class EarlyStoppingTests
{
    [Fact]
    public void Fit_FigureThatStopsImproving_StopsAfterThePatienceAndRestores()
    {
        using var model = Models.Mlp(8, [4], 3);
        var metric = new PlannedMetric([0.1, 0.5, 0.4, 0.5, 0.9]);
        float[]? best = null;
        var recorder = new Scripted { EpochEnd = (context, result) => best = result.Epoch == 2 ? TestData.Weights(context.Model) : best };

        var result = Fit(model, metric, new EarlyStopping(patience: 2, monitor: "planned"), recorder);

        Assert.Equal(4, result.History.Count);
        Assert.Equal("validation planned has not improved for 2 epochs on 0.5000 in epoch 2", result.StopReason);
        Assert.Equal(2, result.ModelEpoch);
        Assert.Equal(2, result.Provenance.Figures["epoch"]);
        Assert.Equal(0.5, result.Provenance.Figures["validation_planned"]);
        Assert.Equal(best, TestData.Weights(model));
    }

    [Fact]
    public void Fit_NoRestore_KeepsTheLastWeights()
    {
        using var model = Models.Mlp(8, [4], 3);
        float[]? last = null;
        var recorder = new Scripted { EpochEnd = (context, _) => last = TestData.Weights(context.Model) };

        var result = Fit(model, new PlannedMetric([0.5, 0.4]), new EarlyStopping(1, "planned", restoreBest: false), recorder);

        Assert.Equal(2, result.ModelEpoch);
        Assert.Equal(last, TestData.Weights(model));
    }

    [Fact]
    public void Fit_GainBelowMinDelta_DoesNotCount()
    {
        using var model = Models.Mlp(8, [4], 3);

        var result = Fit(model, new PlannedMetric([0.5, 0.55, 0.58, 0.9]), new EarlyStopping(2, "planned", minDelta: 0.1));

        Assert.Equal(3, result.History.Count);
        Assert.Equal(1, result.ModelEpoch);
    }

    [Fact]
    public void Fit_LossThatFalls_RunsToTheEndAndKeepsTheBest()
    {
        using var model = Models.Mlp(8, [16], 3);

        var result = new Trainer(model).FitInTest(TestData.Blobs(), TestData.Blobs(90, seed: 2), [new EarlyStopping(patience: 3)]);

        var best = result.History.MinBy(epoch => epoch.ValidationLoss)!;
        Assert.Equal(best.Epoch, result.ModelEpoch);
    }

    [Fact]
    public void Fit_Cancelled_RestoresTheBestSoFar()
    {
        using var model = Models.Mlp(8, [4], 3);
        using var source = new CancellationTokenSource();
        float[]? best = null;
        var callback = new Scripted
        {
            EpochEnd = (context, result) =>
            {
                if (result.Epoch == 1)
                {
                    best = TestData.Weights(context.Model);
                }
                else
                {
                    source.Cancel();
                }
            },
        };
        var options = new TrainingOptions { Metrics = [new PlannedMetric([0.9, 0.1])] };

        var exception = Assert.Throws<TrainingCanceledException>(() => new Trainer(model, options)
            .Fit(TestData.Blobs(), TestData.Blobs(), [new EarlyStopping(5, "planned"), callback], source.Token));

        Assert.Equal(1, exception.Result.ModelEpoch);
        Assert.Equal(best, TestData.Weights(model));
    }

    [Fact]
    public void Fit_UsedTwice_BeginsAnew()
    {
        using var model = Models.Mlp(8, [4], 3);
        var stopping = new EarlyStopping(1, "planned");
        Fit(model, new PlannedMetric([0.9, 0.1]), stopping);

        var result = Fit(model, new PlannedMetric([0.1, 0.2, 0.15]), stopping);

        Assert.Equal(3, result.History.Count);
    }

    [Fact]
    public void Fit_WithoutValidation_SaysWhatIsMissing()
    {
        using var model = Models.Mlp(8, [4], 3);

        var exception = Assert.Throws<InvalidOperationException>(() => new Trainer(model).FitInTest(TestData.Blobs(), null, [new EarlyStopping(3)]));

        Assert.Contains("EarlyStopping", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Give Fit a `validation` dataset", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_UnknownFigure_ListsTheKnown()
    {
        using var model = Models.Mlp(8, [4], 3);

        var exception = Assert.Throws<InvalidOperationException>(
            () => new Trainer(model).FitInTest(TestData.Blobs(), TestData.Blobs(), [new EarlyStopping(3, "f1")]));

        Assert.Contains("no figure `f1`", exception.Message, StringComparison.Ordinal);
        Assert.Contains("loss, accuracy", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EarlyStopping_SettingOutOfRange_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new EarlyStopping(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EarlyStopping(1, minDelta: -1));
    }

    private static TrainingResult Fit(Mlp model, IMetric metric, params TrainingCallback[] callbacks) =>
        new Trainer(model, new TrainingOptions { Metrics = [metric] }).FitInTest(TestData.Blobs(), TestData.Blobs(90, seed: 2), callbacks);

    /// <summary>Gives planned figures, one for each validation.</summary>
    private sealed class PlannedMetric(double[] figures) : IMetric
    {
        private int _computed;

        public string Name => "planned";

        public bool HigherIsBetter => true;

        public void Reset()
        {
        }

        public void Update(Predictions predictions, ReadOnlySpan<int> labels)
        {
        }

        // Training and validation ask in turn.
        public double Compute() => figures[_computed++ / 2];
    }
}
