namespace Microsoft.DotNet.Interactive.Commands;

/// <summary>Asks a kernel to describe itself. The answer is a <see cref="Events.KernelInfoProduced"/>.</summary>
/// <param name="targetKernelName">The kernel.</param>
public sealed class RequestKernelInfo(string? targetKernelName = null) : KernelCommand(targetKernelName);
