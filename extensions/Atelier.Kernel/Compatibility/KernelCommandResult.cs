using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;

namespace Microsoft.DotNet.Interactive;

/// <summary>What became of a command.</summary>
/// <param name="command">The command.</param>
/// <param name="events">What happened, in order; the last tells whether the command succeeded.</param>
public sealed class KernelCommandResult(KernelCommand command, IReadOnlyList<KernelEvent> events)
{
    /// <summary>The command.</summary>
    public KernelCommand Command { get; } = command;

    /// <summary>What happened, in order; the last is a <see cref="CommandSucceeded"/> or a <see cref="CommandFailed"/>.</summary>
    public IReadOnlyList<KernelEvent> Events { get; } = events;
}
