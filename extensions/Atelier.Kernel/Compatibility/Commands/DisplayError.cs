namespace Microsoft.DotNet.Interactive.Commands;

/// <summary>Shows an error message in the running cell's output.</summary>
/// <param name="message">The message.</param>
public sealed class DisplayError(string message) : KernelCommand
{
    /// <summary>The message.</summary>
    public string Message { get; } = message;

    /// <inheritdoc/>
    public override Task InvokeAsync(KernelInvocationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Publish(new Events.ErrorProduced(Message, this));
        return Task.CompletedTask;
    }
}
