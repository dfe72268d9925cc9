using System.Text.Json;
using Microsoft.DotNet.Interactive.Commands;

namespace Atelier.Kernel;

/// <summary>The value that a command brings to a kernel of this process.</summary>
internal static class SentValue
{
    /// <summary>The value itself where it came by reference; else what its text stands for.</summary>
    /// <returns>JSON gives a bool, a number, a string or null, and a <see cref="JsonDocument"/> for the rest; other text gives a string.</returns>
    public static object? Read(SendValue command)
    {
        if (command.Value is not null || command.FormattedValue is not { } formatted)
            return command.Value;
        if (formatted.MimeType != "application/json")
            return formatted.Value;
        var document = JsonDocument.Parse(formatted.Value);
        return document.RootElement.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Number => document.RootElement.GetDouble(),
            JsonValueKind.String => document.RootElement.GetString(),
            JsonValueKind.Null => null,
            _ => document,
        };
    }
}
