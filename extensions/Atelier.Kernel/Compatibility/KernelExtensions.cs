using Microsoft.DotNet.Interactive.Commands;

namespace Microsoft.DotNet.Interactive;

/// <summary>Finds kernels and sends them code.</summary>
public static class KernelExtensions
{
    /// <summary>The kernel of a name or alias, among a kernel and those below it; null when there is none.</summary>
    /// <param name="kernel">Where to look.</param>
    /// <param name="name">The name.</param>
    public static Kernel? FindKernelByName(this Kernel kernel, string name)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(name);
        return kernel.IsNamed(name) ? kernel : (kernel as CompositeKernel)?.ChildKernels.Select(child => child.FindKernelByName(name)).FirstOrDefault(found => found is not null);
    }

    /// <summary>The kernels that a condition holds for, among a kernel and those below it.</summary>
    /// <param name="kernel">Where to look.</param>
    /// <param name="predicate">The condition.</param>
    public static IEnumerable<Kernel> FindKernels(this Kernel kernel, Func<Kernel, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(predicate);
        var below = kernel is CompositeKernel composite ? composite.ChildKernels.SelectMany(child => child.FindKernels(predicate)) : [];
        return predicate(kernel) ? below.Prepend(kernel) : below;
    }

    /// <summary>Calls an action with every kernel below one.</summary>
    /// <param name="kernel">Where to begin.</param>
    /// <param name="onVisit">The action.</param>
    public static void VisitSubkernels(this Kernel kernel, Action<Kernel> onVisit)
    {
        ArgumentNullException.ThrowIfNull(onVisit);
        foreach (var below in kernel.FindKernels(found => found != kernel))
            onVisit(below);
    }

    /// <summary>Calls an action with a kernel and every one below it.</summary>
    /// <param name="kernel">Where to begin.</param>
    /// <param name="onVisit">The action.</param>
    public static void VisitSubkernelsAndSelf(this Kernel kernel, Action<Kernel> onVisit)
    {
        ArgumentNullException.ThrowIfNull(onVisit);
        onVisit(kernel);
        kernel.VisitSubkernels(onVisit);
    }

    /// <summary>Has a kernel run code.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="code">The code.</param>
    /// <returns>What became of it.</returns>
    public static Task<KernelCommandResult> SubmitCodeAsync(this Kernel kernel, string code)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        return kernel.SendAsync(new SubmitCode(code));
    }
}
