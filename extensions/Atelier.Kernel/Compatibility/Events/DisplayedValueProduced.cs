using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive.Events;

/// <summary>A value was displayed.</summary>
/// <param name="value">The value; null where only its formatted forms are known.</param>
/// <param name="command">The command.</param>
/// <param name="formattedValues">The value's forms; null to have it formatted.</param>
/// <param name="valueId">The name by which the display can be updated; null for none.</param>
public sealed class DisplayedValueProduced(object? value, KernelCommand command, IReadOnlyCollection<FormattedValue>? formattedValues = null, string? valueId = null)
    : DisplayEvent(value, command, formattedValues, valueId);
