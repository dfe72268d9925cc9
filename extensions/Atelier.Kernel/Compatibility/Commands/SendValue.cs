using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive.Commands;

/// <summary>Gives a kernel a variable.</summary>
/// <param name="name">The variable's name there.</param>
/// <param name="value">The value, for kernels in this process; null where only a formatted value is known.</param>
/// <param name="formattedValue">The value as text, for others.</param>
/// <param name="targetKernelName">The kernel that gets it.</param>
public sealed class SendValue(string name, object? value, FormattedValue? formattedValue = null, string? targetKernelName = null)
    : KernelCommand(targetKernelName)
{
    /// <summary>The variable's name.</summary>
    public string Name { get; } = name;

    /// <summary>The value; null where only a formatted value is known.</summary>
    public object? Value { get; } = value;

    /// <summary>The value as text; null where only the value is known.</summary>
    public FormattedValue? FormattedValue { get; } = formattedValue;
}
