using System.Text.Json.Serialization;

namespace Atelier.Monitoring;

/// <summary>A request and what became of it, as a line of the log.</summary>
/// <param name="Id">What names the request; labels that arrive later are joined by it.</param>
/// <param name="Time">When it came.</param>
/// <param name="Model">The name of the model.</param>
/// <param name="Version">The version that answered; empty where there is none.</param>
/// <param name="Duration">How long the answer took.</param>
public sealed record RecordedRequest(string Id, DateTimeOffset Time, string Model, string Version, TimeSpan Duration)
{
    /// <summary>Why there was no answer; null for a request that was answered.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Error { get; init; }

    /// <summary>What was asked.</summary>
    public IReadOnlyList<LoggedTensor> Inputs { get; init; } = [];

    /// <summary>What was answered; empty after an error.</summary>
    public IReadOnlyList<LoggedTensor> Outputs { get; init; } = [];
}
