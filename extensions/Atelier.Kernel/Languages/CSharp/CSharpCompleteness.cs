using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Atelier.Kernel;

/// <summary>Tells whether C# code can be run, goes on, or can never become a program.</summary>
internal static class CSharpCompleteness
{
    private const int IndentWidth = 4;

    /// <summary>
    /// Mistakes that the next line mends: a comment, a raw or verbatim string, a hole in a string or a part that the compiler skips is
    /// open, or a <c>try</c> has no <c>catch</c> yet.
    /// </summary>
    private static readonly HashSet<string> Open = ["CS1035", "CS8997", "CS1039", "CS8076", "CS1027", "CS1038", "CS1524"];

    /// <summary>Checks code without directives.</summary>
    public static CodeCompleteness Check(string code)
    {
        var tree = CSharpSyntaxTree.ParseText(code, SubmissionCompiler.ParseOptions);
        var root = tree.GetRoot();
        var isComplete = SyntaxFactory.IsCompleteSubmission(tree);
        var errors = tree.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToList();
        if (isComplete)
            return new CodeCompleteness(errors.Count == 0 ? CompletenessStatus.Complete : CompletenessStatus.Invalid);
        // What is missing at the end may still come; a mistake before stays one.
        var end = root.GetLastToken(includeSkipped: true).Span.End;
        return errors.Exists(error => error.Location.SourceSpan.Start < end && !IsOpen(error, root))
            ? new CodeCompleteness(CompletenessStatus.Invalid)
            : new CodeCompleteness(CompletenessStatus.Incomplete, Indent(code, root));
    }

    private static bool IsOpen(Diagnostic error, SyntaxNode root) => Open.Contains(error.Id)
        // The compiler reports an open string of one line as it does one of several.
        && !(error.Id == "CS1039" && root.FindToken(error.Location.SourceSpan.Start).Parent?.FirstAncestorOrSelf<InterpolatedStringExpressionSyntax>()
            is { StringStartToken.RawKind: (int)SyntaxKind.InterpolatedStringStartToken });

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
