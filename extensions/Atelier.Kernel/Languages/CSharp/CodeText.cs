using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Atelier.Kernel;

/// <summary>Tells code from what is written for people.</summary>
internal static class CodeText
{
    /// <summary>Whether a place lies inside a comment, a string or skipped code, where nothing is completed.</summary>
    public static bool IsTextAt(SyntaxNode root, int position)
    {
        if (position == 0)
            return false;
        var trivia = root.FindTrivia(position - 1, findInsideTrivia: false);
        if (IsOpenComment(trivia, position))
            return true;
        var token = root.FindToken(position - 1);
        return token.Kind() switch
        {
            SyntaxKind.StringLiteralToken or SyntaxKind.CharacterLiteralToken or SyntaxKind.Utf8StringLiteralToken
                or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken
                or SyntaxKind.Utf8SingleLineRawStringLiteralToken or SyntaxKind.Utf8MultiLineRawStringLiteralToken =>
                token.SpanStart < position && (position < token.Span.End || IsOpen(token)),
            SyntaxKind.InterpolatedStringTextToken => token.SpanStart <= position && position <= token.Span.End,
            SyntaxKind.InterpolatedStringStartToken or SyntaxKind.InterpolatedVerbatimStringStartToken
                or SyntaxKind.InterpolatedSingleLineRawStringStartToken or SyntaxKind.InterpolatedMultiLineRawStringStartToken => token.Span.End >= position,
            _ => false,
        };
    }

    /// <summary>The code with blanks in the place of the lines that are for the notebook (<c>#r</c>, <c>#i</c>, <c>#load</c>, <c>#!</c>).</summary>
    public static string WithoutDirectives(string code)
    {
        if (!code.Contains('#', StringComparison.Ordinal))
            return code;
        var text = code.ToCharArray();
        var root = CSharpSyntaxTree.ParseText(code, SubmissionCompiler.ParseOptions).GetRoot();
        foreach (var directive in root.DescendantTrivia().Select(trivia => trivia.GetStructure()).OfType<DirectiveTriviaSyntax>())
        {
            var start = directive.SpanStart;
            var length = code.AsSpan(start).IndexOfAny('\r', '\n');
            var end = length < 0 ? code.Length : start + length;
            if (directive.IsActive && IsForNotebook(code.AsSpan(start, end - start)))
                Array.Fill(text, ' ', start, end - start);
        }
        return new string(text);
    }

    private static bool IsForNotebook(ReadOnlySpan<char> line)
    {
        var name = line[1..].TrimStart();
        var end = name.IndexOfAnyExceptInRange('a', 'z');
        return name.StartsWith("!", StringComparison.Ordinal) || (end < 0 ? name : name[..end]) is "r" or "i" or "load";
    }

    /// <summary>Whether the token is a string that has no end.</summary>
    private static bool IsOpen(SyntaxToken token) => token.GetDiagnostics().Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

    private static bool IsOpenComment(SyntaxTrivia trivia, int position)
    {
        var isInside = trivia.SpanStart < position && position <= trivia.FullSpan.End;
        return trivia.Kind() switch
        {
            SyntaxKind.SingleLineCommentTrivia or SyntaxKind.SingleLineDocumentationCommentTrivia or SyntaxKind.DisabledTextTrivia => isInside,
            SyntaxKind.MultiLineCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia => isInside
                && (position < trivia.FullSpan.End || !trivia.ToString().EndsWith("*/", StringComparison.Ordinal)),
            _ => false,
        };
    }
}
