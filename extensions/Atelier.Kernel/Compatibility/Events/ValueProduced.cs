using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive.Events;

/// <summary>The value of a variable.</summary>
/// <param name="value">The value, by reference; null where only its formatted form is known.</param>
/// <param name="name">The variable.</param>
/// <param name="formattedValue">The value as text.</param>
/// <param name="command">The command that asked for it.</param>
public sealed class ValueProduced(object? value, string name, FormattedValue formattedValue, RequestValue command) : KernelEvent(command)
{
    /// <summary>The value, by reference; null where only its formatted form is known.</summary>
    public object? Value { get; } = value;

    /// <summary>The variable.</summary>
    public string Name { get; } = name;

    /// <summary>The value as text.</summary>
    public FormattedValue FormattedValue { get; } = formattedValue;
}
