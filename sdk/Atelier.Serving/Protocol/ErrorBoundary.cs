using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Atelier.Serving;

/// <summary>Answers every failure with an error in the protocol's form, and keeps what is inside the server out of it.</summary>
internal sealed partial class ErrorBoundary(ILogger<ErrorBoundary> logger, int maxRequestBytes)
{
    /// <summary>Runs the rest of a request.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context).ConfigureAwait(false);
            if (!context.Response.HasStarted && context.Response is { StatusCode: >= 400, ContentLength: null })
            {
                await JsonBodies.WriteErrorAsync(context, context.Response.StatusCode, Unrouted(context)).ConfigureAwait(false);
            }
        }
        catch (RequestException error)
        {
            if (error.RetryAfter is { } wait && !context.Response.HasStarted)
            {
                context.Response.Headers.RetryAfter = wait.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
            }

            await AnswerAsync(context, error.StatusCode, error.Message).ConfigureAwait(false);
        }
        catch (BadHttpRequestException error)
        {
            var message = error.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? $"The body has more than {maxRequestBytes} bytes, the limit of this server. Send fewer rows a request."
                : error.Message;
            await AnswerAsync(context, error.StatusCode, message).ConfigureAwait(false);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there any more to be answered.
        }
        catch (Exception error)
        {
            LogFailure(error, context.Request.Method, context.Request.Path);
            const string message = "The server failed on this request; its log says why.";
            await AnswerAsync(context, StatusCodes.Status500InternalServerError, message).ConfigureAwait(false);
        }
    }

    private static Task AnswerAsync(HttpContext context, int statusCode, string message)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return Task.CompletedTask;
        }

        if (statusCode == StatusCodes.Status408RequestTimeout && context.Request.Protocol == HttpProtocol.Http11)
        {
            // The rest of the body is not waited for.
            context.Response.Headers.Connection = "close";
        }

        return GrpcErrors.IsGrpc(context.Request) ? GrpcErrors.WriteAsync(context, statusCode, message) : JsonBodies.WriteErrorAsync(context, statusCode, message);
    }

    private static string Unrouted(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status405MethodNotAllowed =>
            $"{context.Request.Method} is not answered at `{context.Request.Path}`; use {context.Response.Headers.Allow}.",
        StatusCodes.Status404NotFound =>
            $"There is nothing at `{context.Request.Path}`; this server answers /, /metrics, /openapi.json, /v2, /v2/health/live, /v2/health/ready, "
            + "/v2/models/MODEL[/versions/VERSION], and under that /ready and /infer.",
        var status => $"The request was refused with status {status}.",
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private partial void LogFailure(Exception error, string method, string path);
}
