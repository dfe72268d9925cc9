using System.Net;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Atelier.Client;

/// <summary>What lies between a client and the network: total time-out, retries, circuit breaker, time-out of an attempt.</summary>
internal static class InferencePipeline
{
    public static void Build(ResiliencePipelineBuilder<HttpResponseMessage> pipeline, InferenceClientOptions options, TimeProvider time)
    {
        pipeline.TimeProvider = time;
        pipeline.AddTimeout(new TimeoutStrategyOptions { Name = "total", Timeout = options.TotalTimeout });
        if (options.Retries > 0)
        {
            pipeline.AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = options.Retries,
                Delay = options.RetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = attempt => ValueTask.FromResult(
                    !AsksForHealth(attempt.Context)
                    && (IsLost(attempt.Outcome.Exception)
                        || IsBusy(GrpcFailures.StatusOf(attempt.Outcome.Result))
                        || GrpcFailures.StatusOf(attempt.Outcome.Result) is HttpStatusCode.TooManyRequests)
                    && !(ServerWait.Of(attempt.Outcome.Result, time) > options.TotalTimeout)),
                DelayGenerator = attempt => ValueTask.FromResult(ServerWait.Of(attempt.Outcome.Result, time)),
            });
        }

        pipeline.AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>
        {
            FailureRatio = options.BreakRatio,
            SamplingDuration = options.BreakSampling,
            MinimumThroughput = options.BreakMinimum,
            BreakDuration = options.BreakDuration,
            ShouldHandle = attempt => ValueTask.FromResult(
                !AsksForHealth(attempt.Context)
                && (IsLost(attempt.Outcome.Exception) || IsBusy(GrpcFailures.StatusOf(attempt.Outcome.Result)))),
        });
        pipeline.AddTimeout(new TimeoutStrategyOptions { Name = "attempt", Timeout = options.AttemptTimeout });
    }

    // A certificate that is not trusted will not be at the next attempt.
    private static bool IsLost(Exception? error) =>
        error is TimeoutRejectedException or HttpRequestException { HttpRequestError: not HttpRequestError.SecureConnectionError };

    private static bool IsBusy(HttpStatusCode? status) =>
        status is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    private static bool AsksForHealth(ResilienceContext context) => context.GetRequestMessage() switch
    {
        { RequestUri.Segments: [.., "live" or "ready"] } request => request.Method == HttpMethod.Get,
        { RequestUri.AbsolutePath: { } path } => path.StartsWith(InferenceMethods.Path, StringComparison.Ordinal)
            && (path.EndsWith("Live", StringComparison.Ordinal) || path.EndsWith("Ready", StringComparison.Ordinal)),
        _ => false,
    };
}
