using Microsoft.DotNet.Interactive.Commands;

namespace Microsoft.DotNet.Interactive.Events;

/// <summary>A command was not carried out to its end.</summary>
/// <param name="exception">Why; null when only the message is known.</param>
/// <param name="command">The command.</param>
/// <param name="message">Why, in words; null for the exception's.</param>
public sealed class CommandFailed(Exception? exception, KernelCommand command, string? message = null) : KernelEvent(command)
{
    /// <summary>Tells of a failure without an exception.</summary>
    /// <param name="message">Why, in words.</param>
    /// <param name="command">The command.</param>
    public CommandFailed(string message, KernelCommand command)
        : this(null, command, message)
    {
    }

    /// <summary>Why; null when only the message is known.</summary>
    public Exception? Exception { get; } = exception;

    /// <summary>Why, in words.</summary>
    public string Message { get; set; } = message ?? exception?.Message ?? "";

    /// <summary>The message.</summary>
    public override string ToString() => $"{nameof(CommandFailed)}: {Message}";
}
