using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Directives;

namespace Atelier.Kernel;

/// <summary><c>#!import</c>: runs a file in the course of a cell.</summary>
internal sealed class ImportCommand : KernelDirectiveCommand
{
    public static KernelActionDirective Directive => new("#!import", "Runs a notebook or a file of code.")
    {
        Parameters =
        [
            new("--file", "The file, relative to the one that the line stands in, else to the working directory.")
            {
                Required = true, AllowImplicitName = true, TypeHint = "file",
            },
        ],
    };

    public string File { get; set; } = "";
}
