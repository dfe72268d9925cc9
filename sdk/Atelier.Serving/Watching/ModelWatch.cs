using System.Collections.Concurrent;
using Atelier.Monitoring;
using Atelier.Packaging;
using Microsoft.Extensions.Logging;

namespace Atelier.Serving;

/// <summary>Looks at the logged requests of each model now and then.</summary>
internal sealed partial class ModelWatch(ModelTable table, RequestLog log, ServerMonitoring options, ILogger<ModelWatch> logger) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, AlertMonitor> _monitors = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _end = new();
    private Task _watching = Task.CompletedTask;

    /// <summary>Begins to look, first after an interval.</summary>
    public void Start() => _watching = Task.Run(WatchAsync, CancellationToken.None);

    /// <summary>Looks now.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (var routes in table.Models)
            {
                try
                {
                    await LookAsync(routes, cancellationToken).ConfigureAwait(false);
                }
                catch (Exception error) when (!cancellationToken.IsCancellationRequested)
                {
                    // A watch that fails must not end the service, nor the watch over the other models.
                    LogTrouble(error, routes.Name);
                }
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(false);
        _end.Dispose();
        _turn.Dispose();
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(options.Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(_end.Token).ConfigureAwait(false))
            {
                await LookAsync(_end.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private async Task LookAsync(ModelRoutes routes, CancellationToken cancellationToken)
    {
        using var activity = ServingSource.StartWatch(routes.Name);
        var (hosted, now) = (routes.Stable, DateTimeOffset.UtcNow);
        var model = hosted.Model;
        var all = RequestWindow.Read(log.Folder, now - options.Window, now, routes.Name);
        var window = all with { Requests = [.. all.Requests.Where(request => request.Version == model.Version)] };
        if (window.Requests.Count == 0)
        {
            return;
        }

        var classes = model.Predictor.Signature.ClassNames;
        var quality = QualityReport.Of(window, classes);
        var drift = model.Profile is { } profile ? Compare(profile, window, classes) : null;
        var figures = new Dictionary<string, double>(quality.Figures());
        foreach (var (name, value) in drift?.Figures() ?? new Dictionary<string, double>())
        {
            figures[name] = value;
        }

        var monitor = _monitors.GetOrAdd(routes.Name, _ => new AlertMonitor(options.Rules, options.Sinks));
        var failed = monitor.FailedSends;
        var alerts = await monitor.ObserveAsync(figures, now, cancellationToken).ConfigureAwait(false);
        string[] raised = [.. monitor.States.Where(state => state.Value.IsRaised).Select(state => state.Key).Order(StringComparer.Ordinal)];
        hosted.Finding = new Finding(now, drift, quality, figures, raised);
        foreach (var alert in alerts)
        {
            LogAlert(routes.Name, alert);
        }

        if (monitor.FailedSends > failed)
        {
            LogUnsent(routes.Name, monitor.FailedSends - failed);
        }
    }

    private DriftReport? Compare(ReferenceProfile profile, RequestWindow window, IReadOnlyList<string> classes)
    {
        try
        {
            string[] names = [.. profile.Features.Select(feature => feature.Name)];
            // One input of rows is logged without the names of its columns.
            var isNamed = window.Requests.SelectMany(request => request.Inputs)
                .All(input => input.Shape.Skip(1).Aggregate(1, (product, length) => product * length) == names.Length);
            return DriftReport.Compare(
                profile, window.ToDataset(featureNames: isNamed ? names : null), window.ToPredictions(classes.Count > 0 ? classes : null), options.Drift);
        }
        catch (InvalidOperationException)
        {
            // Nothing was kept of the inputs, by the rules of redaction or as every request failed.
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The model {Model}: {Alert}")]
    private partial void LogAlert(string model, AlertEvent alert);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} alerts of the model {Model} could not be sent")]
    private partial void LogUnsent(string model, long count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The requests of the model {Model} could not be looked at")]
    private partial void LogTrouble(Exception error, string model);
}
