using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace Atelier.Kernel;

/// <summary>What the documentation of a symbol says, as Markdown without line breaks but those between paragraphs.</summary>
/// <param name="Summary">What it is; empty when that is not told.</param>
/// <param name="Parameters">The parameters that are explained, in order.</param>
/// <param name="Returns">What is returned; empty when that is not told.</param>
/// <param name="Exceptions">The exceptions and when they are thrown.</param>
/// <param name="Remarks">Further explanations; empty when there are none.</param>
internal sealed record DocumentationComment(
    string Summary,
    IReadOnlyList<KeyValuePair<string, string>> Parameters,
    string Returns,
    IReadOnlyList<KeyValuePair<string, string>> Exceptions,
    string Remarks)
{
    private const int MostAncestors = 20;

    /// <summary>Documentation that says nothing.</summary>
    public static DocumentationComment Empty { get; } = new("", [], "", [], "");

    /// <summary>Reads the documentation of a symbol; where it says <c>inheritdoc</c>, that of what it inherits from.</summary>
    public static DocumentationComment Of(ISymbol symbol, CancellationToken cancellationToken)
    {
        ISymbol? from = symbol is IMethodSymbol { ReducedFrom: { } method } ? method : symbol;
        for (var i = 0; from is not null && i < MostAncestors; i++, from = Ancestor(from))
            if (from.OriginalDefinition.GetDocumentationCommentXml(cancellationToken: cancellationToken) is { Length: > 0 } xml
                && !xml.Contains("<inheritdoc", StringComparison.Ordinal))
                return Read(xml);
        return Empty;
    }

    /// <summary>Reads an element of a documentation file. What is not well-formed says nothing.</summary>
    public static DocumentationComment Read(string xml)
    {
        XElement root;
        try
        {
            // A comment in code comes with or without the element around it.
            root = XElement.Parse(xml.TrimStart().StartsWith("<member", StringComparison.Ordinal) ? xml : $"<member>{xml}</member>", LoadOptions.PreserveWhitespace);
        }
        catch (XmlException)
        {
            return Empty;
        }
        return new DocumentationComment(
            DocumentationText.Of(root.Element("summary")),
            [.. root.Elements("param").Select(element => Named(element, "name"))],
            DocumentationText.Of(root.Element("returns") ?? root.Element("value")),
            [.. root.Elements("exception").Select(element => Named(element, "cref")).Select(pair => KeyValuePair.Create(DocumentationText.NameOf(pair.Key), pair.Value))],
            DocumentationText.Of(root.Element("remarks")));
    }

    private static KeyValuePair<string, string> Named(XElement element, string attribute) =>
        KeyValuePair.Create(element.Attribute(attribute)?.Value ?? "", DocumentationText.Of(element));

    private static ISymbol? Ancestor(ISymbol symbol) => symbol switch
    {
        IMethodSymbol { OverriddenMethod: { } method } => method,
        IPropertySymbol { OverriddenProperty: { } property } => property,
        IEventSymbol { OverriddenEvent: { } @event } => @event,
        INamedTypeSymbol { BaseType: { SpecialType: SpecialType.None } type } => type,
        INamedTypeSymbol type => type.Interfaces.FirstOrDefault(),
        { ContainingType: { } type } => type.AllInterfaces
            .SelectMany(contract => contract.GetMembers(symbol.Name))
            .FirstOrDefault(member => SymbolEqualityComparer.Default.Equals(type.FindImplementationForInterfaceMember(member), symbol)),
        _ => null,
    };
}
