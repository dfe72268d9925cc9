using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Atelier.Kernel;

/// <summary>Cuts a cell at the lines that begin with <c>#!</c>.</summary>
/// <remarks>In C# such a line inside a string, a comment or skipped code is none; in other languages every line is looked at.</remarks>
internal static partial class CellSplitter
{
    /// <summary>Cuts a cell into its pieces, in order.</summary>
    /// <param name="text">The cell.</param>
    /// <param name="kernel">The kernel of the text before the first selector.</param>
    /// <param name="findKernel">The kernel that a name after <c>#!</c> selects; null when it selects none and so is a magic command.</param>
    public static IReadOnlyList<CellPart> Split(string text, string kernel, Func<string, string?> findKernel)
    {
        var parts = new List<CellPart>();
        var start = 0;
        string? selector = null;
        var selectorLine = 0;
        while (true)
        {
            var (at, end) = FindLine(text, start, kernel);
            var line = text[at..end].TrimEnd();
            var selected = line.Length == 0 ? null : findKernel(Name(line));
            Add(text[..start], text[start..at], isLast: selected is not null || at == text.Length);
            if (at == text.Length)
                return parts;
            var number = text.AsSpan(0, at).Count('\n') + 1;
            if (selected is not null)
                (kernel, selector, selectorLine) = (selected, line, number);
            else
                parts.Add(new CellPart(kernel, line.Trim(), number, IsMagic: true));
            start = end;
        }

        void Add(string before, string code, bool isLast)
        {
            // A selector with parameters says something even when no code follows it (#!value --name x --from-file y). When only a magic
            // command has come so far, there may still be some.
            if (string.IsNullOrWhiteSpace(code) && !(isLast && selector?.Contains(' ', StringComparison.Ordinal) == true))
                return;
            var blank = new string('\n', before.AsSpan().Count('\n'));
            parts.Add(new CellPart(kernel, blank + code, selectorLine, IsMagic: false, selector));
            (selector, selectorLine) = (null, 0);
        }
    }

    /// <summary>The lines that begin with <c>#!</c>, in order, each with the kernel of the text behind it.</summary>
    /// <param name="text">The cell.</param>
    /// <param name="kernel">The kernel of the text before the first selector.</param>
    /// <param name="findKernel">The kernel that a name after <c>#!</c> selects; null when it selects none.</param>
    public static IEnumerable<(int Start, int End, string Kernel)> FindLines(string text, string kernel, Func<string, string?> findKernel)
    {
        for (var start = 0; FindLine(text, start, kernel) is var (at, end) && at < text.Length; start = end)
        {
            kernel = findKernel(Name(text[at..end])) ?? kernel;
            yield return (at, end, kernel);
        }
    }

    /// <summary>The name that a line begins with: for <c>#!share x</c> it is <c>share</c>.</summary>
    public static string Name(string line) => LineStart().Match(line).Groups["name"].Value;

    /// <summary>Where the next line that begins with <c>#!</c> is; at the text's end when there is none.</summary>
    private static (int Start, int End) FindLine(string text, int start, string kernel)
    {
        var found = text.IndexOf("#!", start, StringComparison.Ordinal) < 0 ? null
            : kernel == KernelNames.CSharp ? FindInCSharp(text, start)
            : LineStart().Match(text, start) is { Success: true } match ? match.Index : null;
        if (found is not { } at)
            return (text.Length, text.Length);
        var length = text.AsSpan(at).IndexOfAny('\r', '\n');
        return (at, length < 0 ? text.Length : at + length);
    }

    private static int? FindInCSharp(string text, int start)
    {
        // Blanks keep the positions. What stands after a selector of another language is read as C# here, but only after that line.
        var tree = CSharpSyntaxTree.ParseText(new string(' ', start) + text[start..], SubmissionCompiler.ParseOptions);
        return tree.GetRoot().DescendantTrivia()
            .Where(trivia => trivia.HasStructure)
            .Select(trivia => trivia.GetStructure())
            .OfType<DirectiveTriviaSyntax>()
            .Where(directive => directive.IsActive && LineStart().Match(text, directive.SpanStart) is { Success: true } match && match.Index == directive.SpanStart)
            .Select(directive => (int?)directive.SpanStart)
            .FirstOrDefault();
    }

    [GeneratedRegex(@"(?<=^[ \t]*)#!(?<name>[\w#+.\-]+)", RegexOptions.Multiline)]
    private static partial Regex LineStart();
}
