using System.Collections;
using Microsoft.DotNet.Interactive.Commands;

namespace Microsoft.DotNet.Interactive;

/// <summary>The kernels of a session, one for each language. Commands go to the one that they name.</summary>
public sealed class CompositeKernel : Kernel, IEnumerable<Kernel>
{
    private readonly Dictionary<Type, string> _defaults = [];

    /// <param name="name">The name; null for <c>.NET</c>.</param>
    public CompositeKernel(string? name = null)
        : base(name ?? ".NET")
    {
        KernelInfo.IsComposite = true;
        ChildKernels = new KernelCollection();
    }

    /// <summary>The kernel that gets code for which nobody names one.</summary>
    /// <value>Default: null, the first that was added.</value>
    public string? DefaultKernelName { get; set; }

    /// <summary>The kernels.</summary>
    public KernelCollection ChildKernels { get; }

    /// <summary>Adds a kernel, which cells can select from now on: <c>#!name</c>.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="aliases">Further names that select it.</param>
    /// <exception cref="ArgumentException">There is a kernel of one of these names already.</exception>
    public void Add(Kernel kernel, IEnumerable<string>? aliases = null)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        kernel.KernelInfo.Aliases = [.. kernel.KernelInfo.Aliases, .. aliases ?? []];
        foreach (var name in kernel.KernelInfo.Aliases.Prepend(kernel.Name))
        {
            if (ChildKernels.Any(child => child.IsNamed(name)))
            {
                throw new ArgumentException(
                    $"There is a kernel '{name}' already; expected a name that is free. Names in use: {string.Join(", ", ChildKernels.Select(child => child.Name))}.",
                    nameof(kernel));
            }
        }
        kernel.ParentKernel = this;
        ChildKernels.Add(kernel);
        RegisterForDisposal(kernel);
    }

    /// <summary>Chooses the kernel for commands of a type that name none.</summary>
    /// <param name="commandType">The type of command.</param>
    /// <param name="kernelName">The kernel.</param>
    public void SetDefaultTargetKernelNameForCommand(Type commandType, string kernelName) => _defaults[commandType] = kernelName;

    /// <inheritdoc/>
    public IEnumerator<Kernel> GetEnumerator() => ChildKernels.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The kernel that a command is for.</summary>
    internal Kernel Route(KernelCommand command)
    {
        var name = command.TargetKernelName ?? _defaults.GetValueOrDefault(command.GetType());
        if (name is null)
        {
            return command is SubmitCode or RequestValue or SendValue or RequestValueInfos
                && (DefaultKernelName is { } own ? this.FindKernelByName(own) : ChildKernels.FirstOrDefault()) is { } first ? first : this;
        }
        return this.FindKernelByName(name) ?? throw new NoSuitableKernelException(name, ChildKernels.Select(child => child.Name));
    }
}
