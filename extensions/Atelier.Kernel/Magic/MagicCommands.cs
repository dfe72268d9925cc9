using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Directives;

namespace Atelier.Kernel;

/// <summary>Runs the magic commands of cells.</summary>
internal sealed class MagicCommands(NotebookSession session)
{
    private readonly MagicValues _values = new(session);

    /// <summary>Makes sure before a cell runs that its magic commands and selectors exist and have the parameters that they need.</summary>
    /// <exception cref="CellException">Something is wrong with a line.</exception>
    public void Check(CellPart part, CellSource source)
    {
        var place = new MagicPlace(source.Label, part.Line);
        if (part.IsMagic)
            MagicMatcher.Match(Find(part, place).Directive, part.Text, place);
        else if (part.Selector is { } selector && session.Root.ChildKernels.TryGetByAlias(part.Kernel, out var kernel))
            MagicMatcher.Match(kernel.KernelSpecifierDirective, selector.TrimStart(), place);
    }

    /// <summary>Runs a magic command on the cell thread.</summary>
    /// <exception cref="CellException">Its parameters are wrong.</exception>
    public void Run(CellPart magic, CellSource source, KernelInvocationContext context)
    {
        var place = new MagicPlace(source.Label, magic.Line);
        var command = Find(magic, place);
        var line = MagicMatcher.Match(command.Directive, magic.Text, place);
        var action = (KernelActionDirective)line.Directive;
        var name = action == command.Directive ? action.Name : $"{command.Directive.Name} {action.Name}";
        var bound = MagicBinder.Bind(action.KernelCommandType ?? command.Directive.KernelCommandType, name, Resolve(line, context), place);
        Validate(bound, place);
        var kernel = session.Root.FindKernelByName(magic.Kernel) ?? session.Root;
        using var inner = new KernelInvocationContext(session, bound, kernel, context, isRecorded: false, context.CancellationToken) { IsPartOfOuter = true };
        session.Await(() => command.Handler(bound, inner), context.CancellationToken);
        if (inner.Failure is { } failure)
            throw failure;
    }

    /// <summary>The parameters on a line that selects a kernel, by name without dashes.</summary>
    /// <exception cref="CellException">The kernel knows no such parameter, or one is wrong.</exception>
    public IDictionary<string, string> ReadSelector(
        string selector, LanguageKernel kernel, CellPart part, CellSource source, KernelInvocationContext context)
    {
        var line = MagicMatcher.Match(kernel.KernelSpecifierDirective, selector.TrimStart(), new MagicPlace(source.Label, part.Line));
        return Resolve(line, context).ToDictionary(
            given => given.Argument.Name, given => given.Argument.Parameter.Flag ? "true" : given.Values[^1].Text);
    }

    private List<(MagicArgument Argument, IReadOnlyList<MagicValue> Values)> Resolve(MagicLine line, KernelInvocationContext context) =>
        [.. line.Arguments.Select(argument => (argument, _values.Resolve(argument, line, context)))];

    private void Validate(KernelCommand command, MagicPlace place)
    {
        if (command is KernelDirectiveCommand directive && directive.GetValidationErrors(session.Root).ToList() is { Count: > 0 } errors)
            throw place.Failure(string.Join(" ", errors));
    }

    private MagicCommand Find(CellPart magic, MagicPlace place)
    {
        var name = "#!" + CellSplitter.Name(magic.Text);
        for (var kernel = session.Root.FindKernelByName(magic.Kernel); kernel is not null; kernel = kernel.ParentKernel)
            if (kernel.MagicCommands.FirstOrDefault(command => command.Directive.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } command)
                return command;
        throw place.Failure(AbsentMagics.Explain(name, magic.Kernel, session.Root));
    }
}
