using Microsoft.DotNet.Interactive.Commands;

namespace Microsoft.DotNet.Interactive;

/// <summary>What comes after a middleware: the next one, or the command's handler.</summary>
/// <param name="command">The command.</param>
/// <param name="context">Where to publish what happens.</param>
/// <returns>A task that ends when the command has been carried out.</returns>
public delegate Task KernelPipelineContinuation(KernelCommand command, KernelInvocationContext context);
