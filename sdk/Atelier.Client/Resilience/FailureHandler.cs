using System.Globalization;
using System.Text.Json;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Atelier.Client;

/// <summary>
/// Tells what the pipeline gave up on as <see cref="InferenceException"/>, with the wait that the server or the circuit asks for.
/// </summary>
internal sealed class FailureHandler(InferenceClientOptions options, string model, TimeProvider time) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var url = options.Url!;
        try
        {
            var answer = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (answer.IsSuccessStatusCode || InferencePipeline.Wait(answer, time) is not { } wait)
            {
                return answer;
            }

            using (answer)
            {
                throw await RefusedAsync(answer, url, wait, cancellationToken).ConfigureAwait(false);
            }
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

    private async Task<InferenceException> RefusedAsync(
        HttpResponseMessage answer, Uri url, TimeSpan wait, CancellationToken cancellationToken)
    {
        var message = Message(await answer.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
        return new InferenceException(
            $"{url} answered {(int)answer.StatusCode} ({answer.ReasonPhrase}) for the model `{model}`: "
            + $"{message ?? "it gave no reason."} Wait {Seconds(wait)} s before the next request.",
            url,
            model,
            answer.StatusCode,
            message)
        {
            RetryAfter = wait,
        };
    }

    private static string? Message(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("error", out var error)
                && error.ValueKind == JsonValueKind.String
                ? error.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
