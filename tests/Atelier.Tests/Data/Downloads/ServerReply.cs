using System.Globalization;

namespace Atelier.Tests.Data.Downloads;

/// <summary>What a server answers, and how badly.</summary>
internal sealed record ServerReply
{
    public int Status { get; init; } = 200;

    public byte[] Body { get; init; } = [];

    /// <summary>The length that the server claims; null for the true one, -1 for none.</summary>
    public long? ClaimedLength { get; init; }

    /// <summary>Where it closes the connection; null for the end.</summary>
    public int? CutAfter { get; init; }

    public string? ETag { get; init; }

    /// <summary>Further header lines.</summary>
    public IReadOnlyList<string> Headers { get; init; } = [];

    /// <summary>Held before anything is sent.</summary>
    public Task Before { get; init; } = Task.CompletedTask;

    /// <summary>Held before the connection is closed.</summary>
    public Task After { get; init; } = Task.CompletedTask;

    /// <summary>Completed when everything has been handed to the network.</summary>
    public TaskCompletionSource Sent { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Head
    {
        get
        {
            string[] lines =
            [
                $"HTTP/1.1 {Status.ToString(CultureInfo.InvariantCulture)} Answer",
                "Connection: close",
                .. ClaimedLength == -1 ? Array.Empty<string>() : [$"Content-Length: {(ClaimedLength ?? Body.Length).ToString(CultureInfo.InvariantCulture)}"],
                .. ETag is null ? Array.Empty<string>() : [$"ETag: {ETag}"],
                .. Headers,
            ];
            return string.Join("\r\n", lines) + "\r\n\r\n";
        }
    }

    /// <summary>The file as a good server gives it: the rest after a range that names the right version, else all of it.</summary>
    public static ServerReply Of(byte[] file, ServerRequest request, string etag = "\"v1\"") =>
        request.From > 0 && request.IfRange == etag
            ? new ServerReply
            {
                Status = 206,
                Body = file[request.From..],
                ETag = etag,
                Headers = [string.Create(CultureInfo.InvariantCulture, $"Content-Range: bytes {request.From}-{file.Length - 1}/{file.Length}")],
            }
            : new ServerReply { Body = file, ETag = etag };
}
