using Atelier.Prediction;
using Microsoft.Extensions.Logging;

namespace Atelier.Serving;

/// <summary>Shows requests that have been answered to a shadow version, and throws its answers away.</summary>
internal sealed partial class ShadowTraffic(ModelTable models, ILogger<ShadowTraffic> logger)
{
    /// <summary>Shows a request to its model's shadow, if it has one; returns at once and never fails.</summary>
    /// <param name="answered">The version that answered.</param>
    /// <param name="inputs">The request's inputs, which nobody changes any more.</param>
    public void Send(ServedModel answered, IReadOnlyList<NamedTensor> inputs)
    {
        if (models.Find(answered.Name) is not { Traffic: { Shadow: { } reference } traffic } routes
            || routes.Find(reference) is not { } shadow
            || shadow.Model.Version == answered.Version
            || Random.Shared.NextDouble() >= traffic.ShadowShare
            || !shadow.TryEnter())
        {
            return;
        }

        ThreadPool.UnsafeQueueUserWorkItem(
            static work => _ = work.Self.RunAsync(work.Shadow, work.Inputs), (Self: this, Shadow: shadow, Inputs: inputs), preferLocal: false);
    }

    private async Task RunAsync(HostedModel shadow, IReadOnlyList<NamedTensor> inputs)
    {
        using var lease = new ModelLease(shadow);
        try
        {
            shadow.Model.Predictor.Signature.EnsureAccepts(inputs);
            await shadow.Predictor.PredictAsync(inputs).ConfigureAwait(false);
        }
        catch (RequestException)
        {
            // Its queue is full: this request is left out.
        }
        catch (Exception error)
        {
            LogFailure(error, shadow.Model.Version, shadow.Model.Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The shadow {Version} of the model {Model} failed on a request")]
    private partial void LogFailure(Exception error, string version, string model);
}
