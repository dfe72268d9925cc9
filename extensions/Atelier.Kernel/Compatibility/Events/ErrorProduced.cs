using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive.Events;

/// <summary>An error was shown.</summary>
/// <param name="message">The message.</param>
/// <param name="command">The command.</param>
/// <param name="formattedValues">The message's forms; null for plain text.</param>
public sealed class ErrorProduced(string message, KernelCommand command, IReadOnlyCollection<FormattedValue>? formattedValues = null)
    : DisplayEvent(message, command, formattedValues)
{
    /// <summary>The message.</summary>
    public string Message { get; } = message;

    /// <summary>The message.</summary>
    public override string ToString() => $"{nameof(ErrorProduced)}: {Message}";
}
