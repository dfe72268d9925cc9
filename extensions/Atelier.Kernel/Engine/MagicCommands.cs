using Microsoft.DotNet.Interactive;

namespace Atelier.Kernel;

/// <summary>Runs the magic commands of cells.</summary>
internal sealed class MagicCommands(NotebookSession session)
{
    /// <summary>Makes sure before a cell runs that there is such a magic command.</summary>
    /// <exception cref="CellException">There is none.</exception>
    public void Check(CellPart magic, CellSource source) => Find(magic, source);

    /// <summary>Runs a magic command on the cell thread.</summary>
    /// <exception cref="CellException">Its parameters are wrong.</exception>
    public void Run(CellPart magic, CellSource source, KernelInvocationContext context)
    {
        var command = Find(magic, source);
        throw new CellException("DirectiveError", $"{source.Label}, line {magic.Line}: {command.Directive.Name} cannot be run yet.");
    }

    /// <summary>The parameters on a line that selects a kernel, by name without dashes.</summary>
    /// <exception cref="CellException">The kernel knows no such parameter, or one is wrong.</exception>
    public IDictionary<string, string> ReadSelector(
        string selector, LanguageKernel kernel, CellPart part, CellSource source, KernelInvocationContext context) => new Dictionary<string, string>();

    private MagicCommand Find(CellPart magic, CellSource source)
    {
        var name = "#!" + CellSplitter.Name(magic.Text);
        for (var kernel = session.Root.FindKernelByName(magic.Kernel); kernel is not null; kernel = kernel.ParentKernel)
            if (kernel.MagicCommands.FirstOrDefault(command => command.Directive.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } command)
                return command;
        throw new CellException("DirectiveError", $"{source.Label}, line {magic.Line}: the magic command {name} is not known.");
    }
}
