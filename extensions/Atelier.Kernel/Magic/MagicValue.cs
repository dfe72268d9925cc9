using System.Text.Json;
using Microsoft.DotNet.Interactive;

namespace Atelier.Kernel;

/// <summary>What was given for a parameter, with references followed.</summary>
/// <param name="Token">How it stands on the line.</param>
/// <param name="Value">A text, a <see cref="JsonElement"/>, a <see cref="PasswordString"/>, or the value of another kernel's variable.</param>
internal sealed record MagicValue(MagicToken Token, object? Value)
{
    /// <summary>Where the value came from; null for one that stands on the line or was asked for.</summary>
    public SharedValue? Shared { get; init; }

    /// <summary>The value as text: what it is, or JSON.</summary>
    public string Text => Value switch
    {
        string text => text,
        JsonElement => Token.Text,
        PasswordString password => password.GetClearTextPassword(),
        _ when Shared is { } shared => shared.FormattedValue.Value,
        _ => Value?.ToString() ?? "",
    };
}
