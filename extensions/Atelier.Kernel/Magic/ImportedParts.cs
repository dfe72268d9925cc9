using Microsoft.DotNet.Interactive;

namespace Atelier.Kernel;

/// <summary>What a file holds to be run: its cells, or the whole of it.</summary>
internal static class ImportedParts
{
    private const string Expected = "Expected a notebook (.ipynb, .dib) or code (.cs, .csx, .fs, .fsx, .html, .js, .md).";

    /// <summary>The language and text of each piece, in order.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">Its name in errors.</param>
    /// <exception cref="CellException">It is no file that can be imported.</exception>
    public static IReadOnlyList<(string Language, CellSource Source)> Read(string path, string name)
    {
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".ipynb":
                return Cells(NotebookDocument.Parse(File.ReadAllText(path), name), path, name);
            case ".dib":
                return Cells(NotebookDocument.ParseDib(File.ReadAllText(path), name), path, name);
            case ".cs" or ".csx":
                return Whole(KernelNames.CSharp);
            case ".fs" or ".fsx":
                return Whole("fsharp");
            case ".html" or ".htm":
                return Whole("html");
            case ".js":
                return Whole("javascript");
            case ".md":
                return Whole("markdown");
            case ".ps1":
                throw new CellException("ImportError", $"{name} is a PowerShell script, and this kernel has no PowerShell. Run it outside of the notebook. {Expected}");
            default:
                throw new CellException("ImportError", $"{name} is no file that #!import can run. {Expected}");
        }

        // The path of a file of code is its own, so that stack traces and the caller's file path name it.
        IReadOnlyList<(string Language, CellSource Source)> Whole(string language) =>
            [(language, new CellSource(path, name, File.ReadAllText(path)))];
    }

    /// <summary>The kernel for a piece.</summary>
    /// <exception cref="CellException">There is none for its language.</exception>
    public static LanguageKernel FindKernel(string language, string label, CompositeKernel root) => root.ChildKernels.TryGetByAlias(language, out var kernel)
        ? kernel
        : throw new CellException("UnsupportedLanguage",
            $"{label} is in {KernelNames.Title(KernelNames.Normalize(language))}, and this session has no kernel for it. "
            + $"It has: {string.Join(", ", root.ChildKernels.Select(known => known.Name))}. Take it out of the file, or reference a package that brings the language.");

    private static List<(string Language, CellSource Source)> Cells(NotebookDocument document, string path, string name) =>
    [
        .. document.Cells
            .Where(cell => cell.Kind != CellKind.Raw && !string.IsNullOrWhiteSpace(cell.Source))
            .Select(cell => (cell.Language, new CellSource($"{path}#{cell.Index + 1}", $"{name}, cell {cell.Index + 1}", cell.Source))),
    ];
}
