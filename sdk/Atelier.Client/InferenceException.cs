using System.Net;

namespace Atelier.Client;

/// <summary>A model server could not be reached, refused a request, or answered something else than the protocol says.</summary>
public sealed class InferenceException : Exception
{
    internal InferenceException(
        string message, Uri url, string model, HttpStatusCode? statusCode = null, string? serverMessage = null, Exception? cause = null)
        : base(message, cause)
    {
        Url = url;
        Model = model;
        StatusCode = statusCode;
        ServerMessage = serverMessage;
    }

    /// <summary>The server's address.</summary>
    public Uri Url { get; }

    /// <summary>The model that was asked for.</summary>
    public string Model { get; }

    /// <summary>
    /// The HTTP status of the answer, over gRPC the one that its status corresponds to, such as 404 for NOT_FOUND; null when no answer
    /// came.
    /// </summary>
    public HttpStatusCode? StatusCode { get; }

    /// <summary>
    /// How long to wait before the next request: the server's Retry-After, or the time for which a broken circuit stays so.
    /// Null when none was told.
    /// </summary>
    public TimeSpan? RetryAfter { get; internal init; }

    /// <summary>What the server said of the failure; null when it said nothing, or the failure is not its own.</summary>
    public string? ServerMessage { get; }
}
