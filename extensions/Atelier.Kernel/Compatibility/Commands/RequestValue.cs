namespace Microsoft.DotNet.Interactive.Commands;

/// <summary>Asks a kernel for the value of a variable. The answer is a <see cref="Events.ValueProduced"/>.</summary>
/// <param name="name">The variable.</param>
/// <param name="mimeType">The form in which a reader outside the process gets it.</param>
/// <param name="targetKernelName">The kernel that has it.</param>
public sealed class RequestValue(string name, string mimeType = "application/json", string? targetKernelName = null) : KernelCommand(targetKernelName)
{
    /// <summary>The variable.</summary>
    public string Name { get; } = name;

    /// <summary>The form in which a reader outside the process gets it.</summary>
    public string MimeType { get; } = mimeType;
}
