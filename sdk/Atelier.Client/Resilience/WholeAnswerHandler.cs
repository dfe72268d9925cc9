namespace Atelier.Client;

/// <summary>Reads an answer to its end, so that time-outs and retries cover its body too.</summary>
internal sealed class WholeAnswerHandler : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
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
}
