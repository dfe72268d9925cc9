using System.Text.Json.Nodes;

namespace Atelier.Kernel;

/// <summary>A value to be shown, in one or more representations of which a front end picks the richest that it knows.</summary>
/// <param name="Data">
/// The representations by MIME type: a JSON string, or for types ending in <c>json</c> a JSON value. Always has <c>text/plain</c>.
/// </param>
/// <param name="IsResult">Whether this is the value of the cell's last expression rather than something shown on the way.</param>
public sealed record DisplayOutput(IReadOnlyDictionary<string, JsonNode> Data, bool IsResult) : CellOutput
{
    /// <summary>The name by which later outputs replace this one; null when nothing will.</summary>
    /// <value>Default: null.</value>
    public string? DisplayId { get; init; }

    /// <summary>
    /// Whether this replaces the content of every display that has the same <see cref="DisplayId"/>, in this cell or an earlier one,
    /// instead of being shown by itself.
    /// </summary>
    /// <value>Default: false.</value>
    public bool IsUpdate { get; init; }
}
