namespace Microsoft.DotNet.Interactive.Commands;

/// <summary>Something that a kernel is asked to do.</summary>
/// <param name="targetKernelName">The kernel that is meant; null leaves it to the receiver.</param>
public abstract class KernelCommand(string? targetKernelName = null)
{
    /// <summary>What carries the command out instead of the kernel's own handler; null for the kernel's own.</summary>
    public KernelCommandInvocation? Handler { get; set; }

    /// <summary>The command in whose course this one was sent; null for one from outside.</summary>
    public KernelCommand? Parent { get; internal set; }

    /// <summary>The name of the kernel that is meant; null leaves it to the receiver.</summary>
    public string? TargetKernelName { get; internal set; } = targetKernelName;

    /// <summary>Carries the command out: by default through <see cref="Handler"/>.</summary>
    /// <param name="context">The invocation.</param>
    /// <returns>A task that ends when the command has been carried out.</returns>
    /// <exception cref="NotSupportedException">Nothing handles the command.</exception>
    public virtual Task InvokeAsync(KernelInvocationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Handler is { } handler ? handler(this, context) : throw new CommandNotSupportedException(GetType(), context.HandlingKernel);
    }
}
