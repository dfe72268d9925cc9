using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Atelier.Client;

/// <summary>Sends the requests of one model's client, and tells failures as <see cref="InferenceException"/>.</summary>
internal sealed class ServerConnection : IDisposable
{
    private const int QuotedLength = 300;

    private static readonly MediaTypeHeaderValue JsonType = new("application/json");
    private static readonly MediaTypeHeaderValue BinaryType = new(BinaryPart.MediaType);

    private readonly HttpClient _http;
    private readonly Uri _base;
    private readonly string _model;
    private readonly bool _owned;

    public ServerConnection(Uri url, string model, HttpClient? http)
    {
        Url = url;
        // Relative addresses are joined behind the last slash: without it, the last folder of a prefix would be lost.
        _base = url.AbsoluteUri.EndsWith('/') ? url : new Uri($"{url.AbsoluteUri}/");
        _model = model;
        _owned = http is null;
        _http = http ?? new HttpClient(ServerAddress.Handler(url));
    }

    /// <summary>The server's address.</summary>
    public Uri Url { get; }

    /// <summary>Gets the body of a successful answer.</summary>
    public async Task<byte[]> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_base, path));
        return (await SendAsync(request, cancellationToken).ConfigureAwait(false)).Body;
    }

    /// <summary>Posts JSON, with bytes behind it where a length of the JSON is given, and gets a successful answer.</summary>
    /// <returns>The body, and what the answer's header says of the length of its JSON; null where it says nothing.</returns>
    public async Task<(byte[] Body, string? JsonLength)> PostAsync(
        string path, ReadOnlyMemory<byte> body, int? jsonLength, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_base, path)) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = jsonLength is null ? JsonType : BinaryType;
        if (jsonLength is { } length)
        {
            request.Headers.Add(BinaryPart.LengthHeader, length.ToString(CultureInfo.InvariantCulture));
        }

        return await SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether the server lists an extension; false also where it tells nothing of itself.</summary>
    public async Task<bool> HasExtensionAsync(string extension, CancellationToken cancellationToken)
    {
        try
        {
            var body = await GetAsync("v2", cancellationToken).ConfigureAwait(false);
            return Field(body, "extensions") is { ValueKind: JsonValueKind.Array } extensions
                && extensions.EnumerateArray().Any(entry => entry.ValueKind == JsonValueKind.String && entry.ValueEquals(extension));
        }
        catch (InferenceException)
        {
            // Its metadata of a model it has told; a gateway may serve no more than that.
            return false;
        }
    }

    /// <summary>Whether an address answers with success, and does not deny its health in the body.</summary>
    public async Task<bool> IsHealthyAsync(string path, string field, CancellationToken cancellationToken)
    {
        try
        {
            var body = await GetAsync(path, cancellationToken).ConfigureAwait(false);
            // Some servers answer with the status alone, others with {"ready": false} and 200.
            return Field(body, field) is not { ValueKind: JsonValueKind.False };
        }
        catch (InferenceException)
        {
            return false;
        }
    }

    /// <summary>Reads the body of an answer.</summary>
    /// <exception cref="InferenceException">It is not what the protocol says.</exception>
    public T Understand<T>(byte[] body, Func<byte[], T> read)
    {
        try
        {
            return read(body);
        }
        catch (Exception error) when (error is JsonException or InvalidDataException or InvalidOperationException)
        {
            throw new InferenceException(
                $"The answer of {Url} for the model `{_model}` cannot be read: {error.Message.TrimEnd('.')}. Does a server of the Open "
                + $"Inference Protocol v2 run there? The answer begins {Quote(body)}",
                Url,
                _model,
                cause: error);
        }
    }

    public void Dispose()
    {
        if (_owned)
        {
            _http.Dispose();
        }
    }

    private static JsonElement? Field(byte[] body, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(name, out var value)
                ? value.Clone()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Quote(byte[] body) => body.Length == 0
        ? "with nothing: it is empty."
        : $"`{Encoding.UTF8.GetString(body, 0, Math.Min(body.Length, QuotedLength))}`.";

    private async Task<(byte[] Body, string? JsonLength)> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            var jsonLength = response.Headers.TryGetValues(BinaryPart.LengthHeader, out var values) ? string.Join(',', values) : null;
            return response.IsSuccessStatusCode ? (body, jsonLength) : throw Refused(response, body);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or SocketException)
        {
            throw new InferenceException(
                $"No answer from {Url} for the model `{_model}`: {error.Message} Is the server running, and is that its address? "
                + "A server that finds a request too large may also hang up: then send fewer rows at a time.",
                Url,
                _model,
                cause: error);
        }
        catch (OperationCanceledException error) when (error.InnerException is TimeoutException)
        {
            throw new InferenceException(
                $"No answer from {Url} for the model `{_model}` within {_http.Timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s. "
                + "Send fewer rows a request, or give an HttpClient with a longer Timeout.",
                Url,
                _model,
                cause: error);
        }
    }

    private InferenceException Refused(HttpResponseMessage response, byte[] body)
    {
        var message = Field(body, "error") is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
        var wait = ServerWait.Of(response, TimeProvider.System);
        return new InferenceException(
            $"{Url} answered {(int)response.StatusCode} ({response.ReasonPhrase}) for the model `{_model}`: "
            + (message ?? $"the answer begins {Quote(body)}")
            + ServerWait.Show(wait),
            Url,
            _model,
            response.StatusCode,
            message)
        {
            RetryAfter = wait,
        };
    }
}
