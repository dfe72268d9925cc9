namespace Microsoft.DotNet.Interactive.Commands;

/// <summary>Asks the front end for a new cell with the given code.</summary>
/// <param name="kernelName">The new cell's language.</param>
/// <param name="code">The new cell's text.</param>
/// <param name="targetKernelName">The kernel that passes it on.</param>
public sealed class SendEditableCode(string kernelName, string code, string? targetKernelName = null) : KernelCommand(targetKernelName)
{
    /// <summary>The new cell's language.</summary>
    public string KernelName { get; } = kernelName;

    /// <summary>The new cell's text.</summary>
    public string Code { get; } = code;

    /// <summary>The index of the new cell; null leaves it to the front end.</summary>
    public int? InsertAtPosition { get; set; }
}
