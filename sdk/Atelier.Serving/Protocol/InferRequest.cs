using Atelier.Prediction;

namespace Atelier.Serving;

/// <summary>What a client asks of a model.</summary>
/// <param name="Id">What the answer is to carry, so that the client knows it again; null where it does not care.</param>
/// <param name="Inputs">The tensors as they were sent, not yet checked against the model.</param>
/// <param name="Outputs">The names of the outputs that are wanted; empty for all.</param>
/// <param name="BinaryOutputs">The names of the outputs whose elements are wanted behind the JSON; null for all.</param>
internal sealed record InferRequest(
    string? Id, IReadOnlyList<NamedTensor> Inputs, IReadOnlyList<string> Outputs, IReadOnlyList<string>? BinaryOutputs)
{
    /// <summary>How long the request may take in all; null for as long as the server lets it.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Whether an output's elements go behind the JSON.</summary>
    public bool IsBinary(string output) => BinaryOutputs?.Contains(output) ?? true;
}
