using Microsoft.CodeAnalysis;

namespace Atelier.Kernel;

/// <summary>Writes symbols as C# declares them.</summary>
internal static class CSharpDisplay
{
    private static readonly SymbolDisplayFormat Format = new(
        globalNamespaceStyle: SymbolDisplayGlobalNamespaceStyle.Omitted,
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeTypeConstraints
            | SymbolDisplayGenericsOptions.IncludeVariance,
        memberOptions: SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeContainingType
            | SymbolDisplayMemberOptions.IncludeModifiers | SymbolDisplayMemberOptions.IncludeConstantValue | SymbolDisplayMemberOptions.IncludeRef,
        delegateStyle: SymbolDisplayDelegateStyle.NameAndSignature,
        extensionMethodStyle: SymbolDisplayExtensionMethodStyle.StaticMethod,
        parameterOptions: SymbolDisplayParameterOptions.IncludeName | SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeDefaultValue
            | SymbolDisplayParameterOptions.IncludeParamsRefOut | SymbolDisplayParameterOptions.IncludeExtensionThis,
        propertyStyle: SymbolDisplayPropertyStyle.ShowReadWriteDescriptor,
        localOptions: SymbolDisplayLocalOptions.IncludeType | SymbolDisplayLocalOptions.IncludeConstantValue,
        kindOptions: SymbolDisplayKindOptions.IncludeNamespaceKeyword | SymbolDisplayKindOptions.IncludeTypeKeyword,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers
            | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier | SymbolDisplayMiscellaneousOptions.CollapseTupleTypes);

    /// <summary>The symbol's declaration, with the names of types as short as they may be at the place.</summary>
    public static string Declaration(ISymbol symbol, SemanticModel model, int position) => symbol switch
    {
        // A type that has a keyword would be no more than that.
        INamedTypeSymbol { SpecialType: not SpecialType.None } =>
            symbol.ToDisplayString(Format.RemoveMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.UseSpecialTypes)),
        // The short form of a type would be its bare name.
        INamespaceOrTypeSymbol => symbol.ToDisplayString(Format),
        IMethodSymbol { MethodKind: MethodKind.DelegateInvoke } => Declaration(symbol.ContainingType, model, position),
        IMethodSymbol { MethodKind: MethodKind.Constructor } constructor =>
            $"new {constructor.ContainingType.ToMinimalDisplayString(model, position)}"
            + $"({string.Join(", ", constructor.Parameters.Select(parameter => parameter.ToMinimalDisplayString(model, position, Format)))})",
        IMethodSymbol { ReducedFrom: { } whole } reduced => Declaration(reduced.TypeArguments.Length > 0 && !reduced.TypeArguments.Any(type => type.Kind == SymbolKind.TypeParameter)
            ? whole.Construct([.. reduced.TypeArguments])
            : whole, model, position),
        _ => symbol.ToMinimalDisplayString(model, position, Format),
    };

    /// <summary>A parameter as its method declares it.</summary>
    public static string Declaration(IParameterSymbol parameter, SemanticModel model, int position) =>
        parameter.ToMinimalDisplayString(model, position, Format);

    /// <summary>What the documentation of its method says about a parameter.</summary>
    public static string DescriptionOf(IParameterSymbol parameter, CancellationToken cancellationToken) =>
        parameter.ContainingSymbol is { } owner
            ? DocumentationComment.Of(owner, cancellationToken).Parameters.FirstOrDefault(pair => pair.Key == parameter.Name).Value ?? ""
            : "";
}
