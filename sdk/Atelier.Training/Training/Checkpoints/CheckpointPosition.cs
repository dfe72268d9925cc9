using System.Text.Json;
using System.Text.Json.Serialization;
using Atelier.Evaluation;

namespace Atelier.Training;

/// <summary>Where a training stood when a checkpoint was written.</summary>
/// <param name="Epoch">The epoch that ran or had ended.</param>
/// <param name="Batch">Its finished batches.</param>
/// <param name="Step">The finished steps of all epochs.</param>
/// <param name="LearningRate">That of the last step.</param>
/// <param name="History">The finished epochs.</param>
internal sealed record CheckpointPosition(int Epoch, int Batch, int Step, double LearningRate, IReadOnlyList<EpochResult> History)
{
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    public static CheckpointPosition FromJson(string text) => JsonSerializer.Deserialize<CheckpointPosition>(text, Json)!;
}
