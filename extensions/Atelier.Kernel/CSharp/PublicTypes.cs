using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Atelier.Kernel;

/// <summary>Makes what a library keeps to its own assembly public: for the author of the cells they are one program.</summary>
internal sealed class PublicTypes : CSharpSyntaxRewriter
{
    private static readonly SyntaxToken Public = SyntaxFactory.Token(SyntaxKind.PublicKeyword);

    private PublicTypes()
    {
    }

    /// <summary>The same library with public types and members in the place of internal ones.</summary>
    public static SyntaxTree Of(SyntaxTree tree) => CSharpSyntaxTree.Create(
        (CSharpSyntaxNode)new PublicTypes().Visit(tree.GetRoot())!, (CSharpParseOptions)tree.Options, tree.FilePath, Encoding.UTF8);

    public override SyntaxNode? Visit(SyntaxNode? node)
    {
        var visited = base.Visit(node);
        if (visited is not MemberDeclarationSyntax member || visited is BaseNamespaceDeclarationSyntax or GlobalStatementSyntax)
            return visited;
        var modifiers = member.Modifiers;
        var isTopLevel = node is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax && node.Parent is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax;
        if (modifiers.FirstOrDefault(modifier => modifier.IsKind(SyntaxKind.InternalKeyword)) is { RawKind: not 0 } keyword)
            return modifiers.Any(SyntaxKind.ProtectedKeyword) ? member : member.WithModifiers(modifiers.Replace(keyword, Public.WithTriviaFrom(keyword)));
        return isTopLevel && !modifiers.Any(modifier => modifier.Kind() is SyntaxKind.PublicKeyword or SyntaxKind.FileKeyword) ? Publish(member) : member;
    }

    private static MemberDeclarationSyntax Publish(MemberDeclarationSyntax member)
    {
        // The attributes come before the modifiers, and what stands before the first token stays there.
        var leading = member.GetLeadingTrivia();
        var keyword = Public.WithTrailingTrivia(SyntaxFactory.Space);
        if (member.AttributeLists.Count > 0)
            return member.WithModifiers(member.Modifiers.Insert(0, keyword));
        var bare = member.WithLeadingTrivia();
        return bare.WithModifiers(bare.Modifiers.Insert(0, keyword)).WithLeadingTrivia(leading);
    }
}
