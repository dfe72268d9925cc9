using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Atelier.Kernel;

/// <summary>Reads from a compiled cell what later cells see of it.</summary>
internal static class CSharpDeclarations
{
    private static readonly SymbolDisplayFormat TypeFormat = SymbolDisplayFormat.FullyQualifiedFormat.WithMiscellaneousOptions(
        SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers
        | SymbolDisplayMiscellaneousOptions.UseSpecialTypes
        | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>The declarations of a cell, in its order, its variables last.</summary>
    public static IEnumerable<CSharpDeclaration> Read(CSharpCompilation cell, CancellationToken cancellationToken)
    {
        var root = (CompilationUnitSyntax)cell.SyntaxTrees[0].GetRoot(cancellationToken);
        if (root.Members.Count == 0)
            return [];
        return root.Members.Select(Read).OfType<CSharpDeclaration>().Concat(ReadVariables(cell));
    }

    /// <summary>The using directives of a cell.</summary>
    public static IEnumerable<UsingDirectiveSyntax> ReadUsings(CSharpCompilation cell, CancellationToken cancellationToken) =>
        ((CompilationUnitSyntax)cell.SyntaxTrees[0].GetRoot(cancellationToken)).Usings;

    private static CSharpDeclaration? Read(MemberDeclarationSyntax member) => member switch
    {
        TypeDeclarationSyntax type => new(Name(type.Identifier, type.TypeParameterList), null, TextOf(type)),
        DelegateDeclarationSyntax type => new(Name(type.Identifier, type.TypeParameterList), null, TextOf(type)),
        EnumDeclarationSyntax type => new(type.Identifier.ValueText, null, TextOf(type)),
        MethodDeclarationSyntax method => new(method.Identifier.ValueText, Signature(method), TextOf(method)),
        PropertyDeclarationSyntax property => new(property.Identifier.ValueText, null, TextOf(property)),
        EventDeclarationSyntax @event => new(@event.Identifier.ValueText, null, TextOf(@event)),
        EventFieldDeclarationSyntax events => new(events.Declaration.Variables[0].Identifier.ValueText, null, TextOf(events)),
        _ => null,
    };

    /// <summary>The compiler knows the types of all variables, also of those that a pattern or an argument declares.</summary>
    private static IEnumerable<CSharpDeclaration> ReadVariables(CSharpCompilation cell)
    {
        foreach (var field in cell.ScriptClass?.GetMembers().OfType<IFieldSymbol>() ?? [])
            if (field is { IsImplicitlyDeclared: false, CanBeReferencedByName: true } && TextOf(field) is { } text)
                yield return new CSharpDeclaration(field.Name, null, text);
    }

    private static string? TextOf(IFieldSymbol field)
    {
        var syntax = field.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax();
        var name = SyntaxFacts.GetKeywordKind(field.Name) == SyntaxKind.None ? field.Name : "@" + field.Name;
        // Only the expression itself can say a type that has no name.
        if (HasNoName(field.Type))
            return syntax is VariableDeclaratorSyntax { Initializer.Value: var value } ? $"var {name} = {value};" : $"dynamic {name};";
        var documentation = syntax?.FirstAncestorOrSelf<FieldDeclarationSyntax>() is { } declaration ? DocumentationOf(declaration) : "";
        var type = field.Type.ToDisplayString(TypeFormat);
        if (field is { HasConstantValue: true, Type.TypeKind: not TypeKind.Enum })
            return $"{documentation}const {type} {name} = {SymbolDisplay.FormatPrimitive(field.ConstantValue!, quoteStrings: true, useHexadecimalNumbers: false)};";
        var modifiers = (field.IsReadOnly ? "readonly " : "") + (field.Type.TypeKind is TypeKind.Pointer or TypeKind.FunctionPointer ? "unsafe " : "");
        return $"{documentation}{modifiers}{type} {name};";
    }

    private static bool HasNoName(ITypeSymbol type) => type switch
    {
        { IsAnonymousType: true } => true,
        IArrayTypeSymbol array => HasNoName(array.ElementType),
        INamedTypeSymbol named => named.TypeArguments.Any(HasNoName),
        _ => false,
    };

    private static string Name(SyntaxToken identifier, TypeParameterListSyntax? parameters) =>
        parameters is null ? identifier.ValueText : $"{identifier.ValueText}`{parameters.Parameters.Count}";

    private static string Signature(MethodDeclarationSyntax method) =>
        $"{method.TypeParameterList?.Parameters.Count}({string.Join(',', method.ParameterList.Parameters.Select(parameter => parameter.Type?.ToString()))})";

    private static string TextOf(MemberDeclarationSyntax member)
    {
        var bodies = member.DescendantNodes(node => node is not StatementSyntax and not ExpressionSyntax)
            .OfType<BlockSyntax>()
            .Where(block => block.Parent is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax);
        var text = member.ToString();
        foreach (var body in bodies.Reverse())
        {
            var start = body.OpenBraceToken.Span.End - member.SpanStart;
            text = text.Remove(start, Math.Max(0, body.CloseBraceToken.SpanStart - member.SpanStart - start));
        }
        return DocumentationOf(member) + text;
    }

    /// <summary>Cells are compiled without reading their documentation comments, which so are comments like any other.</summary>
    private static string DocumentationOf(SyntaxNode node) => string.Concat(node.GetLeadingTrivia()
        .Select(trivia => trivia.ToString())
        .Where(text => text.StartsWith("///", StringComparison.Ordinal) || text.StartsWith("/**", StringComparison.Ordinal))
        .Select(text => text + "\n"));
}
