using System.Globalization;
using System.Net;
using Google.Protobuf;
using Grpc.Core;

namespace Atelier.Client;

/// <summary>Tells the failures of calls over gRPC as <see cref="InferenceException"/>.</summary>
internal sealed class GrpcFailures(Uri url, string model, HttpClient http)
{
    private const string RetryAfter = "retry-after";
    private const string StatusHeader = "grpc-status";

    private const double MaxWait = 1e9;

    // A server's clock may run out of a call's time a little before the client's.
    private static readonly TimeSpan Early = TimeSpan.FromMilliseconds(50);

    /// <summary>The failure of a call.</summary>
    /// <param name="error">What gRPC says of it.</param>
    /// <param name="deadline">The call's own deadline, in UTC; null where it had none. A server may have given it less.</param>
    public InferenceException Of(RpcException error, DateTime? deadline) => Inner<InferenceException>(error)
        // What lies below the call, with the client's time-outs and retries, has said it better.
        ?? (Inner<InvalidDataException>(error) is { } wrong ? Unreadable(wrong)
            : Inner<InvalidProtocolBufferException>(error) is { } broken ? Unreadable(broken)
            : IsLate(error, deadline) ? Late(error)
            : error.Status.DebugException is { } lost ? Lost(lost, error)
            : Refused(error));

    /// <summary>Reads an answer.</summary>
    /// <exception cref="InferenceException">It is not what the protocol says.</exception>
    public T Understand<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException error)
        {
            throw Unreadable(error);
        }
    }

    /// <summary>The status of an answer as HTTP has it: for an answer over gRPC the one that its own status corresponds to.</summary>
    /// <param name="answer">Whole, so that its trailers are there.</param>
    public static HttpStatusCode? StatusOf(HttpResponseMessage? answer) => answer is null ? null
        : Trailer(answer, StatusHeader) is { } text && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var status)
            ? StatusOf((StatusCode)status, Trailer(answer, RetryAfter) is not null)
            : answer.StatusCode;

    /// <summary>The Retry-After of an answer over gRPC, where it lies behind the answer; null where there is none.</summary>
    public static TimeSpan? WaitOf(HttpResponseMessage answer) =>
        answer.TrailingHeaders.TryGetValues(RetryAfter, out var values) ? Seconds(string.Join(',', values)) : null;

    private static string? Trailer(HttpResponseMessage answer, string name) =>
        answer.TrailingHeaders.TryGetValues(name, out var values) || answer.Headers.TryGetValues(name, out values)
            ? string.Join(',', values)
            : null;

    // Where the HttpClient's clock is the first, the call is cancelled below.
    private static bool IsLate(RpcException error, DateTime? deadline) =>
        Inner<OperationCanceledException>(error) is not null
        || (error.StatusCode == StatusCode.DeadlineExceeded && deadline <= DateTime.UtcNow + Early);

    // The correspondence of google/rpc/code.proto. What a server has too little of for good, such as room for the message, it does not
    // ask to try again for.
    private static HttpStatusCode StatusOf(StatusCode status, bool mayRetry) => status switch
    {
        StatusCode.OK => HttpStatusCode.OK,
        StatusCode.InvalidArgument or StatusCode.FailedPrecondition or StatusCode.OutOfRange => HttpStatusCode.BadRequest,
        StatusCode.Unauthenticated => HttpStatusCode.Unauthorized,
        StatusCode.PermissionDenied => HttpStatusCode.Forbidden,
        StatusCode.NotFound => HttpStatusCode.NotFound,
        StatusCode.AlreadyExists or StatusCode.Aborted => HttpStatusCode.Conflict,
        StatusCode.ResourceExhausted => mayRetry ? HttpStatusCode.TooManyRequests : HttpStatusCode.RequestEntityTooLarge,
        StatusCode.Unimplemented => HttpStatusCode.NotImplemented,
        StatusCode.Unavailable => HttpStatusCode.ServiceUnavailable,
        StatusCode.DeadlineExceeded => HttpStatusCode.GatewayTimeout,
        _ => HttpStatusCode.InternalServerError,
    };

    private static TimeSpan? Seconds(string? text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds <= MaxWait
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private static T? Inner<T>(RpcException error)
        where T : Exception
    {
        for (var inner = error.Status.DebugException; inner is not null; inner = inner.InnerException)
        {
            if (inner is T found)
            {
                return found;
            }
        }

        return null;
    }

    private InferenceException Unreadable(Exception error) => new(
        $"The answer of {url} for the model `{model}` cannot be read: {error.Message.TrimEnd('.')}. Does a server of the Open Inference "
        + "Protocol v2 run there?",
        url,
        model,
        cause: error);

    private InferenceException Late(RpcException error) => new(
        $"No answer from {url} for the model `{model}` "
        + (http.Timeout == Timeout.InfiniteTimeSpan
            ? $"in time: {error.Status.Detail} "
            : $"within {http.Timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s. ")
        + "Send fewer rows a request, or give an HttpClient with a longer Timeout.",
        url,
        model,
        cause: error);

    private InferenceException Lost(Exception lost, RpcException error) => new(
        $"No answer from {url} for the model `{model}`: {lost.Message} Is the server running, and does it speak gRPC at that address?",
        url,
        model,
        cause: error);

    private InferenceException Refused(RpcException error)
    {
        var wait = Seconds(error.Trailers.GetValue(RetryAfter));
        var message = error.Status.Detail is { Length: > 0 } detail ? detail : null;
        return new InferenceException(
            $"{url} answered {error.StatusCode} for the model `{model}`: {message ?? "it gave no reason."}{ServerWait.Show(wait)}",
            url,
            model,
            StatusOf(error.StatusCode, wait is not null),
            message,
            error)
        {
            RetryAfter = wait,
        };
    }
}
