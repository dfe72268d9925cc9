using System.Text.Json;

namespace Atelier.Kernel;

/// <summary>Finds the language of a cell in what front ends say beside its code.</summary>
internal static class RequestLanguage
{
    private static readonly string[] Prefixes = ["polyglot-notebook.", "dotnet-interactive."];

    /// <summary>The name of the cell's kernel; null when the request names none.</summary>
    public static string? Find(JupyterMessage message) =>
        In(message.Metadata) ?? In(message.Metadata.Member("cell")) ?? In(message.Metadata.Member("cell_metadata"))
        ?? In(message.Content.Member("metadata")) ?? In(message.Content.Member("cell_metadata"));

    private static string? In(JsonElement? metadata)
    {
        if (metadata is not { } json)
            return null;
        var name = json.Member("polyglot_notebook")?.Text("kernelName") ?? json.Member("dotnet_interactive")?.Text("language")
            ?? json.Member("vscode")?.Text("languageId") ?? In(json.Member("metadata"));
        foreach (var prefix in Prefixes)
            if (name is not null && name.StartsWith(prefix, StringComparison.Ordinal))
                name = name[prefix.Length..];
        return string.IsNullOrWhiteSpace(name) ? null : name;
    }
}
