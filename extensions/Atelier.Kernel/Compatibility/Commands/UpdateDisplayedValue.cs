using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive.Commands;

/// <summary>Shows something else in the place of a displayed value.</summary>
/// <param name="formattedValue">What to show.</param>
/// <param name="valueId">The name of the display.</param>
public sealed class UpdateDisplayedValue(FormattedValue formattedValue, string valueId) : KernelCommand
{
    /// <summary>What to show.</summary>
    public FormattedValue FormattedValue { get; } = formattedValue;

    /// <summary>The name of the display.</summary>
    public string ValueId { get; } = valueId;

    /// <inheritdoc/>
    public override Task InvokeAsync(KernelInvocationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Publish(new Events.DisplayedValueUpdated(null, ValueId, this, [FormattedValue]));
        return Task.CompletedTask;
    }
}
