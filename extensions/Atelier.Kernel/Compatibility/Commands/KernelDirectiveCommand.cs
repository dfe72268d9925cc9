namespace Microsoft.DotNet.Interactive.Commands;

/// <summary>A command that a magic command's line stands for; its properties are filled from the line's parameters.</summary>
public abstract class KernelDirectiveCommand : KernelCommand
{
    /// <summary>What is wrong with the parameters, in words.</summary>
    /// <param name="kernel">The session's kernels.</param>
    /// <returns>One message for each mistake; none when all is well.</returns>
    public virtual IEnumerable<string> GetValidationErrors(CompositeKernel kernel) => [];
}
