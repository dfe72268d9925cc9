using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Atelier.Kernel;

/// <summary>A cell as the compiler can take it: what a script cannot hold goes into a library that the script then uses.</summary>
/// <param name="Script">The cell without what is in the library, on its lines.</param>
/// <param name="Library">The library's source, on its lines; null when the cell needs none.</param>
internal sealed record CellLayout(CellSource Script, CellSource? Library)
{
    /// <summary>
    /// Lays a cell out. Namespaces and classes with <c>extension</c> blocks make a library, which takes the other types of the cell along.
    /// Extension methods of a class get a method in the script that calls them, since a script finds them only there.
    /// </summary>
    public static CellLayout Of(CellSource source, CompilationUnitSyntax root)
    {
        if (!root.Members.Any(NeedsLibrary))
            return new CellLayout(source with { Text = Hoist(source.Text, root) }, null);
        var types = root.Members.Where(member => member is BaseNamespaceDeclarationSyntax or BaseTypeDeclarationSyntax or DelegateDeclarationSyntax).ToList();
        var rest = root.Members.Except(types).Concat<SyntaxNode>(root.AttributeLists).Concat(ScriptDirectives(root));
        return new CellLayout(source with { Text = Blank(source.Text, types) }, source with { Text = Blank(source.Text, rest) });
    }

    /// <summary>Lays a cell out with no more in the library than has to be: its other types stay in the script, where they see what cells declare.</summary>
    public static CellLayout Narrow(CellSource source, CompilationUnitSyntax root)
    {
        var needed = root.Members.Where(NeedsLibrary).ToList();
        return new CellLayout(
            source with { Text = Blank(source.Text, needed) },
            source with { Text = Blank(source.Text, root.Members.Except(needed).Concat<SyntaxNode>(root.AttributeLists).Concat(ScriptDirectives(root))) });
    }

    private static bool NeedsLibrary(MemberDeclarationSyntax member) =>
        member is BaseNamespaceDeclarationSyntax
        || member is ClassDeclarationSyntax type && type.Members.Any(inner => inner is ExtensionBlockDeclarationSyntax);

    /// <summary>What only scripts may hold.</summary>
    private static IEnumerable<SyntaxNode> ScriptDirectives(CompilationUnitSyntax root) => root
        .DescendantTrivia()
        .Where(trivia => trivia.IsKind(SyntaxKind.LoadDirectiveTrivia))
        .Select(trivia => trivia.GetStructure()!);

    private static string Hoist(string text, CompilationUnitSyntax root)
    {
        var classes = root.Members.OfType<ClassDeclarationSyntax>()
            .Where(type => type.Modifiers.Any(SyntaxKind.StaticKeyword) && type.TypeParameterList is null)
            .Select(type => (Type: type, Methods: type.Members.OfType<MethodDeclarationSyntax>().Where(method => This(method) != default).ToList()))
            .Where(type => type.Methods.Count > 0)
            .ToList();
        foreach (var (type, methods) in Enumerable.Reverse(classes))
        {
            text = text.Insert(type.Span.End, string.Concat(methods.Select(method => " " + Forward(type, method))));
            foreach (var keyword in Enumerable.Reverse(methods).Select(This))
                text = text.Remove(keyword.SpanStart, keyword.Span.Length).Insert(keyword.SpanStart, "    ");
        }
        return text;
    }

    private static SyntaxToken This(MethodDeclarationSyntax method) =>
        method.ParameterList.Parameters.FirstOrDefault()?.Modifiers.FirstOrDefault(modifier => modifier.IsKind(SyntaxKind.ThisKeyword)) ?? default;

    private static string Forward(ClassDeclarationSyntax type, MethodDeclarationSyntax method)
    {
        var arguments = method.ParameterList.Parameters.Select(parameter => Pass(parameter) + parameter.Identifier.Text);
        var generics = method.TypeParameterList is { } parameters
            ? $"<{string.Join(", ", parameters.Parameters.Select(parameter => parameter.Identifier.Text))}>"
            : "";
        var isReference = method.ReturnType is RefTypeSyntax ? "ref " : "";
        var text = $"static {method.ReturnType} {method.Identifier.Text}{method.TypeParameterList}{method.ParameterList} {method.ConstraintClauses} "
            + $"=> {isReference}{type.Identifier.Text}.{method.Identifier.Text}{generics}({string.Join(", ", arguments)});";
        // One line, so that the lines below stay where they are.
        return text.ReplaceLineEndings(" ");
    }

    private static string Pass(ParameterSyntax parameter) =>
        parameter.Modifiers.Any(SyntaxKind.OutKeyword) ? "out "
        : parameter.Modifiers.Any(SyntaxKind.InKeyword) || parameter.Modifiers.Any(SyntaxKind.ReadOnlyKeyword) ? "in "
        : parameter.Modifiers.Any(SyntaxKind.RefKeyword) ? "ref "
        : "";

    private static string Blank(string text, IEnumerable<SyntaxNode> nodes)
    {
        var characters = text.ToCharArray();
        foreach (var span in nodes.Select(node => node.Span))
            for (var i = span.Start; i < span.End; i++)
                if (characters[i] is not '\n' and not '\r')
                    characters[i] = ' ';
        return new string(characters);
    }
}
