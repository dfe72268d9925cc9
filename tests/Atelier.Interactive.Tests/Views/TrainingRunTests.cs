using System.Text.Json;
using Atelier.Evaluation;
using Atelier.Training;
using Microsoft.DotNet.Interactive.Formatting;

namespace Atelier.Interactive.Tests;

public sealed class TrainingRunTests
{
    private const string Plotly = "application/vnd.plotly.v1+json";

    [Fact]
    public void MimeTypes_TrainingRun_IncludePlotly() =>
        Assert.Equal([Plotly, "text/html", "text/plain"], Formatter.GetPreferredMimeTypesFor(typeof(TrainingRun)));

    [Fact]
    public void Figure_TwoFigures_HasALineForEachPart()
    {
        var figure = Figure(Samples.Run());

        var traces = figure.GetProperty("data").EnumerateArray().ToArray();
        Assert.Equal(["training", "validation", "training", "validation"], traces.Select(trace => trace.GetProperty("name").GetString()));
        Assert.Equal(["x", "x", "x2", "x2"], traces.Select(trace => trace.GetProperty("xaxis").GetString()));
        Assert.Equal(5, traces[0].GetProperty("y").GetArrayLength());
        Assert.True(figure.GetProperty("layout").TryGetProperty("yaxis2", out _));
    }

    [Fact]
    public void Figure_LossThatExploded_HasGapsAndIsValidJson()
    {
        var run = Run(double.NaN, 0.5, double.PositiveInfinity);

        var y = Figure(run).GetProperty("data")[0].GetProperty("y").EnumerateArray().Select(value => value.ValueKind);

        Assert.Equal([JsonValueKind.Null, JsonValueKind.Number, JsonValueKind.Null], y);
    }

    [Fact]
    public void Figure_HostileStopReason_IsEncodedForPlotly()
    {
        var layout = Figure(Samples.Run(stopReason: Samples.Hostile)).GetProperty("layout");

        Assert.DoesNotContain("<script", layout.GetProperty("title").GetProperty("text").GetString());
    }

    [Fact]
    public void Text_NoValidation_TakesTheBestTrainingLoss() =>
        Assert.Contains("best training loss 0.2500 in epoch 2", Run(0.5, 0.25, 0.75).ToDisplayString());

    [Fact]
    public void Html_OneEpochOrNone_DoesNotFail()
    {
        Assert.Contains("<circle", Run(0.5).ToDisplayString("text/html"));
        Assert.Contains("0 epochs", Run().ToDisplayString("text/html"));
    }

    [Fact]
    public void Html_AThousandEpochs_StaysSmall() => Assert.InRange(Samples.Run(1000).ToDisplayString("text/html").Length, 1, 40_000);

    [Fact]
    public void Html_TrainersResult_ShowsItsCurves()
    {
        using var model = Models.Mlp(inputs: 144, hidden: [4], classes: 2, seed: 1);
        var data = Samples.Images();
        var trainer = new Trainer(model, new TrainingOptions { Epochs = 2, BatchSize = 3, Seed = 1 });
        var result = trainer.Fit(data, data, cancellationToken: TestContext.Current.CancellationToken);

        var html = result.ToDisplayString("text/html");

        Assert.Contains("aria-label=\"loss by epoch: training from ", html);
        Assert.Contains("aria-label=\"accuracy by epoch: ", html);
        Assert.Contains("2 epochs in ", html);
        Assert.Contains("\"validation\"", result.ToDisplayString(Plotly));
        Assert.Equal([Plotly, "text/html", "text/plain"], Formatter.GetPreferredMimeTypesFor(typeof(TrainingResult)));
    }

    private static JsonElement Figure(TrainingRun run) => JsonDocument.Parse(run.ToDisplayString(Plotly)).RootElement;

    private static TrainingRun Run(params double[] losses) => new()
    {
        History = [.. losses.Select((loss, i) => new EpochResult(i + 1, [new("loss", loss, false)], [], TimeSpan.FromSeconds(1)))],
        StopReason = "done",
        Elapsed = TimeSpan.FromSeconds(losses.Length),
    };
}
