using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive.Events;

/// <summary>Text was written to the console's error output.</summary>
/// <param name="command">The command.</param>
/// <param name="formattedValues">The text.</param>
/// <param name="valueId">Not used by this kernel.</param>
public sealed class StandardErrorValueProduced(
    KernelCommand command, IReadOnlyCollection<FormattedValue>? formattedValues = null, string? valueId = null)
    : DisplayEvent(formattedValues?.FirstOrDefault()?.Value, command, formattedValues, valueId);
