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
        var changed = new InterruptPoints().Visit(root);
        return changed == root
            ? tree
            : CSharpSyntaxTree.Create((CSharpSyntaxNode)changed, (CSharpParseOptions)tree.Options, tree.FilePath, Encoding.UTF8);
    }

    public override SyntaxNode? VisitWhileStatement(WhileStatementSyntax node)
    {
        var visited = (WhileStatementSyntax)base.VisitWhileStatement(node)!;
        return visited.WithStatement(InLoop(visited.Statement));
    }

    public override SyntaxNode? VisitDoStatement(DoStatementSyntax node)
    {
        var visited = (DoStatementSyntax)base.VisitDoStatement(node)!;
        return visited.WithStatement(InLoop(visited.Statement));
    }

    public override SyntaxNode? VisitForStatement(ForStatementSyntax node)
    {
        var visited = (ForStatementSyntax)base.VisitForStatement(node)!;
        return visited.WithStatement(InLoop(visited.Statement));
    }

    public override SyntaxNode? VisitForEachStatement(ForEachStatementSyntax node)
    {
        var visited = (ForEachStatementSyntax)base.VisitForEachStatement(node)!;
        return visited.WithStatement(InLoop(visited.Statement));
    }

    public override SyntaxNode? VisitForEachVariableStatement(ForEachVariableStatementSyntax node)
    {
        var visited = (ForEachVariableStatementSyntax)base.VisitForEachVariableStatement(node)!;
        return visited.WithStatement(InLoop(visited.Statement));
    }

    public override SyntaxNode? VisitLabeledStatement(LabeledStatementSyntax node)
    {
        // The target of a backward goto. A declaration must stay in its scope, so only other statements can be wrapped.
        var visited = (LabeledStatementSyntax)base.VisitLabeledStatement(node)!;
        return visited.Statement is LocalDeclarationStatementSyntax or LocalFunctionStatementSyntax or LabeledStatementSyntax
            ? visited
            : visited.WithStatement(InLoop(visited.Statement));
    }

    public override SyntaxNode? VisitMethodDeclaration(MethodDeclarationSyntax node)
    {
        var visited = (MethodDeclarationSyntax)base.VisitMethodDeclaration(node)!;
        if (visited.Body is { } body)
            return visited.WithBody(AtStart(body));
        return visited.ExpressionBody is { } expression && ToBlock(expression, visited.SemicolonToken, visited.ReturnType, visited.Modifiers) is { } block
            ? visited.WithExpressionBody(null).WithSemicolonToken(default).WithBody(block)
            : visited;
    }

    public override SyntaxNode? VisitLocalFunctionStatement(LocalFunctionStatementSyntax node)
    {
        var visited = (LocalFunctionStatementSyntax)base.VisitLocalFunctionStatement(node)!;
        if (visited.Body is { } body)
            return visited.WithBody(AtStart(body));
        return visited.ExpressionBody is { } expression && ToBlock(expression, visited.SemicolonToken, visited.ReturnType, visited.Modifiers) is { } block
            ? visited.WithExpressionBody(null).WithSemicolonToken(default).WithBody(block)
            : visited;
    }

    public override SyntaxNode? VisitParenthesizedLambdaExpression(ParenthesizedLambdaExpressionSyntax node)
    {
        var visited = (ParenthesizedLambdaExpressionSyntax)base.VisitParenthesizedLambdaExpression(node)!;
        return visited.Block is { } block ? visited.WithBlock(AtStart(block)) : visited;
    }

    public override SyntaxNode? VisitSimpleLambdaExpression(SimpleLambdaExpressionSyntax node)
    {
        var visited = (SimpleLambdaExpressionSyntax)base.VisitSimpleLambdaExpression(node)!;
        return visited.Block is { } block ? visited.WithBlock(AtStart(block)) : visited;
    }

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
