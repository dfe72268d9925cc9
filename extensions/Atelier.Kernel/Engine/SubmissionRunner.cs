using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;

namespace Atelier.Kernel;

/// <summary>Runs the pieces of a cell in their order: each magic command, and the code of each language.</summary>
internal sealed class SubmissionRunner(NotebookSession session, Func<ClrReferences> references, MagicCommands magicCommands)
{
    private int _count;

    /// <summary>Runs code on the cell thread. What its packages need is fetched before any of it runs.</summary>
    /// <exception cref="Exception">What went wrong.</exception>
    public void Run(SubmitCode submission, LanguageKernel kernel, KernelInvocationContext context)
    {
        var source = submission.Source ?? Unnamed(submission.Code);
        var parts = CellSplitter.Split(source.Text, kernel.Name, FindKernel);
        foreach (var part in parts)
            magicCommands.Check(part, source);
        parts = ApplyDirectives(parts, source, context);
        var number = 0;
        foreach (var part in parts)
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            if (part.IsMagic)
                magicCommands.Run(part, source, context);
            else
                RunCode(part, number++ == 0 ? source : source with { Path = $"{source.Path}#{number}" }, context);
        }
    }

    private CellSource Unnamed(string code)
    {
        var label = CellScope.Current is { } cell ? $"Code that cell {cell.Number} submitted" : "Submitted code";
        return new CellSource($"submission-{++_count}", label, code);
    }

    private string? FindKernel(string name) => session.Root.ChildKernels.TryGetByAlias(name, out var kernel) ? kernel.Name : null;

    private LanguageKernel Kernel(string name) => session.Root.ChildKernels.TryGetByAlias(name, out var kernel)
        ? kernel
        : throw new NoSuitableKernelException(name, session.Root.ChildKernels.Select(child => child.Name));

    private List<CellPart> ApplyDirectives(IReadOnlyList<CellPart> parts, CellSource source, KernelInvocationContext context)
    {
        var directives = new List<CellDirectives>();
        var without = new List<CellPart>();
        foreach (var part in parts)
        {
            if (part.IsMagic || Kernel(part.Kernel) is not ClrKernel language)
            {
                without.Add(part);
                continue;
            }
            var read = language.ReadDirectives(source with { Text = part.Text });
            directives.Add(read);
            without.Add(part with { Text = read.Code });
        }
        if (directives.Exists(read => read.HasAny))
            references().Apply(directives, context);
        return without;
    }

    private void RunCode(CellPart part, CellSource source, KernelInvocationContext context)
    {
        var kernel = Kernel(part.Kernel);
        var command = new SubmitCode(part.Text, kernel.Name)
        {
            Source = source with { Text = part.Text },
            Parameters = part.Selector is { } selector ? magicCommands.ReadSelector(selector, kernel, part, source, context) : new Dictionary<string, string>(),
        };
        using var inner = new KernelInvocationContext(session, command, kernel, context, isRecorded: false, context.CancellationToken);
        using var move = session.Folder.Follow();
        session.Await(() => kernel.HandleAsync(command, inner), context.CancellationToken);
        if (inner.Failure is { } failure)
            throw failure;
    }
}
