using Atelier.Prediction;

namespace Atelier.Client;

/// <summary>The way to one model on one server: over HTTP or over gRPC.</summary>
internal interface IModelConnection : IDisposable
{
    /// <summary>Asks what the model takes and gives, and learns how to talk to its server; called first, and once.</summary>
    /// <exception cref="InferenceException">No server answers there, it has no such model, or it does not speak the protocol.</exception>
    Task<ModelSignature> ConnectAsync(CancellationToken cancellationToken);

    /// <summary>Predicts.</summary>
    /// <param name="inputs">Checked against the signature.</param>
    /// <param name="outputs">The outputs that the answer must have, in the order that they are given back.</param>
    /// <param name="cancellationToken">Gives up the call.</param>
    /// <exception cref="InferenceException">The server is not there, refused the request, or answered something else.</exception>
    Task<IReadOnlyList<NamedTensor>> InferAsync(
        IReadOnlyList<NamedTensor> inputs, IReadOnlyList<TensorSpec> outputs, CancellationToken cancellationToken);

    /// <summary>Whether the server answers that it lives; false also when nothing answers.</summary>
    Task<bool> IsLiveAsync(CancellationToken cancellationToken);

    /// <summary>Whether the server answers that the model can predict now; false also when nothing answers.</summary>
    Task<bool> IsReadyAsync(CancellationToken cancellationToken);
}
