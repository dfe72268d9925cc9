using System.Net.Sockets;

namespace Atelier.Client;

/// <summary>Reads an answer to its end, so that time-outs and retries cover its body too.</summary>
internal sealed class WholeAnswerHandler : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            await answer.Content.LoadIntoBufferAsync(cancellationToken).ConfigureAwait(false);
            return answer;
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    private async Task<HttpResponseMessage> AskAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException error)
        {
            // The sockets handler lets this one out bare when a connection is reset as soon as it stands.
            throw new HttpRequestException(HttpRequestError.ConnectionError, error.Message, error);
        }
    }
}
