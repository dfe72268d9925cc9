using System.Net;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Atelier.Kernel;

/// <summary>C# code as HTML in which keywords, text, numbers, comments and directives are marked.</summary>
internal static class CodeColors
{
    /// <summary>The code, encoded, with <c>span</c> elements of the classes k, s, n, c and d.</summary>
    public static string Render(string code)
    {
        var root = CSharpSyntaxTree.ParseText(code, SubmissionCompiler.ParseOptions).GetRoot();
        var marks = root.DescendantTokens().SelectMany(Marks).Where(mark => mark.Span.Length > 0).OrderBy(mark => mark.Span.Start);
        var html = new StringBuilder();
        var done = 0;
        foreach (var (span, kind) in marks)
        {
            if (span.Start < done)
                continue;
            html.Append(WebUtility.HtmlEncode(code[done..span.Start]))
                .Append("<span class=\"").Append(kind).Append("\">").Append(WebUtility.HtmlEncode(code[span.Start..span.End])).Append("</span>");
            done = span.End;
        }
        return html.Append(WebUtility.HtmlEncode(code[done..])).ToString();
    }

    private static IEnumerable<(TextSpan Span, char Kind)> Marks(SyntaxToken token)
    {
        foreach (var trivia in token.LeadingTrivia.Concat(token.TrailingTrivia))
        {
            if (trivia.IsDirective)
                yield return (trivia.FullSpan, 'd');
            else if (!trivia.IsKind(SyntaxKind.WhitespaceTrivia) && !trivia.IsKind(SyntaxKind.EndOfLineTrivia) && !trivia.IsKind(SyntaxKind.SkippedTokensTrivia))
                yield return (trivia.Span, 'c');
        }
        if (Kind(token) is { } kind)
            yield return (token.Span, kind);
    }

    private static char? Kind(SyntaxToken token) => token.Kind() switch
    {
        SyntaxKind.NumericLiteralToken => 'n',
        SyntaxKind.CharacterLiteralToken or SyntaxKind.InterpolatedStringStartToken or SyntaxKind.InterpolatedVerbatimStringStartToken
            or SyntaxKind.InterpolatedStringTextToken or SyntaxKind.InterpolatedStringEndToken or SyntaxKind.InterpolatedSingleLineRawStringStartToken
            or SyntaxKind.InterpolatedMultiLineRawStringStartToken or SyntaxKind.InterpolatedRawStringEndToken => 's',
        _ when token.Parent is LiteralExpressionSyntax && token.Value is string => 's',
        _ when token.IsKeyword() => 'k',
        SyntaxKind.IdentifierToken when token.Parent is IdentifierNameSyntax { IsVar: true } && token.Parent.Parent is not ArgumentSyntax => 'k',
        _ => null,
    };
}
