using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;

namespace Atelier.Serving.Tests;

/// <summary>What the server tells of itself: to Prometheus, to OpenTelemetry, and on its page.</summary>
public sealed class TelemetryTests
{
    private const string Good = """{"inputs":[{"name":"features","datatype":"FP32","shape":[2,3],"data":[1,2,3,4,5,6]}]}""";
    private const string Bad = """{"inputs":[]}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Metrics_AfterRequests_CountThemByTheirEnd()
    {
        await using var server = await ModelServer.StartAsync(
            [new ServedModel("m", FakePredictor.Classifier()), new ServedModel("broken", Broken(), "7")], cancellationToken: Token);
        foreach (var (model, body) in new[] { ("m", Good), ("m", Good), ("m", Bad), ("broken", Good) })
        {
            await RawHttp.PostAsync(server, $"v2/models/{model}/infer", body);
        }

        using var http = RawHttp.Client();
        using var response = await http.GetAsync(new Uri(server.Url, "metrics"), Token);
        var lines = (await response.Content.ReadAsStringAsync(Token)).Split('\n');

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        foreach (var line in new[]
        {
            "# TYPE atelier_requests_total counter",
            "atelier_requests_total{model=\"m\",version=\"1\",outcome=\"answered\"} 2",
            "atelier_requests_total{model=\"m\",version=\"1\",outcome=\"refused\"} 1",
            "atelier_requests_total{model=\"broken\",version=\"7\",outcome=\"failed\"} 1",
            "atelier_rows_total{model=\"m\",version=\"1\"} 4",
            "atelier_request_duration_seconds_bucket{model=\"m\",version=\"1\",le=\"+Inf\"} 2",
            "atelier_request_duration_seconds_count{model=\"m\",version=\"1\"} 2",
            "atelier_requests_waiting{model=\"m\",version=\"1\"} 0",
        })
        {
            Assert.Contains(line, lines);
        }

        // Each line is a comment or a sample, and the classes of a histogram only grow.
        Assert.All(lines.SkipLast(1), line => Assert.Matches(@"^(# (HELP|TYPE) \S+ .+|[a-z_]+\{[^}]*\} [0-9.E+-]+)$", line));
        var buckets = lines.Where(line => line.StartsWith("atelier_request_duration_seconds_bucket{model=\"m\"", StringComparison.Ordinal))
            .Select(line => double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(ModelCounters.Bounds.Length + 1, buckets.Length);
        Assert.Equal(buckets.Order(), buckets);
    }

    [Fact]
    public async Task Traces_Listened_AreBelowTheCallersAndTellTheVersion()
    {
        var ended = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Atelier.Serving",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                // Other tests are traced as well while this one listens.
                if ((string?)activity.GetTagItem("atelier.model") == "traced")
                {
                    ended.Add(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using var server = await ModelServer.StartAsync([new ServedModel("traced", FakePredictor.Classifier(), "5")], cancellationToken: Token);
        using var http = RawHttp.Client();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Url, "v2/models/traced/infer"))
        {
            Content = new StringContent(Good, mediaType: new("application/json")),
            Headers = { { "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" } },
        };

        using var response = await http.SendAsync(request, Token);
        await server.StopAsync(Token);

        var span = Assert.Single(ended);
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", span.TraceId.ToHexString());
        Assert.Equal(("5", "answered"), (span.GetTagItem("atelier.version"), span.GetTagItem("atelier.outcome")));
    }

    [Fact]
    public async Task Meter_Listened_GetsTheDurationAndTheRows()
    {
        var (durations, rows) = (new List<string>(), 0L);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == "Atelier.Serving")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        bool IsOurs(ReadOnlySpan<KeyValuePair<string, object?>> tags) => tags.Length > 0 && (string?)tags[0].Value == "measured";
        listener.SetMeasurementEventCallback<double>((_, value, tags, _) =>
        {
            if (IsOurs(tags) && value > 0)
            {
                lock (durations)
                {
                    durations.Add((string)tags[2].Value!);
                }
            }
        });
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => Interlocked.Add(ref rows, IsOurs(tags) ? value : 0));
        listener.Start();
        await using var server = await ModelServer.StartAsync([new ServedModel("measured", FakePredictor.Classifier())], cancellationToken: Token);

        await RawHttp.PostAsync(server, "v2/models/measured/infer", Good);
        await RawHttp.PostAsync(server, "v2/models/measured/infer", Bad);
        await server.StopAsync(Token);

        // Each is recorded after its answer is on its way, so that the next may be the first.
        Assert.Equal(["answered", "refused"], durations.Order());
        Assert.Equal(2, rows);
    }

    [Fact]
    public async Task Page_OfTheServer_TellsModelsTrafficAndLatencyWithoutScripts()
    {
        await using var server = await ModelServer.StartAsync(
            [new ServedModel("m", FakePredictor.Classifier(), "1"), new ServedModel("m", FakePredictor.Classifier(), "2")], cancellationToken: Token);
        server.SetAlias("m", "champion", "1", isDefault: true);
        server.SetTraffic("m", new TrafficSplit { Canary = "2", CanaryWeight = 0.05 });
        await RawHttp.PostAsync(server, "v2/models/m/versions/1/infer", Good);

        using var http = RawHttp.Client();
        using var response = await http.GetAsync(server.Url, Token);
        var html = await response.Content.ReadAsStringAsync(Token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/html; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("<p>Ready.", html, StringComparison.Ordinal);
        Assert.Contains("<td>1 <small>champion</small></td><td class=\"text\">default</td><td>1</td><td>2</td>", html, StringComparison.Ordinal);
        Assert.Contains("<td>2</td><td class=\"text\">canary 5%</td><td>0</td>", html, StringComparison.Ordinal);
        Assert.Matches(@"<td>\d+(\.\d+)? ms</td>", html);
    }

    [Theory]
    [InlineData(0.5, 0.001)]
    [InlineData(0.25, 0.0005)]
    [InlineData(1, 0.0025)]
    public void Quantile_OfCounts_IsInterpolatedWithinItsClass(double share, double expected)
    {
        var counters = new ModelCounters();
        foreach (var milliseconds in new[] { 0.3, 0.8, 2, 2 })
        {
            counters.Count(Outcome.Answered, TimeSpan.FromMilliseconds(milliseconds), 1);
        }

        counters.Count(Outcome.Failed, TimeSpan.FromSeconds(100), 1);

        Assert.Equal(expected, counters.Quantile(share), 1e-12);
        Assert.Equal(double.NaN, new ModelCounters().Quantile(share));
    }

    private static FakePredictor Broken() => new(
        FakePredictor.Classifier().Signature, _ => throw new InvalidOperationException("The model is broken."));
}
