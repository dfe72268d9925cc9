using System.Text.Json.Serialization;

namespace Atelier.Packaging;

/// <summary>Where a model comes from: enough to judge it and to train it again.</summary>
public sealed record Provenance
{
    /// <summary>When training ended, in UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The training data.</summary>
    public required DataSummary Data { get; init; }

    /// <summary>The settings of the training by name, such as <c>epochs</c> or <c>seed</c>, in invariant culture.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    /// <summary>The last figures of the training by name, such as <c>validation_loss</c>.</summary>
    public IReadOnlyDictionary<string, double> Figures { get; init; } = new Dictionary<string, double>();

    /// <summary>The versions of what took part by name, such as <c>TorchSharp</c>.</summary>
    public IReadOnlyDictionary<string, string> Versions { get; init; } = new Dictionary<string, string>();

    /// <summary>The device and processor that trained it, such as <c>cpu, 2 cores, Linux x64</c>.</summary>
    public string Hardware { get; init; } = "";

    /// <summary>How long the training took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The seeds of everything random in the training by name, such as <c>training</c>.</summary>
    public IReadOnlyDictionary<string, long> Seeds { get; init; } = new Dictionary<string, long>();

    /// <summary>The Git commit of the sources that trained it, in hexadecimal; null when they lay in no repository.</summary>
    /// <remarks>Changes that had not been committed are not seen.</remarks>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Commit { get; init; }

    /// <summary>The energy that the training took; null where nobody looked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EnergyUse? Energy { get; init; }
}
