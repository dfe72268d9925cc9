using System.Text.Json;

namespace Atelier.Kernel;

/// <summary>A piece of a magic command's line.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">What it says: for a quoted text without its quotes and escapes, else as it is written.</param>
internal sealed record MagicToken(MagicTokenKind Kind, string Text)
{
    /// <summary>A quoted text in which only <c>\"</c> is an escape, as paths on Windows need it.</summary>
    public string Verbatim { get; init; } = Text;

    /// <summary>The value of a JSON token, and what follows the colon of a reference when that is JSON.</summary>
    public JsonElement? Json { get; init; }

    /// <summary>What a reference refers to: <c>input</c>, <c>password</c> or a kernel.</summary>
    public string Source { get; init; } = "";

    /// <summary>What follows the colon of a reference: a question or a variable; null when nothing does.</summary>
    public string? Detail { get; init; }

    /// <summary>Whether the text is for a person to answer.</summary>
    public bool IsQuestion => Kind == MagicTokenKind.Reference && Source is "input" or "password";
}
