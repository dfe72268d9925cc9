using Microsoft.DotNet.Interactive.Commands;

namespace Microsoft.DotNet.Interactive.Events;

/// <summary>What a kernel says of itself.</summary>
/// <param name="kernelInfo">The description.</param>
/// <param name="command">The command that asked for it.</param>
public sealed class KernelInfoProduced(KernelInfo kernelInfo, KernelCommand command) : KernelEvent(command)
{
    /// <summary>The description.</summary>
    public KernelInfo KernelInfo { get; } = kernelInfo;
}
