using System.Net;
using System.Text;

namespace Atelier.Serving.Tests;

/// <summary>A server whose model takes three features: it tells that, and then goes by a script, the last line of which repeats.</summary>
internal sealed class ScriptedHandler(params Func<CancellationToken, Task<HttpResponseMessage>>[] script) : HttpMessageHandler
{
    private const string Metadata =
        """
        {"name":"m","inputs":[{"name":"features","datatype":"FP32","shape":[-1,3]}],"outputs":[{"name":"y","datatype":"FP32","shape":[-1]}]}
        """;

    private int _asked;

    /// <summary>How many requests came, those for metadata not counted.</summary>
    public int Asked => _asked;

    /// <summary>How often the metadata was asked for.</summary>
    public int Connected { get; private set; }

    /// <summary>The bodies of the requests.</summary>
    public List<string> Bodies { get; } = [];

    public static Func<CancellationToken, Task<HttpResponseMessage>> Answer(
        HttpStatusCode status, string? error = null, TimeSpan? retryAfter = null) => _ =>
    {
        var answer = new HttpResponseMessage(status)
        {
            Content = new StringContent(
                error is null ? """{"outputs":[{"name":"y","datatype":"FP32","shape":[1],"data":[0.5]}]}""" : $$"""{"error":"{{error}}"}""",
                Encoding.UTF8),
        };
        answer.Headers.RetryAfter = retryAfter is { } wait ? new(wait) : null;
        return Task.FromResult(answer);
    };

    public static Func<CancellationToken, Task<HttpResponseMessage>> Lost(HttpRequestError error = HttpRequestError.ConnectionError) =>
        _ => throw new HttpRequestException(error, "The line is dead.");

    public static Func<CancellationToken, Task<HttpResponseMessage>> Silence() => async token =>
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, token);
        throw new InvalidOperationException("Nobody waited to the end.");
    };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri!.AbsolutePath == "/v2/models/m")
        {
            Connected++;
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(Metadata, Encoding.UTF8) };
        }

        if (request.RequestUri.AbsolutePath == "/v2")
        {
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("""{"name":"scripted","version":"1","extensions":[]}""", Encoding.UTF8) };
        }

        Bodies.Add(request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken));
        return await script[Math.Min(_asked++, script.Length - 1)](cancellationToken);
    }
}
