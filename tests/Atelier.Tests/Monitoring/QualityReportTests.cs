using Atelier.Monitoring;
using Atelier.Prediction;

namespace Atelier.Tests.Monitoring;

public sealed class QualityReportTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Of_LabelsThatArriveLater_AreJoinedById()
    {
        await Write(Request("a", 1), NamedTensor.Create<float>("scores", new[] { 0.9f, 0.1f, 0.2f, 0.8f }, 2, 2));
        await Write(Request("b", 2), NamedTensor.Create<float>("scores", new[] { 0.6f, 0.4f }, 1, 2));
        await Write(Request("c", 3), NamedTensor.Create<float>("scores", new[] { 0.3f, 0.7f }, 1, 2));
        LabelLog.Append(_folder.Path, [Label("a", 0, "no", days: 1), Label("a", 1, "yes", days: 40), Label("b", 0, "no", days: 2)]);
        LabelLog.Append(_folder.Path, [Label("b", 0, "yes", days: 3), Label("a", 7, "yes", days: 3), Label("gone", 0, "yes", days: 3)]);
        LabelLog.Append(_folder.Path, [Label("c", 0, "perhaps", days: 3)]);

        var report = QualityReport.Of(Read(), ["no", "yes"]);

        Assert.Equal((3, 0, 4, 3, 1), (report.Requests, report.Errors, report.Rows, report.Labelled, report.UnknownLabels));
        Assert.Equal(["accuracy", "f1", "log_loss"], report.Metrics.Select(metric => metric.Name));
        Assert.Equal(2 / 3.0, report.Figures()["quality.accuracy"]);
        Assert.Equal(-(Math.Log(0.9) + Math.Log(0.8) + Math.Log(0.4)) / 3, report.Figures()["quality.log_loss"], 5);
    }

    [Fact]
    public async Task Of_LabelsByNumber_AreClasses()
    {
        await Write(Request("a", 1), NamedTensor.Create<float>("scores", new[] { 0.1f, 0.9f }, 1, 2));
        LabelLog.Append(_folder.Path, [Label("a", 0, "1", days: 1)]);

        Assert.Equal(1, QualityReport.Of(Read()).Figures()["quality.accuracy"]);
    }

    [Fact]
    public async Task Of_NumbersToPredict_MeasuresTheirErrors()
    {
        await Write(Request("a", 1), NamedTensor.Create<float>("price", new[] { 10f, 20f, 30f }, 3, 1));
        LabelLog.Append(_folder.Path, [Label("a", 0, "13", days: 1), Label("a", 1, "16", days: 1), Label("a", 2, "cheap", days: 1)]);

        var report = QualityReport.Of(Read());

        Assert.Equal((2, 1), (report.Labelled, report.UnknownLabels));
        Assert.Equal(Math.Sqrt(12.5), report.Figures()["quality.rmse"], 12);
        Assert.Equal(3.5, report.Figures()["quality.mae"], 12);
    }

    [Fact]
    public async Task Of_ErrorsAndWaiting_AreFigures()
    {
        foreach (var i in Enumerable.Range(1, 99))
        {
            await Write(Request($"{i}", i));
        }

        await Write(Request("bad", 5000) with { Error = "no memory" });

        var report = QualityReport.Of(Read());

        Assert.Equal((100, 1, 0.01), (report.Requests, report.Errors, report.ErrorRate));
        Assert.Equal(50, report.Latency!.Median.TotalMilliseconds);
        Assert.Equal(89.2, report.Latency.P90.TotalMilliseconds, 3);
        Assert.Equal(98.02, report.Latency.P99.TotalMilliseconds, 3);
        Assert.Equal(99, report.Latency.Maximum.TotalMilliseconds);
        Assert.Equal("100 requests, 1.0 % errors, latency 50 ms (p99 98 ms); 0 of 0 rows labelled", report.ToString());
        Assert.Equal(["error_rate", "latency.p50", "latency.p90", "latency.p99", "requests"], report.Figures().Keys.Order());
    }

    [Fact]
    public void Of_NothingLogged_HasNoFiguresButTheirNumber()
    {
        var report = QualityReport.Of(Read());

        Assert.Null(report.Latency);
        Assert.Equal(["requests"], report.Figures().Keys);
    }

    [Fact]
    public async Task Window_LoggedRows_BecomeDataAndPredictions()
    {
        await Write(Request("a", 1), [Tensor("rows", 1, 2, 3, 4)], Tensor("scores", 0.9f, 0.1f, 0.2f, 0.8f));
        await Write(Request("b", 1), [Tensor("rows", 5, 6)], Tensor("scores", 0.5f, 0.5f));
        await Write(Request("c", 1) with { Error = "no" }, [Tensor("rows", 7, 8)]);

        var data = Read().ToDataset(featureNames: ["x", "y"]);
        var answers = Read().ToPredictions(["no", "yes"])!;

        Assert.Equal([1, 2, 3, 4, 5, 6], data.Features.ToArray());
        Assert.Equal(["x", "y"], data.FeatureNames);
        Assert.Equal([0, 1, 0], answers.Labels());
        Assert.Equal(["no", "yes"], answers.ClassNames);
    }

    [Fact]
    public async Task Window_LoggedColumns_BecomeColumnsButThoseRedacted()
    {
        var rules = new RedactionRules { Dropped = ["name"], Hashed = ["zip"] };
        await Write(
            Request("a", 1),
            [
                NamedTensor.Create<double>("age", new[] { 30.0, double.NaN }, 2, 1),
                NamedTensor.Create<string>("city", new[] { "Rome", "" }, 2, 1),
                NamedTensor.Create<string>("name", new[] { "Ada", "Bob" }, 2, 1),
                NamedTensor.Create<long>("zip", new[] { 1L, 2L }, 2, 1),
            ],
            rules: rules);

        var data = Read().ToDataset();

        Assert.Equal(["age", "city"], data.FeatureNames);
        Assert.Equal([30, double.NaN], data.Column("age").Numbers.ToArray());
        Assert.Equal(["Rome", null], data.Column("city").Texts);
        Assert.Null(Read().ToPredictions());
    }

    [Fact]
    public async Task Window_NothingWhole_SaysSo()
    {
        await Write(Request("a", 1), [Tensor("rows", 1, 2)], rules: new RedactionRules { MostValues = 1 });

        var error = Assert.Throws<InvalidOperationException>(() => Read().ToDataset());

        Assert.StartsWith("None of the 1 requests of the window has inputs with all", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Append_BadLabel_WritesNothing()
    {
        var error = Assert.Throws<ArgumentException>(() => LabelLog.Append(_folder.Path, [Label("a", 0, "x", 1), Label("a", -1, "x", 1)]));

        Assert.Contains("expected an id, a value, and a row of 0 or above", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_folder.Path));
    }

    private static RecordedRequest Request(string id, double milliseconds) =>
        new(id, Noon, "model", "v1", TimeSpan.FromMilliseconds(milliseconds));

    private static RecordedLabel Label(string id, int row, string value, int days) => new(id, row, value, Noon.AddDays(days));

    private static NamedTensor Tensor(string name, params float[] values) => NamedTensor.Create<float>(name, values, values.Length / 2, 2);

    private RequestWindow Read() => RequestWindow.Read(_folder.Path, Noon, Noon.AddDays(1));

    private Task Write(RecordedRequest request, params NamedTensor[] outputs) => Write(request, [], outputs);

    private async Task Write(RecordedRequest request, NamedTensor[] inputs, NamedTensor? output = null, RedactionRules? rules = null) =>
        await Write(request, inputs, output is null ? [] : [output], rules);

    private async Task Write(RecordedRequest request, NamedTensor[] inputs, NamedTensor[] outputs, RedactionRules? rules = null)
    {
        await using var log = new RequestLog(_folder.Path, new RequestLogOptions { Redaction = rules ?? new RedactionRules() });
        Assert.True(log.TryWrite(request, inputs, outputs));
    }
}
