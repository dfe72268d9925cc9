using System.Globalization;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Atelier.Serving;

/// <summary>Tells the server's refusals in the words of gRPC.</summary>
internal static class GrpcErrors
{
    /// <summary>The metadata that says after how many seconds to try again.</summary>
    private const string RetryAfter = "retry-after";

    private const string MediaType = "application/grpc";

    /// <summary>Whether a request is a gRPC call.</summary>
    public static bool IsGrpc(HttpRequest request) =>
        request.ContentType?.StartsWith(MediaType, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>A refusal as an exception that ends a call.</summary>
    public static RpcException Of(RequestException error)
    {
        var trailers = new Metadata();
        if (error.RetryAfter is { } wait)
        {
            trailers.Add(RetryAfter, wait.TotalSeconds.ToString("0", CultureInfo.InvariantCulture));
        }

        return new RpcException(new Status(StatusOf(error.StatusCode), JsonBodies.Shortened(error.Message)), trailers);
    }

    /// <summary>Ends a call before it has reached its method; a Retry-After of the answer stays.</summary>
    public static Task WriteAsync(HttpContext context, int statusCode, string message)
    {
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentType = MediaType;
        context.Response.Headers["grpc-status"] = ((int)StatusOf(statusCode)).ToString(CultureInfo.InvariantCulture);
        context.Response.Headers["grpc-message"] = Uri.EscapeDataString(JsonBodies.Shortened(message));
        return context.Response.CompleteAsync();
    }

    private static StatusCode StatusOf(int statusCode) => statusCode switch
    {
        StatusCodes.Status401Unauthorized => StatusCode.Unauthenticated,
        StatusCodes.Status403Forbidden => StatusCode.PermissionDenied,
        StatusCodes.Status404NotFound => StatusCode.NotFound,
        StatusCodes.Status408RequestTimeout or StatusCodes.Status504GatewayTimeout => StatusCode.DeadlineExceeded,
        StatusCodes.Status413PayloadTooLarge or StatusCodes.Status429TooManyRequests => StatusCode.ResourceExhausted,
        StatusCodes.Status503ServiceUnavailable => StatusCode.Unavailable,
        >= 500 => StatusCode.Internal,
        _ => StatusCode.InvalidArgument,
    };
}
