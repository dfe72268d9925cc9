using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Microsoft.DotNet.Interactive;

/// <summary>The kernels of a session, in the order in which they were added.</summary>
public sealed class KernelCollection : IReadOnlyCollection<Kernel>
{
    private readonly Lock _gate = new();
    private Kernel[] _kernels = [];

    internal KernelCollection()
    {
    }

    /// <summary>How many there are.</summary>
    public int Count => _kernels.Length;

    /// <summary>Finds the kernel of a name or alias.</summary>
    /// <param name="alias">The name.</param>
    /// <param name="kernel">The kernel; null when there is none.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryGetByAlias(string alias, [NotNullWhen(true)] out Kernel? kernel)
    {
        kernel = _kernels.FirstOrDefault(known => known.IsNamed(alias));
        return kernel is not null;
    }

    /// <inheritdoc/>
    public IEnumerator<Kernel> GetEnumerator() => ((IEnumerable<Kernel>)_kernels).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void Add(Kernel kernel)
    {
        lock (_gate)
            _kernels = [.. _kernels, kernel];
    }
}
