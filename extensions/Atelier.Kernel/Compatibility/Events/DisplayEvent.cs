using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive.Events;

/// <summary>Something was shown.</summary>
/// <param name="value">The value; null where only its formatted forms are known.</param>
/// <param name="command">The command.</param>
/// <param name="formattedValues">The value's forms; null to have it formatted.</param>
/// <param name="valueId">The name by which the display can be updated; null for none.</param>
public abstract class DisplayEvent(
    object? value, KernelCommand command, IReadOnlyCollection<FormattedValue>? formattedValues = null, string? valueId = null)
    : KernelEvent(command)
{
    /// <summary>The value; null where only its formatted forms are known.</summary>
    public object? Value { get; } = value;

    /// <summary>The value's forms; empty to have it formatted.</summary>
    public IReadOnlyCollection<FormattedValue> FormattedValues { get; } = formattedValues ?? [];

    /// <summary>The name by which the display can be updated; null for none.</summary>
    public string? ValueId { get; } = valueId;
}
