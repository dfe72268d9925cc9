using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive.Commands;

/// <summary>Shows a formatted value.</summary>
/// <param name="formattedValue">What to show.</param>
/// <param name="valueId">The name by which it can be updated.</param>
public sealed class DisplayValue(FormattedValue formattedValue, string? valueId = null) : KernelCommand
{
    /// <summary>What to show.</summary>
    public FormattedValue FormattedValue { get; } = formattedValue;

    /// <summary>The name by which it can be updated; null for none.</summary>
    public string? ValueId { get; } = valueId;

    /// <inheritdoc/>
    public override Task InvokeAsync(KernelInvocationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Publish(new Events.DisplayedValueProduced(null, this, [FormattedValue], ValueId));
        return Task.CompletedTask;
    }
}
