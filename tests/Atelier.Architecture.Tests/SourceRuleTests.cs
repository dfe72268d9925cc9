using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Atelier.Architecture.Tests;

/// <summary>House rules that hold for every file.</summary>
public sealed class SourceRuleTests
{
    private const int MostLines = 500;

    [Fact]
    public void Files_HaveAtMost500Lines()
    {
        var wrong = Everything().Select(file => (file.Path, Lines: file.Text.AsSpan().Count('\n'))).Where(file => file.Lines > MostLines);

        Assert.Empty(wrong);
    }

    [Fact]
    public void Files_HoldAtMostOnePublicType_NamedAsTheFile()
    {
        var wrong = Everything()
            .Select(file => (file.Path, Types: PublicTypes(file).Select(type => type.Identifier.Text).Distinct().ToArray()))
            .Where(file => file.Types.Length > 1
                || (file.Types.Length == 1 && file.Types[0] != Path.GetFileNameWithoutExtension(file.Path).Split('{')[0]))
            .Select(file => $"{file.Path}: {string.Join(", ", file.Types)}");

        Assert.Empty(wrong);
    }

    [Fact]
    public void PublicTypes_OfTheProduct_AreDocumented()
    {
        var types = Repository.Sources("sdk").Concat(Repository.Sources("extensions")).SelectMany(file =>
            PublicTypes(file).Select(type => (File: file.Path, type.Identifier.Text, Documented: IsDocumented(type)))).ToArray();

        Assert.True(types.Length > 30, $"Only {types.Length} public types were found; the search is broken.");
        Assert.Empty(types.Where(type => !type.Documented).Select(type => $"{type.File}: {type.Text}"));
    }

    [Fact]
    public void Sources_AreTheWholeTree() => Assert.Contains(Everything(), file => file.Path == "tests/Atelier.Architecture.Tests/SourceRuleTests.cs");

    private static IEnumerable<SourceFile> Everything() =>
        new[] { "sdk", "extensions", "tests" }.SelectMany(Repository.Sources);

    /// <summary>Types that a file offers to others; types nested in a type belong to it.</summary>
    private static IEnumerable<BaseTypeDeclarationSyntax> PublicTypes(SourceFile file) => file.Tree
        .GetRoot(TestContext.Current.CancellationToken)
        .DescendantNodes(node => node is not BaseTypeDeclarationSyntax)
        .OfType<BaseTypeDeclarationSyntax>()
        .Where(type => type.Modifiers.Any(modifier => modifier.IsKind(SyntaxKind.PublicKeyword)));

    private static bool IsDocumented(BaseTypeDeclarationSyntax type) => type.GetLeadingTrivia()
        .Select(trivia => trivia.GetStructure())
        .OfType<DocumentationCommentTriviaSyntax>()
        .SelectMany(comment => comment.Content.OfType<XmlElementSyntax>())
        .Any(element => element.StartTag.Name.ToString() == "summary" && element.Content.ToString().Trim(' ', '/', '\n', '\r').Length > 0);
}
