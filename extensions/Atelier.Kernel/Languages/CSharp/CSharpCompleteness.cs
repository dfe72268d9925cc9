using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Atelier.Kernel;

/// <summary>Tells whether C# code can be run, goes on, or can never become a program.</summary>
internal static class CSharpCompleteness
{
    private const int IndentWidth = 4;

    /// <summary>Mistakes that the next line mends: a comment, a raw string, a verbatim string, or a part that the compiler skips, is open.</summary>
    private static readonly HashSet<string> Open = ["CS1035", "CS8997", "CS1039", "CS1027", "CS1038", "CS8998"];

    /// <summary>Checks code without directives.</summary>
    public static CodeCompleteness Check(string code)
    {
        var tree = CSharpSyntaxTree.ParseText(code, SubmissionCompiler.ParseOptions);
        var root = tree.GetRoot();
        var errors = tree.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToList();
        if (errors.Count == 0 && SyntaxFactory.IsCompleteSubmission(tree))
            return new CodeCompleteness(CompletenessStatus.Complete);
        // What is missing at the end may still come; a mistake before stays one.
        var end = root.GetLastToken().Span.End;
        var isOpen = errors.Exists(error => Open.Contains(error.Id));
        return !isOpen && errors.Exists(error => !Open.Contains(error.Id) && error.Location.SourceSpan.Start < end)
            || !isOpen && SyntaxFactory.IsCompleteSubmission(tree)
            ? new CodeCompleteness(CompletenessStatus.Invalid)
            : new CodeCompleteness(CompletenessStatus.Incomplete, Indent(code, root));
    }

    private static string Indent(string code, SyntaxNode root)
    {
        var line = code[(code.AsSpan().TrimEnd().LastIndexOf('\n') + 1)..].TrimEnd();
        var indent = line[..^line.TrimStart().Length];
        var last = root.GetLastToken();
        var opens = last.Span.End == code.AsSpan().TrimEnd().Length
            && last.Kind() is SyntaxKind.OpenBraceToken or SyntaxKind.OpenParenToken or SyntaxKind.OpenBracketToken;
        return opens ? indent + new string(' ', IndentWidth) : indent;
    }
}
