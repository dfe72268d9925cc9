using System.Globalization;

namespace Atelier.Client;

/// <summary>How long a server asks its clients to wait.</summary>
internal static class ServerWait
{
    /// <summary>The Retry-After of an answer, in seconds or as a date, as a wait from now; null without one.</summary>
    public static TimeSpan? Of(HttpResponseMessage? answer, TimeProvider time) => answer?.Headers.RetryAfter switch
    {
        { Delta: { } wait } => wait,
        { Date: { } date } when date - time.GetUtcNow() is var wait => wait > TimeSpan.Zero ? wait : TimeSpan.Zero,
        null when answer is not null => GrpcFailures.WaitOf(answer),
        _ => null,
    };

    /// <summary>The wait as the last sentence of an error; empty without one.</summary>
    public static string Show(TimeSpan? wait) => wait is { } time
        ? string.Create(CultureInfo.InvariantCulture, $" Wait {time.TotalSeconds:0.###} s before the next request.")
        : "";
}
