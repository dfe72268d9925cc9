using System.Text.Json.Nodes;

namespace Atelier.Benchmarks.Kernel;

/// <summary>What came back for a request.</summary>
/// <param name="Content">The content of the reply.</param>
/// <param name="Outputs">The messages of the output channel for it, in their order.</param>
public sealed record JupyterReply(JsonNode Content, IReadOnlyList<(string Type, JsonNode Content)> Outputs)
{
    /// <summary>True when the kernel did what was asked.</summary>
    public bool IsOk => (string?)Content["status"] == "ok";

    /// <summary>The plain text of the cell's value; null when there is none.</summary>
    public string? Value => (string?)Outputs.FirstOrDefault(output => output.Type == "execute_result").Content?["data"]?["text/plain"];
}
