namespace Microsoft.DotNet.Interactive.Directives;

/// <summary>A line that selects the kernel of the text below it.</summary>
/// <param name="name">Its name, <c>#!</c> included.</param>
/// <param name="kernelName">The kernel.</param>
public sealed class KernelSpecifierDirective(string name, string kernelName) : KernelDirective(name)
{
    /// <summary>The kernel.</summary>
    public string KernelName { get; } = kernelName;
}
