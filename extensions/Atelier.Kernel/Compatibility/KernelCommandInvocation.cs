using Microsoft.DotNet.Interactive.Commands;

namespace Microsoft.DotNet.Interactive;

/// <summary>Carries a command out.</summary>
/// <param name="command">The command.</param>
/// <param name="context">Where to publish what happens.</param>
/// <returns>A task that ends when the command has been carried out.</returns>
public delegate Task KernelCommandInvocation(KernelCommand command, KernelInvocationContext context);
