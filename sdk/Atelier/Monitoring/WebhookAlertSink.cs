using System.Net;
using System.Net.Http.Json;

namespace Atelier.Monitoring;

/// <summary>Posts alerts as JSON to an address on the web.</summary>
/// <remarks>
/// The body has <c>rule</c>, <c>isRaised</c>, <c>figure</c>, <c>value</c>, <c>threshold</c>, <c>time</c> and <c>text</c>, a sentence that
/// chat programs show. No answer,
/// 408, 429 and 5xx are tried again. Safe to call from several threads.
/// </remarks>
public sealed class WebhookAlertSink : IAlertSink
{
    private readonly HttpClient _client;
    private readonly Uri _address;
    private readonly TimeProvider _clock;

    /// <summary>Makes a sink.</summary>
    /// <param name="client">Sends the requests; the caller owns it.</param>
    /// <param name="address">An absolute http or https address.</param>
    /// <param name="clock">Measures pauses and limits; null takes the system's.</param>
    /// <exception cref="ArgumentException">The address is none.</exception>
    public WebhookAlertSink(HttpClient client, Uri address, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(address);
        if (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https"))
        {
            throw new ArgumentException(
                $"The address is `{address}`; expected an absolute one that begins with http or https.", nameof(address));
        }

        (_client, _address, _clock) = (client, address, clock ?? TimeProvider.System);
    }

    /// <summary>How often an alert is sent at most, until it is taken.</summary>
    /// <value>Default 3; 1 or above.</value>
    public int Attempts
    {
        get;
        init => field = value >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Attempts), $"`Attempts` is {value}; expected 1 or above.");
    } = 3;

    /// <summary>The pause after the first attempt; each later one is twice as long.</summary>
    /// <value>Default 1 second; 0 or above.</value>
    public TimeSpan Pause { get; init => field = NotNegative(value, nameof(Pause)); } = TimeSpan.FromSeconds(1);

    /// <summary>How long one attempt may take.</summary>
    /// <value>Default 10 seconds; above 0.</value>
    public TimeSpan Limit { get; init => field = NotNegative(value, nameof(Limit)); } = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    /// <exception cref="HttpRequestException">The alert was not taken, at the last attempt either.</exception>
    public async Task SendAsync(AlertEvent alert, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(alert);
        var pause = Pause;
        for (var attempt = 1; await PostAsync(alert, attempt == Attempts, cancellationToken).ConfigureAwait(false) == false; attempt++)
        {
            await Task.Delay(pause, _clock, cancellationToken).ConfigureAwait(false);
            pause *= 2;
        }
    }

    private static TimeSpan NotNegative(TimeSpan value, string name) => value >= TimeSpan.Zero
        ? value
        : throw new ArgumentOutOfRangeException(name, $"`{name}` is {value}; expected no negative time.");

    /// <summary>Posts once: true where it was taken, false where another attempt may help.</summary>
    private async Task<bool> PostAsync(AlertEvent alert, bool last, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, _clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var body = new { alert.Rule, alert.IsRaised, alert.Figure, alert.Value, alert.Threshold, alert.Time, Text = alert.ToString() };
            using var answer = await _client.PostAsJsonAsync(_address, body, DayFiles.Json, both.Token).ConfigureAwait(false);
            if (answer.IsSuccessStatusCode)
            {
                return true;
            }

            var passing = (int)answer.StatusCode >= 500
                || answer.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests;
            return passing && !last
                ? false
                : throw new HttpRequestException(
                    $"`{_address}` answered {(int)answer.StatusCode} to the alert `{alert}`.", null, answer.StatusCode);
        }
        catch (HttpRequestException error) when (error.StatusCode is null && !last)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return last
                ? throw new HttpRequestException($"`{_address}` did not answer to the alert `{alert}` within {Limit.TotalSeconds:0.#} s.")
                : false;
        }
    }
}
