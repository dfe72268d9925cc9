using Microsoft.AspNetCore.Http;

namespace Atelier.Serving;

/// <summary>A request that is answered with an error of its sender, or of the moment; nothing for the log.</summary>
internal sealed class RequestException(int statusCode, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>400 with what an argument is refused for; the name of the parameter says nothing to a client.</summary>
    public static RequestException Of(ArgumentException error) => new(
        StatusCodes.Status400BadRequest, error.Message.Replace($" (Parameter '{error.ParamName}')", "", StringComparison.Ordinal), error);

    /// <summary>The HTTP status of the answer.</summary>
    public int StatusCode { get; } = statusCode;

    /// <summary>When to try again; null where trying again does not help.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
