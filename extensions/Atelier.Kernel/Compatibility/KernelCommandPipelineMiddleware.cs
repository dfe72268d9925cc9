using Microsoft.DotNet.Interactive.Commands;

namespace Microsoft.DotNet.Interactive;

/// <summary>Stands between a command and its handler.</summary>
/// <param name="command">The command.</param>
/// <param name="context">Where to publish what happens.</param>
/// <param name="next">What comes next; not calling it drops the command.</param>
/// <returns>A task that ends when the command has been carried out.</returns>
public delegate Task KernelCommandPipelineMiddleware(KernelCommand command, KernelInvocationContext context, KernelPipelineContinuation next);
