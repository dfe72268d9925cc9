using Atelier.Kernel;

namespace Microsoft.DotNet.Interactive.Commands;

/// <summary>Asks a kernel to run code.</summary>
/// <param name="code">The code.</param>
/// <param name="targetKernelName">The kernel to run it; null for the default one.</param>
public sealed class SubmitCode(string code, string? targetKernelName = null) : KernelCommand(targetKernelName)
{
    /// <summary>The code.</summary>
    public string Code { get; } = code ?? throw new ArgumentNullException(nameof(code));

    /// <summary>The parameters on the line that selected the kernel, such as <c>--name</c>, without their dashes.</summary>
    public IDictionary<string, string> Parameters { get; internal set; } = new Dictionary<string, string>();

    /// <summary>Where the code stands, for errors; null for code that a program made.</summary>
    internal CellSource? Source { get; init; }

    /// <summary>The code.</summary>
    public override string ToString() => $"{nameof(SubmitCode)}: {Code}";
}
