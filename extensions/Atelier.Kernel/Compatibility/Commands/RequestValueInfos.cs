namespace Microsoft.DotNet.Interactive.Commands;

/// <summary>Asks a kernel which variables it has. The answer is a <see cref="Events.ValueInfosProduced"/>.</summary>
/// <param name="targetKernelName">The kernel.</param>
/// <param name="mimeType">The form in which values are summed up.</param>
public sealed class RequestValueInfos(string? targetKernelName = null, string mimeType = "text/plain+summary") : KernelCommand(targetKernelName)
{
    /// <summary>The form in which values are summed up.</summary>
    public string MimeType { get; } = mimeType;
}
