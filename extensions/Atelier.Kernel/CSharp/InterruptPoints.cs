using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Atelier.Kernel;

/// <summary>Puts a look at the interrupt into every loop and at the start of every function of a cell.</summary>
/// <remarks>
/// No line is added, so that the lines of stack traces stay those of the cell; columns do not stay, so mistakes are looked for in the
/// cell as it was written. Lambdas that are one expression are left alone: they may become expression trees.
/// </remarks>
internal sealed class InterruptPoints : CSharpSyntaxRewriter
{
    private static readonly StatementSyntax Poll = SyntaxFactory.ParseStatement($"global::{typeof(CellInterrupt).FullName}.{nameof(CellInterrupt.Poll)}();");

    private InterruptPoints()
    {
    }

    /// <summary>The same program with the looks in it; the tree itself where it has no loop and no function.</summary>
    public static SyntaxTree Insert(SyntaxTree tree)
    {
        var root = tree.GetRoot();
        var changed = new InterruptPoints().Visit(root)!;
        return changed == root
            ? tree
            : CSharpSyntaxTree.Create((CSharpSyntaxNode)changed, (CSharpParseOptions)tree.Options, tree.FilePath, Encoding.UTF8);
    }

    public override SyntaxNode? Visit(SyntaxNode? node) => base.Visit(node) switch
    {
        WhileStatementSyntax loop => loop.WithStatement(InLoop(loop.Statement)),
        DoStatementSyntax loop => loop.WithStatement(InLoop(loop.Statement)),
        ForStatementSyntax loop => loop.WithStatement(InLoop(loop.Statement)),
        CommonForEachStatementSyntax loop => loop.WithStatement(InLoop(loop.Statement)),
        // The target of a backward goto. A declaration must stay in its scope, so only other statements can be wrapped.
        LabeledStatementSyntax
        {
            Statement: not (LocalDeclarationStatementSyntax or LocalFunctionStatementSyntax or LabeledStatementSyntax),
        } target => target.WithStatement(InLoop(target.Statement)),
        AnonymousFunctionExpressionSyntax { Block: { } block } function => function.WithBlock(AtStart(block)),
        MethodDeclarationSyntax { Body: { } body } method => method.WithBody(AtStart(body)),
        MethodDeclarationSyntax { ExpressionBody: { } expression } method
            when ToBlock(expression, method.SemicolonToken, method.ReturnType, method.Modifiers) is { } block =>
            method.WithExpressionBody(null).WithSemicolonToken(default).WithBody(block),
        LocalFunctionStatementSyntax { Body: { } body } function => function.WithBody(AtStart(body)),
        LocalFunctionStatementSyntax { ExpressionBody: { } expression } function
            when ToBlock(expression, function.SemicolonToken, function.ReturnType, function.Modifiers) is { } block =>
            function.WithExpressionBody(null).WithSemicolonToken(default).WithBody(block),
        var visited => visited,
    };

    private static StatementSyntax InLoop(StatementSyntax statement) => statement is BlockSyntax block
        ? AtStart(block)
        : SyntaxFactory.Block(Poll, statement);

    private static BlockSyntax AtStart(BlockSyntax block)
    {
        // What follows the brace on its line goes behind the call, so that a directive below stays alone on its line.
        var brace = block.OpenBraceToken;
        return block
            .WithOpenBraceToken(brace.WithTrailingTrivia())
            .WithStatements(block.Statements.Insert(0, Poll.WithTrailingTrivia(brace.TrailingTrivia)));
    }

    private static BlockSyntax? ToBlock(ArrowExpressionClauseSyntax arrow, SyntaxToken semicolon, TypeSyntax type, SyntaxTokenList modifiers)
    {
        var isVoid = type is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword }
            || modifiers.Any(SyntaxKind.AsyncKeyword) && type is IdentifierNameSyntax { Identifier.Text: "Task" or "ValueTask" };
        // An async method's own type may hide behind an alias or a qualified name; then it cannot be told whether it returns something.
        if (!isVoid && modifiers.Any(SyntaxKind.AsyncKeyword) && type is not GenericNameSyntax)
            return null;
        var space = SyntaxFactory.TriviaList(SyntaxFactory.Space);
        var end = SyntaxFactory.Token(SyntaxKind.SemicolonToken);
        StatementSyntax statement = arrow.Expression is ThrowExpressionSyntax thrown
            ? SyntaxFactory.ThrowStatement(thrown.ThrowKeyword, thrown.Expression, end)
            : isVoid ? SyntaxFactory.ExpressionStatement(arrow.Expression, end)
            : SyntaxFactory.ReturnStatement(SyntaxFactory.Token(default, SyntaxKind.ReturnKeyword, space), arrow.Expression, end);
        var arrowTrivia = arrow.ArrowToken.LeadingTrivia.AddRange(arrow.ArrowToken.TrailingTrivia);
        return SyntaxFactory.Block(
            SyntaxFactory.Token(SyntaxKind.OpenBraceToken),
            [Poll.WithTrailingTrivia(arrowTrivia), statement],
            SyntaxFactory.Token(SyntaxKind.CloseBraceToken).WithTrailingTrivia(semicolon.TrailingTrivia));
    }
}
