using System.Collections.Concurrent;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;

namespace Atelier.Kernel;

/// <summary>Asks of each place in a cell the language that it is written in.</summary>
/// <remarks>A language sees the cell with blanks in the place of what is not its own, so that places and lines stay where they are.</remarks>
internal sealed class LanguageRouter(CompositeKernel root) : ILanguageServices
{
    private readonly ConcurrentDictionary<string, ILanguageServices> _languages = new();

    /// <summary>Adds a language.</summary>
    /// <param name="kernel">The name of its kernel.</param>
    /// <param name="services">What answers for it.</param>
    public void Add(string kernel, ILanguageServices services) => _languages[kernel] = services;

    /// <inheritdoc/>
    public Task<CompletionList> CompleteAsync(CodePlace place, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(place);
        var position = Math.Clamp(place.Position, 0, place.Code.Length);
        if (CompleteDirective(place, position) is { } directives)
            return Task.FromResult(directives);
        return Find(place, position) is var (services, own) && services is not null
            ? services.CompleteAsync(own, cancellationToken)
            : Task.FromResult(new CompletionList(position, position, []));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, string>> InspectAsync(CodePlace place, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(place);
        var position = Math.Clamp(place.Position, 0, place.Code.Length);
        return Find(place, position) is var (services, own) && services is not null
            ? services.InspectAsync(own, cancellationToken)
            : Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string>());
    }

    /// <inheritdoc/>
    public CodeCompleteness CheckCompleteness(string code, string? language = null)
    {
        ArgumentNullException.ThrowIfNull(code);
        // The text goes on in the language of its end; what a selector closed off is not typed any further.
        var (services, own) = Find(new CodePlace(code, code.Length, language), code.Length);
        return services?.CheckCompleteness(own.Code, own.Language) ?? new CodeCompleteness(CompletenessStatus.Complete);
    }

    private (ILanguageServices? Services, CodePlace Place) Find(CodePlace place, int position)
    {
        var kernel = KernelOf(place);
        var lines = CellSplitter.FindLines(place.Code, kernel, FindKernel).ToList();
        var language = kernel;
        foreach (var line in lines.Where(line => line.Start <= position))
        {
            if (position <= line.End && position < place.Code.Length)
                return (null, place);
            language = line.Kernel;
        }
        var code = lines.Count == 0 ? place.Code : Blank(place.Code, kernel, lines, language);
        return (_languages.GetValueOrDefault(language), new CodePlace(code, position, language));
    }

    private static string Blank(string code, string kernel, IEnumerable<(int Start, int End, string Kernel)> lines, string language)
    {
        var text = code.ToCharArray();
        var start = 0;
        foreach (var line in lines.Append((code.Length, code.Length, "")))
        {
            if (kernel != language)
                Erase(text.AsSpan(start, line.Item1 - start));
            Erase(text.AsSpan(line.Item1, line.Item2 - line.Item1));
            (start, kernel) = (line.Item2, line.Item3);
        }
        return new string(text);
    }

    private static void Erase(Span<char> text)
    {
        foreach (ref var character in text)
            if (character is not ('\n' or '\r'))
                character = ' ';
    }

    private CompletionList? CompleteDirective(CodePlace place, int position)
    {
        var start = place.Code.LastIndexOf('\n', Math.Max(0, position - 1), position) + 1;
        start += place.Code.AsSpan(start, position - start).IndexOfAnyExcept(' ', '\t') is > 0 and var blanks ? blanks : 0;
        var typed = place.Code[start..position];
        if (!typed.StartsWith("#!", StringComparison.Ordinal))
            return null;
        // A name makes the line one that is found even when none has been typed yet; in a string it is none.
        var named = place.Code.Insert(start + "#!".Length, "x");
        var kernel = KernelOf(place);
        foreach (var line in CellSplitter.FindLines(named, kernel, FindKernel))
        {
            if (line.Start == start)
            {
                var rest = place.Code.AsSpan(position).IndexOfAny(" \t\r\n");
                var end = rest < 0 ? place.Code.Length : position + rest;
                return typed.AsSpan().ContainsAny(' ', '\t') ? new CompletionList(position, position, []) : new CompletionList(start, end, FindDirectives(kernel, typed));
            }
            kernel = line.Kernel;
        }
        return null;
    }

    private List<CompletionItem> FindDirectives(string kernel, string typed)
    {
        var kernels = root.ChildKernels.Select(child => new CompletionItem("#!" + child.Name, "module", child.KernelInfo.DisplayName ?? ""));
        var commands = new[] { root, root.ChildKernels.FirstOrDefault(child => child.Name == kernel) }
            .OfType<LanguageKernel>()
            .SelectMany(owner => owner.MagicCommands.ToArray())
            .Where(command => !command.Directive.Hidden)
            .Select(command => new CompletionItem(command.Directive.Name, "keyword", command.Directive.Description ?? ""));
        return [.. kernels.Concat(commands)
            .DistinctBy(item => item.Text)
            .Where(item => item.Text.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .OrderBy(item => item.Text, StringComparer.OrdinalIgnoreCase)];
    }

    private string KernelOf(CodePlace place) => place.Language is { } language
        ? FindKernel(KernelNames.Normalize(language)) ?? language
        : root.Route(new SubmitCode("")).Name;

    private string? FindKernel(string name) => root.ChildKernels.TryGetByAlias(name, out var kernel) ? kernel.Name : null;
}
