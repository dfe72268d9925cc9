using Atelier.Monitoring;

namespace Atelier.Serving;

/// <summary>How a server watches its own requests: drift against the training data, quality where labels have arrived, and alerts.</summary>
/// <remarks>
/// At each interval the logged requests of each model's default version are read into memory and compared with the profile that its package carries. What is found stands
/// on the status page and among the metrics, and the rules decide what alerts. None of this is done while a request waits.
/// </remarks>
public sealed record ServerMonitoring
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    /// <summary>How often the requests are looked at.</summary>
    /// <value>1 second to a year; 5 minutes by default.</value>
    public TimeSpan Interval { get; init => field = Checked(value, nameof(Interval)); } = TimeSpan.FromMinutes(5);

    /// <summary>How far back a look reaches.</summary>
    /// <value>1 second to a year; a day by default.</value>
    public TimeSpan Window { get; init => field = Checked(value, nameof(Window)); } = TimeSpan.FromDays(1);

    /// <summary>What raises alerts, for each model by itself: figures of <see cref="DriftReport.Figures"/> and <see cref="QualityReport.Figures"/>.</summary>
    /// <value>Empty by default. Each alert is a warning in the log, and an event of the trace.</value>
    public IReadOnlyList<AlertRule> Rules
    {
        get;
        init => field = value is not null && !value.Contains(null!) ? [.. value] : throw new ArgumentException("`Rules` is null or holds null.", nameof(Rules));
    } = [];

    /// <summary>Where alerts are sent besides, such as a <see cref="WebhookAlertSink"/>; they stay the caller's.</summary>
    public IReadOnlyList<IAlertSink> Sinks
    {
        get;
        init => field = value is not null && !value.Contains(null!) ? [.. value] : throw new ArgumentException("`Sinks` is null or holds null.", nameof(Sinks));
    } = [];

    /// <summary>When a difference counts as drift.</summary>
    public DriftOptions Drift { get; init => field = value ?? throw new ArgumentNullException(nameof(Drift)); } = new();

    private static TimeSpan Checked(TimeSpan value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.FromSeconds(1), name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Longest, name);
        return value;
    }
}
