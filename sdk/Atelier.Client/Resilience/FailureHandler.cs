using System.Globalization;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Atelier.Client;

/// <summary>Tells what the pipeline gave up on without an answer as <see cref="InferenceException"/>.</summary>
internal sealed class FailureHandler(InferenceClientOptions options, string model) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var url = options.Url!;
        try
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (BrokenCircuitException error)
        {
            throw new InferenceException(
                $"{url} failed so often for the model `{model}` that it is left alone for {Seconds(options.BreakDuration)} s. "
                + $"Try again then, and see to the server; the last failure: {Last(error)}",
                url,
                model,
                cause: error)
            {
                RetryAfter = options.BreakDuration,
            };
        }
        catch (TimeoutRejectedException error)
        {
            throw new InferenceException(
                $"No answer from {url} for the model `{model}` within {Seconds(error.Timeout)} s. Send fewer rows a request, or extend "
                + $"{(error.Timeout == options.TotalTimeout ? nameof(options.TotalTimeout) : nameof(options.AttemptTimeout))}.",
                url,
                model,
                cause: error);
        }
    }

    private static string Seconds(TimeSpan span) => span.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Last(BrokenCircuitException error) => error.InnerException?.Message ?? "a refusal for overload.";
}
