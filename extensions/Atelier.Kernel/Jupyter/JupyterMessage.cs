using System.Text.Json;

namespace Atelier.Kernel;

/// <summary>A message from a front end, its signature checked.</summary>
internal sealed record JupyterMessage
{
    /// <summary>Whom to send the answer to.</summary>
    public required IReadOnlyList<byte[]> Identities { get; init; }

    /// <summary>The header as it came; answers carry it as their parent's.</summary>
    public required byte[] Header { get; init; }

    public required string Id { get; init; }

    public required string Type { get; init; }

    /// <summary>The message that this one answers; null when it says none.</summary>
    public string? ParentId { get; init; }

    public required JsonElement Metadata { get; init; }

    public required JsonElement Content { get; init; }
}
