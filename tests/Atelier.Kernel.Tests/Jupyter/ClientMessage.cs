using System.Text.Json;

namespace Atelier.Kernel.Tests;

/// <summary>A message that a front end received.</summary>
internal sealed record ClientMessage(string Type, JsonElement Header, JsonElement Parent, JsonElement Metadata, JsonElement Content)
{
    public string? ParentId => Parent.Text("msg_id");

    public string? Status => Content.Text("status");

    public string? State => Content.Text("execution_state");
}
