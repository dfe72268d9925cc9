namespace Microsoft.DotNet.Interactive;

/// <summary>There is no kernel of the name that a command is meant for.</summary>
/// <param name="name">The name.</param>
/// <param name="known">The names of the kernels that there are.</param>
public sealed class NoSuitableKernelException(string name, IEnumerable<string> known) : InvalidOperationException(
    $"There is no kernel '{name}'. Expected one of: {string.Join(", ", known)}.");
