using Atelier.Kernel;

namespace Microsoft.DotNet.Interactive.CSharp;

/// <summary>Runs C# cells.</summary>
public sealed class CSharpKernel : ClrKernel
{
    internal CSharpKernel(CSharpCells cells)
        : base(KernelNames.CSharp, "C#", "14.0", cells)
    {
    }
}
