namespace Microsoft.DotNet.Interactive.Commands;

/// <summary>Interrupts what runs.</summary>
/// <param name="targetKernelName">The kernel that is meant.</param>
public sealed class Cancel(string? targetKernelName = null) : KernelCommand(targetKernelName);
