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

    /// <summary>Runs a notebook or a file of code as <c>#!import</c> does.</summary>
    /// <param name="kernel">A kernel of the session.</param>
    /// <param name="file">The file.</param>
    /// <param name="parentCommand">Not used: the command that the caller carries out is the parent.</param>
    /// <returns>What became of it.</returns>
    public static Task<KernelCommandResult> LoadAndRunInteractiveDocument(this Kernel kernel, FileInfo file, KernelCommand? parentCommand = null)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(file);
        return kernel.RootKernel.SendAsync(new ImportDocument(file.FullName));
    }

    /// <summary>Does nothing: every kernel that handles <see cref="SendValue"/> takes <c>#!set</c> and <c>#!share</c>.</summary>
    /// <typeparam name="T">The kernel's type.</typeparam>
    /// <param name="kernel">The kernel.</param>
    /// <returns>The kernel.</returns>
    public static T UseValueSharing<T>(this T kernel)
        where T : Kernel => kernel;

    /// <summary>Does nothing: every kernel that handles <see cref="RequestValueInfos"/> takes <c>#!who</c> and <c>#!whos</c>.</summary>
    /// <typeparam name="TKernel">The kernel's type.</typeparam>
    /// <param name="kernel">The kernel.</param>
    /// <returns>The kernel.</returns>
    public static TKernel UseWho<TKernel>(this TKernel kernel)
        where TKernel : Kernel => kernel;

    /// <summary>Does nothing: cells of every kernel take <c>#!import</c>.</summary>
    /// <typeparam name="TKernel">The kernel's type.</typeparam>
    /// <param name="kernel">The kernel.</param>
    /// <returns>The kernel.</returns>
    public static TKernel UseImportMagicCommand<TKernel>(this TKernel kernel)
        where TKernel : Kernel => kernel;
}
