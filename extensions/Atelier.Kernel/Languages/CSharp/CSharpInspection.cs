using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Atelier.Kernel;

/// <summary>Describes what stands at a place in C# code.</summary>
internal static class CSharpInspection
{
    /// <summary>Describes the symbol at a place and, inside the brackets of a call, what can be called.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> DescribeAsync(Document document, int position, CancellationToken cancellationToken)
    {
        var model = (await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false))!;
        var root = await model.SyntaxTree.GetRootAsync(cancellationToken).ConfigureAwait(false);
        var page = new InspectionPage();
        if (FindSymbol(model, root, position, cancellationToken) is { } symbol)
            Describe(page, symbol, model, position, cancellationToken);
        if (CSharpSignatures.Find(model, root, position, cancellationToken) is { } signatures)
            signatures.Describe(page, model, position, cancellationToken);
        return page.ToBundle();
    }

    private static ISymbol? FindSymbol(SemanticModel model, SyntaxNode root, int position, CancellationToken cancellationToken)
    {
        if (CodeText.IsTextAt(root, position))
            return null;
        var token = root.FindToken(position);
        if (!IsName(token) || position < token.SpanStart)
            token = position > 0 ? root.FindToken(position - 1) : default;
        if (!IsName(token) || token.Span.End < position || position < token.SpanStart)
            return null;
        var node = token.Parent!;
        var declared = node is BaseTypeDeclarationSyntax or VariableDeclaratorSyntax or BaseMethodDeclarationSyntax or PropertyDeclarationSyntax
            or ParameterSyntax or DelegateDeclarationSyntax or EnumMemberDeclarationSyntax or LocalFunctionStatementSyntax or SingleVariableDesignationSyntax
            or ForEachStatementSyntax or TypeParameterSyntax or EventDeclarationSyntax or FromClauseSyntax or LetClauseSyntax or JoinClauseSyntax
            or CatchDeclarationSyntax or QueryContinuationSyntax or AnonymousObjectMemberDeclaratorSyntax
            ? model.GetDeclaredSymbol(node, cancellationToken)
            : null;
        if (declared is not null)
            return declared;
        // The constructor is what a creation calls.
        var info = node.Parent is ObjectCreationExpressionSyntax creation && creation.Type == node
            ? model.GetSymbolInfo(creation, cancellationToken)
            : model.GetSymbolInfo(node, cancellationToken);
        var found = info.Symbol ?? info.CandidateSymbols.FirstOrDefault() ?? model.GetSymbolInfo(node, cancellationToken).Symbol;
        return found is IAliasSymbol alias ? alias.Target : found;
    }

    private static bool IsName(SyntaxToken token) => token.IsKind(SyntaxKind.IdentifierToken)
        || token.Parent is PredefinedTypeSyntax or ThisExpressionSyntax or BaseExpressionSyntax or ImplicitObjectCreationExpressionSyntax
        && SyntaxFacts.IsKeywordKind(token.Kind());

    private static void Describe(InspectionPage page, ISymbol symbol, SemanticModel model, int position, CancellationToken cancellationToken)
    {
        page.AddCode(CSharpDisplay.Declaration(symbol, model, position));
        var documentation = DocumentationComment.Of(symbol, cancellationToken);
        if (symbol is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor && documentation.Summary.Length == 0)
            documentation = DocumentationComment.Of(constructor.ContainingType, cancellationToken);
        if (symbol is IParameterSymbol parameter)
            documentation = DocumentationComment.Empty with { Summary = CSharpDisplay.DescriptionOf(parameter, cancellationToken) };
        page.Add(documentation);
    }
}
