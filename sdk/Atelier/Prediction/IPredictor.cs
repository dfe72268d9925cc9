namespace Atelier.Prediction;

/// <summary>A model that answers: in this process, on a server, or wrapped by something that watches it.</summary>
/// <remarks>Implementations are safe to call from several threads at once.</remarks>
public interface IPredictor : IDisposable
{
    /// <summary>What the model takes and gives.</summary>
    ModelSignature Signature { get; }

    /// <summary>Predicts one batch.</summary>
    /// <param name="inputs">Every input of <see cref="Signature"/> once, in any order.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    /// <returns>Every output of <see cref="Signature"/>, in its order; rows as in the inputs.</returns>
    /// <exception cref="ArgumentException">The inputs do not fit the signature; the message says how.</exception>
    ValueTask<IReadOnlyList<NamedTensor>> PredictAsync(IReadOnlyList<NamedTensor> inputs, CancellationToken cancellationToken = default);
}
