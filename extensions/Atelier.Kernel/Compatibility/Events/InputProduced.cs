using Microsoft.DotNet.Interactive.Commands;

namespace Microsoft.DotNet.Interactive.Events;

/// <summary>The user's answer.</summary>
/// <param name="value">The answer.</param>
/// <param name="command">The question.</param>
public sealed class InputProduced(string value, RequestInput command) : KernelEvent(command)
{
    /// <summary>The answer.</summary>
    public string Value { get; } = value;
}
