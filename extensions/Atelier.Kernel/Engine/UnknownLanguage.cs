using Microsoft.DotNet.Interactive;

namespace Atelier.Kernel;

/// <summary>A cell is in a language for which there is no kernel.</summary>
internal static class UnknownLanguage
{
    public static CellException Of(string name, CompositeKernel root) => new(
        "UnsupportedLanguage",
        $"This cell is in {KernelNames.Title(KernelNames.Normalize(name))}, and this session has no kernel for it. It has: "
        + $"{string.Join(", ", root.ChildKernels.Select(kernel => kernel.Name))}. "
        + "Reference a package that brings the language, rewrite the cell, or make it a raw or Markdown cell to keep its text.");
}
