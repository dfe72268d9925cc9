using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Atelier.Kernel;

/// <summary>What can be called where somebody writes arguments.</summary>
/// <param name="Methods">The overloads, the one that fits best first.</param>
/// <param name="Argument">The index of the argument that is written.</param>
/// <param name="ArgumentName">The parameter's name where the argument is a named one.</param>
internal sealed record CSharpSignatures(IReadOnlyList<ISymbol> Methods, int Argument, string? ArgumentName)
{
    private const int MostSignatures = 25;

    /// <summary>Finds the innermost brackets around a place and what is called there; null when there are none.</summary>
    public static CSharpSignatures? Find(SemanticModel model, SyntaxNode root, int position, CancellationToken cancellationToken)
    {
        var token = position > 0 ? root.FindToken(position - 1) : default;
        for (var node = token.Parent; node is not null; node = node.Parent)
        {
            // Inside a lambda's block the reader is no longer busy with the call around it.
            if (node is BlockSyntax or MemberDeclarationSyntax and not GlobalStatementSyntax)
                return null;
            if (!IsInside(node, position))
                continue;
            var (methods, chosen) = FindMethods(node, model, cancellationToken);
            if (methods.Count == 0)
                continue;
            var (argument, name) = FindArgument(node, position);
            var count = ArgumentCount(node);
            return new CSharpSignatures(
                [.. methods.OrderBy(method => !SymbolEqualityComparer.Default.Equals(method, chosen))
                    .ThenBy(method => !Takes(method, Math.Max(count, argument + (argument > 0 ? 1 : 0))))
                    .ThenBy(method => Misfit(method, node, model, cancellationToken))
                    .ThenBy(method => Parameters(method).Length)],
                argument,
                name);
        }
        return null;
    }

    /// <summary>Writes the signatures, then what is known of the first.</summary>
    public void Describe(InspectionPage page, SemanticModel model, int position, CancellationToken cancellationToken)
    {
        var lines = Methods.Take(MostSignatures).Select(method => CSharpDisplay.Declaration(method, model, position)).ToList();
        if (Methods.Count > MostSignatures)
            lines.Add($"// and {Methods.Count - MostSignatures} more");
        page.AddCode(string.Join('\n', lines));
        var best = Methods[0];
        var documentation = DocumentationComment.Of(best, cancellationToken);
        if (best is IMethodSymbol { MethodKind: MethodKind.Constructor } && documentation.Summary.Length == 0)
            documentation = DocumentationComment.Of(best.ContainingType, cancellationToken) with { Remarks = "" };
        var parameter = ActiveParameter(best);
        if (parameter is not null)
        {
            var explained = documentation.Parameters.FirstOrDefault(pair => pair.Key == parameter.Name).Value;
            page.AddText($"`{CSharpDisplay.Declaration(parameter, model, position)}`{(string.IsNullOrEmpty(explained) ? "" : ": " + explained)}");
        }
        page.Add(documentation with { Parameters = [.. documentation.Parameters.Where(pair => pair.Key != parameter?.Name)] });
    }

    private IParameterSymbol? ActiveParameter(ISymbol method)
    {
        var parameters = Parameters(method);
        return ArgumentName is not null ? parameters.FirstOrDefault(parameter => parameter.Name == ArgumentName)
            : Argument < parameters.Length ? parameters[Argument]
            : parameters is [.., { IsParams: true } last] ? last
            : null;
    }

    private static (IReadOnlyList<ISymbol> Methods, ISymbol? Chosen) FindMethods(SyntaxNode list, SemanticModel model, CancellationToken cancellationToken)
    {
        switch (list.Parent)
        {
            case InvocationExpressionSyntax call:
                var group = model.GetMemberGroup(call.Expression, cancellationToken);
                var info = model.GetSymbolInfo(call, cancellationToken);
                if (group.Length == 0 && model.GetTypeInfo(call.Expression, cancellationToken).Type is INamedTypeSymbol { DelegateInvokeMethod: { } invoke })
                    return ([invoke], invoke);
                // The group holds the definitions; the call may know the type arguments of the one it means.
                return (Replace(group, info.Symbol), info.Symbol);
            case BaseObjectCreationExpressionSyntax creation:
                return Constructors(model.GetTypeInfo(creation, cancellationToken).Type, model, creation, cancellationToken);
            case AttributeSyntax attribute:
                return Constructors(model.GetTypeInfo(attribute, cancellationToken).Type, model, attribute, cancellationToken);
            case ConstructorInitializerSyntax initializer:
                return (model.GetMemberGroup(initializer, cancellationToken), model.GetSymbolInfo(initializer, cancellationToken).Symbol);
            case PrimaryConstructorBaseTypeSyntax type:
                return Constructors(model.GetTypeInfo(type.Type, cancellationToken).Type, model, type, cancellationToken);
            case ElementAccessExpressionSyntax access when model.GetTypeInfo(access.Expression, cancellationToken).Type is { } type:
                return ([.. Indexers(type).Where(indexer => model.IsAccessible(access.SpanStart, indexer))], model.GetSymbolInfo(access, cancellationToken).Symbol);
            default:
                return ([], null);
        }
    }

    private static IReadOnlyList<ISymbol> Replace(IReadOnlyList<ISymbol> group, ISymbol? chosen) => chosen is null
        ? group
        : [chosen, .. group.Where(method => !SymbolEqualityComparer.Default.Equals(method.OriginalDefinition, chosen.OriginalDefinition)
            && !SymbolEqualityComparer.Default.Equals((method as IMethodSymbol)?.ReducedFrom ?? method, (chosen as IMethodSymbol)?.ReducedFrom?.OriginalDefinition))];

    private static (IReadOnlyList<ISymbol> Methods, ISymbol? Chosen) Constructors(
        ITypeSymbol? type, SemanticModel model, SyntaxNode node, CancellationToken cancellationToken) =>
        type is INamedTypeSymbol named
            ? ([.. named.InstanceConstructors.Where(constructor => model.IsAccessible(node.SpanStart, constructor))], model.GetSymbolInfo(node, cancellationToken).Symbol)
            : ([], null);

    private static IEnumerable<ISymbol> Indexers(ITypeSymbol type)
    {
        for (var current = type; current is not null; current = current.BaseType)
            foreach (var indexer in current.GetMembers().OfType<IPropertySymbol>().Where(property => property.IsIndexer))
                yield return indexer;
    }

    private static bool IsInside(SyntaxNode node, int position)
    {
        var (open, close) = node switch
        {
            ArgumentListSyntax list => (list.OpenParenToken, list.CloseParenToken),
            BracketedArgumentListSyntax list => (list.OpenBracketToken, list.CloseBracketToken),
            AttributeArgumentListSyntax list => (list.OpenParenToken, list.CloseParenToken),
            _ => default,
        };
        return !open.IsKind(SyntaxKind.None) && position >= open.Span.End && (close.IsMissing || position <= close.SpanStart);
    }

    private static (int Index, string? Name) FindArgument(SyntaxNode list, int position)
    {
        var commas = list.ChildTokens().Where(token => token.IsKind(SyntaxKind.CommaToken)).Count(token => token.Span.End <= position);
        var name = list switch
        {
            BaseArgumentListSyntax arguments => arguments.Arguments.ElementAtOrDefault(commas)?.NameColon?.Name,
            AttributeArgumentListSyntax arguments => arguments.Arguments.ElementAtOrDefault(commas)?.NameColon?.Name,
            _ => null,
        };
        return (commas, name?.Identifier.ValueText);
    }

    private static int ArgumentCount(SyntaxNode list) => list switch
    {
        // An argument that is still to be written counts once the next has begun.
        BaseArgumentListSyntax arguments => arguments.Arguments.Count(argument => argument.Span.Length > 0),
        AttributeArgumentListSyntax arguments => arguments.Arguments.Count(argument => argument.Span.Length > 0),
        _ => 0,
    };

    private static bool Takes(ISymbol method, int count) =>
        Parameters(method) is var parameters && (parameters.Length >= count || parameters is [.., { IsParams: true }]);

    /// <summary>How badly the arguments that are there fit: nothing for the parameters' own types, one for each conversion, more where there is none.</summary>
    private static int Misfit(ISymbol method, SyntaxNode list, SemanticModel model, CancellationToken cancellationToken)
    {
        const int Impossible = 100;
        if (list is not BaseArgumentListSyntax { Arguments: var arguments })
            return 0;
        return arguments.Zip(Parameters(method), (argument, parameter) =>
            argument.NameColon is not null || argument.Expression.Span.Length == 0
            || model.GetTypeInfo(argument.Expression, cancellationToken).Type is not { TypeKind: not TypeKind.Error } type
            || parameter.Type.TypeKind == TypeKind.TypeParameter ? 0
            : model.Compilation.ClassifyCommonConversion(type, parameter.Type) switch
            {
                { IsIdentity: true } => 0,
                { Exists: true, IsImplicit: true } => 1,
                _ => Impossible,
            }).Sum();
    }

    private static IParameterSymbol[] Parameters(ISymbol method) => method switch
    {
        IMethodSymbol { Parameters: var parameters } => [.. parameters],
        IPropertySymbol { Parameters: var parameters } => [.. parameters],
        _ => [],
    };
}
