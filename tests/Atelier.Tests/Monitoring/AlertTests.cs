using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Atelier.Monitoring;

namespace Atelier.Tests.Monitoring;

public sealed class AlertTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, "0.1 0.29 0.3 0.2 0.25 0.4 0.1 0.1", "  +   - ")]
    [InlineData(2, "0.3 0.2 0.3 0.3 0.1 0.2 0.1 0.1 0.1", "   +   - ")]
    [InlineData(3, "0.3 0.3 NaN 0.3 0.9 0.1 NaN 0.1 0.05", "   +    -")]
    public void Next_BadWhenHigh_HasHysteresis(int windows, string values, string changes) =>
        Assert.Equal(changes, Changes(new AlertRule("drift", "drift.psi", raise: 0.3, clear: 0.1, windows), values));

    [Theory]
    [InlineData(1, "0.95 0.9 0.8 0.85 0.9 0.7", "  + -+")]
    [InlineData(2, "0.8 0.9 0.7 0.8 0.95 0.85 0.9 0.9 0.9", "   +   - ")]
    public void Next_BadWhenLow_HasHysteresis(int windows, string values, string changes) =>
        Assert.Equal(changes, Changes(new AlertRule("quality", "quality.accuracy", raise: 0.8, clear: 0.9, windows), values));

    [Fact]
    public void Rule_EqualThresholds_SaysSo()
    {
        var error = Assert.Throws<ArgumentException>(() => new AlertRule("drift", "drift.psi", 0.2, 0.2));

        Assert.StartsWith(
            "The rule `drift` raises at 0.2 and clears at 0.2; expected two finite numbers that differ.",
            error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Observe_Figures_SendsWhatChanges()
    {
        var sink = new Kept();
        var monitor = new AlertMonitor(
            [new AlertRule("errors", "error_rate", 0.1, 0.01), new AlertRule("accuracy", "quality.accuracy", 0.8, 0.9)], [sink]);

        var first = await monitor.ObserveAsync(Figures(("error_rate", 0.5), ("quality.accuracy", 0.85)), Noon, Token);
        var second = await monitor.ObserveAsync(Figures(("quality.accuracy", 0.7)), Noon.AddHours(1), Token);
        var third = await monitor.ObserveAsync(Figures(("error_rate", 0)), Noon.AddHours(2), Token);

        Assert.Equal([new AlertEvent("errors", true, "error_rate", 0.5, 0.1, Noon)], first);
        Assert.Equal("accuracy raised: quality.accuracy is 0.7 (threshold 0.8)", Assert.Single(second).ToString());
        Assert.Equal("errors cleared: error_rate is 0 (threshold 0.01)", Assert.Single(third).ToString());
        Assert.Equal([.. first, .. second, .. third], sink.Alerts);
        Assert.Equal((false, true), (monitor.States["errors"].IsRaised, monitor.States["accuracy"].IsRaised));
    }

    [Fact]
    public async Task Observe_StatesOfAnEarlierMonitor_GoOn()
    {
        AlertRule[] rules = [new AlertRule("errors", "error_rate", 0.1, 0.01, windows: 2)];
        var earlier = new AlertMonitor(rules, []);
        Assert.Empty(await earlier.ObserveAsync(Figures(("error_rate", 0.5)), Noon, Token));

        var later = new AlertMonitor(rules, [], earlier.States);

        Assert.True(Assert.Single(await later.ObserveAsync(Figures(("error_rate", 0.5)), Noon, Token)).IsRaised);
    }

    [Fact]
    public async Task Observe_SinkFails_TheOthersAndTheCallerDoNotNotice()
    {
        var sink = new Kept();
        var monitor = new AlertMonitor([new AlertRule("errors", "error_rate", 0.1, 0.01)], [new Broken(), sink]);

        var alerts = await monitor.ObserveAsync(Figures(("error_rate", 1)), Noon, Token);

        Assert.Equal(alerts, sink.Alerts);
        Assert.Single(alerts);
        Assert.Equal(1, monitor.FailedSends);
    }

    [Fact]
    public async Task Observe_WithinAnActivity_AddsAnEvent()
    {
        using var activity = new Activity("window").Start();
        var monitor = new AlertMonitor([new AlertRule("errors", "error_rate", 0.1, 0.01)], []);

        await monitor.ObserveAsync(Figures(("error_rate", 1)), Noon, Token);

        var added = Assert.Single(activity.Events);
        Assert.Equal("alert.raised", added.Name);
        Assert.Contains(new KeyValuePair<string, object?>("alert.rule", "errors"), added.Tags);
    }

    [Fact]
    public void Monitor_TwoRulesOfAName_SaysSo()
    {
        var rule = new AlertRule("errors", "error_rate", 0.1, 0.01);

        Assert.StartsWith(
            "There are 2 rules `errors`",
            Assert.Throws<ArgumentException>(() => new AlertMonitor([rule, rule], [])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Webhook_Taken_HasPostedTheAlert()
    {
        using var server = new Server(HttpStatusCode.OK);

        await server.Sink().SendAsync(Alert(), Token);

        var body = JsonNode.Parse(Assert.Single(server.Bodies))!;
        Assert.Equal(("errors", true, 0.5), ((string)body["rule"]!, (bool)body["isRaised"]!, (double)body["value"]!));
        Assert.Equal("errors raised: error_rate is 0.5 (threshold 0.1)", (string)body["text"]!);
    }

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(null)]
    public async Task Webhook_PassingTrouble_IsTriedAgain(HttpStatusCode? trouble)
    {
        using var server = new Server(trouble, trouble, HttpStatusCode.NoContent);

        await server.Sink().SendAsync(Alert(), Token);

        Assert.Equal(3, server.Bodies.Count);
    }

    [Fact]
    public async Task Webhook_LastingTrouble_GivesUp()
    {
        using var busy = new Server(HttpStatusCode.BadGateway, HttpStatusCode.BadGateway, HttpStatusCode.BadGateway, HttpStatusCode.OK);
        using var wrong = new Server(HttpStatusCode.NotFound, HttpStatusCode.OK);
        using var gone = new Server(null, null, null, HttpStatusCode.OK);

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => busy.Sink().SendAsync(Alert(), Token));
        await Assert.ThrowsAsync<HttpRequestException>(() => wrong.Sink().SendAsync(Alert(), Token));
        await Assert.ThrowsAsync<HttpRequestException>(() => gone.Sink().SendAsync(Alert(), Token));

        Assert.StartsWith("`http://pager.example/alerts` answered 502 to the alert `errors", error.Message, StringComparison.Ordinal);
        Assert.Equal((3, 1, 3), (busy.Bodies.Count, wrong.Bodies.Count, gone.Bodies.Count));
    }

    [Fact]
    public async Task Webhook_NoAnswerInTime_GivesUp()
    {
        using var server = new Server() { Hangs = true };

        var sink = server.Sink(limit: TimeSpan.FromMilliseconds(1));
        var error = await Assert.ThrowsAsync<HttpRequestException>(() => sink.SendAsync(Alert(), Token));

        Assert.Contains("did not answer to the alert", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Webhook_NoAddress_SaysSo() => Assert.StartsWith(
        "The address is `file:///etc/hosts`; expected an absolute one that begins with http or https.",
        Assert.Throws<ArgumentException>(() => new WebhookAlertSink(new HttpClient(), new Uri("file:///etc/hosts"))).Message,
        StringComparison.Ordinal);

    private static string Changes(AlertRule rule, string values)
    {
        var (state, changes) = (default(AlertState), "");
        foreach (var value in values.Split(' '))
        {
            (state, var change) = rule.Next(state, double.Parse(value, System.Globalization.CultureInfo.InvariantCulture));
            changes += change switch { true => "+", false => "-", null => " " };
        }

        return changes;
    }

    private static Dictionary<string, double> Figures(params (string Name, double Value)[] figures) =>
        figures.ToDictionary(figure => figure.Name, figure => figure.Value);

    private static AlertEvent Alert() => new("errors", true, "error_rate", 0.5, 0.1, Noon);

    private sealed class Kept : IAlertSink
    {
        public List<AlertEvent> Alerts { get; } = [];

        public Task SendAsync(AlertEvent alert, CancellationToken cancellationToken = default)
        {
            Alerts.Add(alert);
            return Task.CompletedTask;
        }
    }

    private sealed class Broken : IAlertSink
    {
        public Task SendAsync(AlertEvent alert, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("The pager is down.");
    }

    /// <summary>Answers with given statuses, one after the other; null stands for no connection.</summary>
    private sealed class Server(params HttpStatusCode?[] answers) : HttpMessageHandler
    {
        public List<string> Bodies { get; } = [];

        public bool Hangs { get; init; }

        public WebhookAlertSink Sink(TimeSpan? limit = null) => new(new HttpClient(this), new Uri("http://pager.example/alerts"))
        {
            Pause = TimeSpan.Zero,
            Limit = limit ?? TimeSpan.FromMinutes(5),
        };

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Bodies.Add(await request.Content!.ReadAsStringAsync(cancellationToken));
            if (Hangs)
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            return answers[Bodies.Count - 1] is { } status
                ? new HttpResponseMessage(status)
                : throw new HttpRequestException("Connection refused");
        }
    }
}
