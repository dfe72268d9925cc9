using System.Net;
using System.Text;

namespace Atelier.Serving.Tests;

/// <summary>A server of another maker, as far as a client sees it: fixed answers by method and path.</summary>
internal sealed class CannedHandler : HttpMessageHandler
{
    private readonly Dictionary<string, (HttpStatusCode Status, string Body)> _answers = [];

    public List<(string Address, string Body)> Requests { get; } = [];

    public bool IsDisposed { get; private set; }

    public CannedHandler With(string methodAndPath, string body, HttpStatusCode status = HttpStatusCode.OK)
    {
        _answers[methodAndPath] = (status, body);
        return this;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        Requests.Add(($"{request.Method} {request.RequestUri}", body));
        return _answers.TryGetValue($"{request.Method} {request.RequestUri!.AbsolutePath}", out var answer)
            ? new HttpResponseMessage(answer.Status) { Content = new StringContent(answer.Body, Encoding.UTF8) }
            : throw new HttpRequestException($"Nothing canned for {request.Method} {request.RequestUri!.AbsolutePath}.");
    }

    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        base.Dispose(disposing);
    }
}
