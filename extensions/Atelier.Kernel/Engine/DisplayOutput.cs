using System.Text.Json.Nodes;

namespace Atelier.Kernel;

/// <summary>A value that a cell shows, in one or more MIME types.</summary>
/// <param name="Data">
/// The same value by MIME type: a string node for text types, any JSON for types that end in <c>json</c>.
/// Always holds <c>text/plain</c>, so that readers without HTML (terminals, diffs) see something.
/// </param>
/// <param name="IsResult">True when this is the value of the cell's trailing expression, false for an explicit display.</param>
public sealed record DisplayOutput(IReadOnlyDictionary<string, JsonNode> Data, bool IsResult) : CellOutput;
