using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

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
