using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive.Events;

/// <summary>A display got another content.</summary>
/// <param name="value">The value; null where only its formatted forms are known.</param>
/// <param name="valueId">The name of the display.</param>
/// <param name="command">The command.</param>
/// <param name="formattedValues">The value's forms; null to have it formatted.</param>
public sealed class DisplayedValueUpdated(object? value, string valueId, KernelCommand command, IReadOnlyCollection<FormattedValue>? formattedValues = null)
    : DisplayEvent(value, command, formattedValues, valueId);
