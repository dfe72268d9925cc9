using Atelier.Kernel;

namespace Microsoft.DotNet.Interactive.FSharp;

/// <summary>Runs F# cells. The F# compiler is loaded by the first of them.</summary>
public sealed class FSharpKernel : ClrKernel
{
    internal FSharpKernel(FSharpCells cells)
        : base(KernelNames.FSharp, "F#", "10.0", cells)
    {
        Cells = cells;
        RegisterForDisposal(cells);
    }

    /// <summary>What runs the cells.</summary>
    internal FSharpCells Cells { get; }
}
