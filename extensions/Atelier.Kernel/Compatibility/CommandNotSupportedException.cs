namespace Microsoft.DotNet.Interactive;

/// <summary>A kernel was sent a command that it does not handle.</summary>
/// <param name="commandType">The command's type.</param>
/// <param name="kernel">The kernel.</param>
public sealed class CommandNotSupportedException(Type commandType, Kernel kernel) : NotSupportedException(
    $"The kernel {kernel.Name} does not handle {commandType.Name}. Send it to a kernel that does, or register a handler for it.");
