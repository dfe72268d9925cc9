using System.Diagnostics;

namespace Atelier.Monitoring;

/// <summary>Puts the figures of window after window to a set of rules, and sends the alerts that go on or off.</summary>
/// <remarks>
/// Each change is an event of the current <see cref="Activity"/>, too: <c>alert.raised</c> or <c>alert.cleared</c>, which OpenTelemetry
/// exports.
/// Safe to call from several threads; windows count in the order of the calls.
/// </remarks>
public sealed class AlertMonitor
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, AlertState> _states;
    private readonly IReadOnlyList<IAlertSink> _sinks;
    private long _failed;

    /// <summary>Makes a monitor.</summary>
    /// <param name="rules">The rules; names differ.</param>
    /// <param name="sinks">Where alerts are sent.</param>
    /// <param name="states">Where rules stood when an earlier monitor ended (<see cref="States"/>); null starts with all alerts
    /// off.</param>
    /// <exception cref="ArgumentException">Two rules share a name.</exception>
    public AlertMonitor(
        IEnumerable<AlertRule> rules, IEnumerable<IAlertSink> sinks, IReadOnlyDictionary<string, AlertState>? states = null)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(sinks);
        Rules = [.. rules];
        if (Rules.GroupBy(rule => rule.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new ArgumentException(
                $"There are {twice.Count()} rules `{twice.Key}`; expected a name of its own for each.", nameof(rules));
        }

        _sinks = [.. sinks];
        _states = Rules.ToDictionary(rule => rule.Name, rule => states?.GetValueOrDefault(rule.Name) ?? default);
    }

    /// <summary>The rules.</summary>
    public IReadOnlyList<AlertRule> Rules { get; }

    /// <summary>Where each rule stands now, by its name: what a later monitor goes on from.</summary>
    public IReadOnlyDictionary<string, AlertState> States
    {
        get
        {
            lock (_gate)
            {
                return new Dictionary<string, AlertState>(_states);
            }
        }
    }

    /// <summary>How often a sink failed to send an alert.</summary>
    public long FailedSends => Interlocked.Read(ref _failed);

    /// <summary>Puts the figures of one window to the rules, and sends what goes on or off to every sink.</summary>
    /// <param name="figures">Figures by name, such as <see cref="QualityReport.Figures"/>; a rule whose figure is absent stays as it
    /// is.</param>
    /// <param name="time">The time of the alerts, such as the window's end.</param>
    /// <param name="cancellationToken">Gives up sending; the rules have taken the window in all the same.</param>
    /// <returns>What went on or off, in the order of the rules.</returns>
    public async Task<IReadOnlyList<AlertEvent>> ObserveAsync(
        IReadOnlyDictionary<string, double> figures, DateTimeOffset time, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(figures);
        var alerts = Advance(figures, time);
        foreach (var alert in alerts)
        {
            Activity.Current?.AddEvent(new ActivityEvent(alert.IsRaised ? "alert.raised" : "alert.cleared", time, new ActivityTagsCollection
            {
                ["alert.rule"] = alert.Rule,
                ["alert.figure"] = alert.Figure,
                ["alert.value"] = alert.Value,
                ["alert.threshold"] = alert.Threshold,
            }));
            foreach (var sink in _sinks)
            {
                await SendAsync(sink, alert, cancellationToken).ConfigureAwait(false);
            }
        }

        return alerts;
    }

    private List<AlertEvent> Advance(IReadOnlyDictionary<string, double> figures, DateTimeOffset time)
    {
        var alerts = new List<AlertEvent>();
        lock (_gate)
        {
            foreach (var rule in Rules)
            {
                var before = _states[rule.Name];
                var value = figures.TryGetValue(rule.Figure, out var figure) ? figure : double.NaN;
                var (after, change) = rule.Next(before, value);
                _states[rule.Name] = after;
                if (change is { } raised)
                {
                    alerts.Add(new AlertEvent(rule.Name, raised, rule.Figure, value, rule.Threshold(before), time));
                }
            }
        }

        return alerts;
    }

    private async Task SendAsync(IAlertSink sink, AlertEvent alert, CancellationToken cancellationToken)
    {
        try
        {
            await sink.SendAsync(alert, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (!(error is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            // A pager that is down must not end the watch; the count and the trace tell.
            Interlocked.Increment(ref _failed);
            Activity.Current?.AddException(error);
        }
    }
}
