namespace Microsoft.DotNet.Interactive.Commands;

/// <summary>Asks for a file to be run as <c>#!import</c> does.</summary>
/// <param name="filePath">The file.</param>
/// <param name="targetKernelName">The kernel that imports it.</param>
public sealed class ImportDocument(string filePath, string? targetKernelName = null) : KernelCommand(targetKernelName)
{
    /// <summary>The file.</summary>
    public string FilePath { get; } = filePath;
}
