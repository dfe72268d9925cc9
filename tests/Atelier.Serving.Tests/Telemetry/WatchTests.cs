using System.Globalization;
using System.Net;
using Atelier.Data;
using Atelier.Monitoring;
using Atelier.Packaging;
using Microsoft.Extensions.Logging;

namespace Atelier.Serving.Tests;

/// <summary>A server that watches its own requests: what it finds stands on its page and among its metrics, and raises alerts.</summary>
public sealed class WatchTests : IDisposable
{
    private const int Rows = 300;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Watch_RequestsThatDriftAndComeBack_RaiseAndClearAnAlert()
    {
        var sink = new Collector();
        using var loggers = new CollectingLoggers();
        await using var log = new RequestLog(_folder["log"]);
        await using var server = await StartAsync(log, loggers, sink);

        await AskAsync(server, log, shift: 5, seed: 1, id: "first");
        await server.WatchAsync(Token);
        var page = await TextAsync(server, "");
        var metrics = await TextAsync(server, "metrics");

        Assert.Contains("<p class=\"trouble\">Alert: drift</p>", page, StringComparison.Ordinal);
        Assert.Contains($"<p>Drift in {Rows} rows: ", page, StringComparison.Ordinal);
        Assert.Matches("<li>b: [^<]+</li>", page);
        Assert.DoesNotContain("<li>a: ", page, StringComparison.Ordinal);
        Assert.Matches("""atelier_watched\{model="m",version="1",figure="drift.share"\} 0\.3""", metrics);
        Assert.Equal("drift raised", Assert.Single(sink.Alerts));
        var entry = Assert.Single(loggers.Entries);
        Assert.Equal(LogLevel.Warning, entry.Level);
        Assert.Contains("The model m: drift raised: drift.share is 0.333", entry.Text, StringComparison.Ordinal);

        server.Add(new ServedModel("m", FakePredictor.Classifier("no", "yes"), "2") { Profile = Profile() });
        await AskAsync(server, log, shift: 0, seed: 2, id: "second");
        LabelLog.Append(_folder["log"], Enumerable.Range(0, Rows).Select(row => new RecordedLabel("second", row, "yes", DateTimeOffset.UtcNow)));
        await server.WatchAsync(Token);
        page = await TextAsync(server, "");

        Assert.DoesNotContain("Alert:", page, StringComparison.Ordinal);
        Assert.Contains($"<p>No drift in {Rows} rows: ", page, StringComparison.Ordinal);
        Assert.Contains("<small>Version 2, at ", page, StringComparison.Ordinal);
        Assert.Matches($"<p>Quality on {Rows} labelled rows: accuracy 0\\.\\d+", page);
        Assert.Equal(["drift raised", "drift cleared"], sink.Alerts);
    }

    [Fact]
    public async Task Watch_WithoutAProfile_TellsThatDriftIsNotKnown()
    {
        await using var log = new RequestLog(_folder["log"]);
        await using var server = await ModelServer.StartAsync(
            [new ServedModel("m", FakePredictor.Classifier("no", "yes"))], new ModelServerOptions { RequestLog = log, Monitoring = new ServerMonitoring() }, Token);
        await server.WatchAsync(Token);
        Assert.DoesNotContain("Drift", await TextAsync(server, ""), StringComparison.Ordinal);

        await AskAsync(server, log, shift: 0, seed: 1, id: "first");
        await server.WatchAsync(Token);

        Assert.Contains("Drift is not known: the package has no profile", await TextAsync(server, ""), StringComparison.Ordinal);
        Assert.Contains("figure=\"", await TextAsync(server, "metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_OfAVersionThatIsTakenAway_IsToldNoMore()
    {
        await using var log = new RequestLog(_folder["log"]);
        await using var server = await ModelServer.StartAsync(
            [new ServedModel("m", FakePredictor.Classifier("no", "yes"))], new ModelServerOptions { RequestLog = log, Monitoring = new ServerMonitoring() }, Token);
        await AskAsync(server, log, shift: 0, seed: 1, id: "first");
        await server.WatchAsync(Token);
        Assert.Contains("atelier_watched{model=\"m\",version=\"1\"", await TextAsync(server, "metrics"), StringComparison.Ordinal);

        server.Add(new ServedModel("m", FakePredictor.Classifier("no", "yes"), "2"));

        Assert.DoesNotContain("atelier_watched{", await TextAsync(server, "metrics"), StringComparison.Ordinal);
        Assert.DoesNotContain("Drift", await TextAsync(server, ""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_AtItsInterval_LooksByItself()
    {
        await using var log = new RequestLog(_folder["log"]);
        var monitoring = new ServerMonitoring { Interval = TimeSpan.FromSeconds(1) };
        await using var server = await ModelServer.StartAsync(
            [new ServedModel("m", FakePredictor.Classifier("no", "yes")) { Profile = Profile() }], new ModelServerOptions { RequestLog = log, Monitoring = monitoring }, Token);

        await AskAsync(server, log, shift: 0, seed: 1, id: "first");

        while (!(await TextAsync(server, "")).Contains("No drift in", StringComparison.Ordinal))
        {
            await Task.Delay(50, Token);
        }
    }

    [Fact]
    public async Task Watch_WithoutALog_IsRefused()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => ModelServer.StartAsync(
            [new ServedModel("m", FakePredictor.Classifier())], new ModelServerOptions { Monitoring = new ServerMonitoring() }, Token));

        Assert.StartsWith("`Monitoring` is given without a `RequestLog`", error.Message, StringComparison.Ordinal);
    }

    private static Task<ModelServer> StartAsync(RequestLog log, CollectingLoggers loggers, IAlertSink sink)
    {
        var monitoring = new ServerMonitoring
        {
            Interval = TimeSpan.FromHours(1),
            Rules = [new AlertRule("drift", "drift.share", raise: 0.3, clear: 0.1)],
            Sinks = [sink],
        };
        return ModelServer.StartAsync(
            [new ServedModel("m", FakePredictor.Classifier("no", "yes")) { Profile = Profile() }],
            new ModelServerOptions { RequestLog = log, Monitoring = monitoring, LoggerFactory = loggers },
            Token);
    }

    private static ReferenceProfile Profile() => ReferenceProfile.Of(new Dataset("train", Values(2000, shift: 0, seed: 9), [3], featureNames: ["a", "b", "c"]));

    /// <summary>Three features, of which the second is shifted.</summary>
    private static float[] Values(int rows, double shift, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, rows * 3).Select(i => (float)((random.NextDouble() * 2) - 1 + (i % 3 == 1 ? shift : 0)))];
    }

    private static async Task AskAsync(ModelServer server, RequestLog log, double shift, int seed, string id)
    {
        var before = log.Written;
        var numbers = string.Join(',', Values(Rows, shift, seed).Select(value => value.ToString(CultureInfo.InvariantCulture)));
        var (status, _) = await RawHttp.PostAsync(
            server, "v2/models/m/infer", $$"""{"id":"{{id}}","inputs":[{"name":"features","datatype":"FP32","shape":[{{Rows}},3],"data":[{{numbers}}]}]}""");
        Assert.Equal(HttpStatusCode.OK, status);
        while (log.Written == before)
        {
            await Task.Delay(1, Token);
        }
    }

    private static async Task<string> TextAsync(ModelServer server, string path)
    {
        using var http = RawHttp.Client();
        return await http.GetStringAsync(new Uri(server.Url, path), Token);
    }

    private sealed class Collector : IAlertSink
    {
        public List<string> Alerts { get; } = [];

        public Task SendAsync(AlertEvent alert, CancellationToken cancellationToken = default)
        {
            Alerts.Add($"{alert.Rule} {(alert.IsRaised ? "raised" : "cleared")}");
            return Task.CompletedTask;
        }
    }
}
