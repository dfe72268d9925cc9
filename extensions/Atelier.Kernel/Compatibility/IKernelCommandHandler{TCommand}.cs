using Microsoft.DotNet.Interactive.Commands;

namespace Microsoft.DotNet.Interactive;

/// <summary>Handles one type of command; kernels implement it for each that they handle.</summary>
/// <typeparam name="TCommand">The type of command.</typeparam>
public interface IKernelCommandHandler<TCommand>
    where TCommand : KernelCommand
{
    /// <summary>Carries a command out.</summary>
    /// <param name="command">The command.</param>
    /// <param name="context">Where to publish what happens.</param>
    /// <returns>A task that ends when the command has been carried out.</returns>
    Task HandleAsync(TCommand command, KernelInvocationContext context);
}
