namespace Atelier.Monitoring;

/// <summary>Where alerts are sent: a log, a web hook, a pager.</summary>
/// <remarks>May throw: <see cref="AlertMonitor"/> counts failures and keeps them from other sinks and from its caller.</remarks>
public interface IAlertSink
{
    /// <summary>Sends one alert.</summary>
    /// <param name="alert">What went on or off.</param>
    /// <param name="cancellationToken">Gives up sending.</param>
    Task SendAsync(AlertEvent alert, CancellationToken cancellationToken = default);
}
