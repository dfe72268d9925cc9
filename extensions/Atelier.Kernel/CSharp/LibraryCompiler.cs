using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Atelier.Kernel;

/// <summary>Compiles what cells cannot hold as scripts (namespaces, <c>extension</c> blocks) into libraries that later cells reference.</summary>
/// <remarks>
/// A type that is declared again hides the earlier one: the library that held that is compiled again without it under a higher version,
/// which for the compiler takes the earlier version's place. Variables that hold objects of the earlier type keep them and their type.
/// </remarks>
internal sealed class LibraryCompiler(SubmissionCompiler scripts)
{
    private static readonly CSharpParseOptions ParseOptions = SubmissionCompiler.ParseOptions.WithKind(SourceCodeKind.Regular);

    private readonly List<Library> _libraries = [];

    /// <summary>Compiles a library.</summary>
    /// <returns>The assemblies to load and reference: the library, and earlier ones without the types that it declares again.</returns>
    /// <exception cref="CellException">It does not compile.</exception>
    public IReadOnlyList<LibraryImage> Compile(CellSource source, CancellationToken cancellationToken)
    {
        var tree = CSharpSyntaxTree.ParseText(SourceText.From(source.Text, Encoding.UTF8), ParseOptions, source.Path, cancellationToken);
        var library = new Library($"Library-{Guid.NewGuid():N}", 1, tree, source, Names(tree));
        var replaced = _libraries.Where(earlier => earlier.Types.Overlaps(library.Types)).Select(earlier => earlier.Without(library.Types)).ToList();
        var images = replaced.Select(without => Compile(without, cancellationToken)).Append(Compile(library, cancellationToken)).ToList();
        _libraries.RemoveAll(earlier => replaced.Exists(without => without.Name == earlier.Name));
        _libraries.AddRange(replaced);
        _libraries.Add(library);
        return images;
    }

    private LibraryImage Compile(Library library, CancellationToken cancellationToken)
    {
        var usings = scripts.Usings;
        while (true)
        {
            var global = CSharpSyntaxTree.ParseText(string.Concat(usings.Select(name => $"global {name}\n")), ParseOptions, cancellationToken: cancellationToken);
            var version = CSharpSyntaxTree.ParseText(
                $"[assembly: System.Reflection.AssemblyVersion(\"{library.Version}.0.0.0\")]", ParseOptions, cancellationToken: cancellationToken);
            var compilation = CSharpCompilation.Create(
                library.Name, [global, version, PublicTypes.Of(InterruptPoints.Insert(library.Tree))], scripts.References, SubmissionCompiler.Options);
            // A namespace or type that only scripts see (a type declared in a cell) cannot be opened here.
            var unknown = global.GetRoot(cancellationToken).DescendantNodes().OfType<UsingDirectiveSyntax>()
                .Where(directive => compilation.GetSemanticModel(global).GetSymbolInfo(directive.NamespaceOrType, cancellationToken).Symbol is null)
                .Select(directive => directive.ToString()["global ".Length..])
                .ToHashSet();
            if (unknown.Count > 0)
            {
                usings = [.. usings.Where(name => !unknown.Contains(name))];
                continue;
            }
            return Emit(compilation, library, cancellationToken);
        }
    }

    private static LibraryImage Emit(CSharpCompilation compilation, Library library, CancellationToken cancellationToken)
    {
        var assembly = new MemoryStream();
        var symbols = new MemoryStream();
        var result = compilation.Emit(assembly, symbols, options: SubmissionCompiler.EmitOptions, cancellationToken: cancellationToken);
        if (!result.Success)
        {
            // Columns are those of the cell only in the tree as it was written.
            var written = compilation.ReplaceSyntaxTree(compilation.SyntaxTrees[^1], library.Tree).GetDiagnostics(cancellationToken);
            throw CompilationErrors.Create(written.Any(IsError) ? written : result.Diagnostics, library.Source);
        }
        assembly.Position = symbols.Position = 0;
        return new LibraryImage(assembly, symbols, new Version(library.Version, 0, 0, 0));
    }

    private static bool IsError(Diagnostic diagnostic) => diagnostic.Severity == DiagnosticSeverity.Error;

    private static HashSet<string> Names(SyntaxTree tree) => [.. tree.GetRoot()
        .DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
        .Where(node => node is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax)
        .Select(Library.NameOf)];

    private sealed record Library(string Name, int Version, SyntaxTree Tree, CellSource Source, HashSet<string> Types)
    {
        public static string NameOf(SyntaxNode type)
        {
            var own = type is BaseTypeDeclarationSyntax declaration ? declaration.Identifier.Text : ((DelegateDeclarationSyntax)type).Identifier.Text;
            var arity = type switch
            {
                TypeDeclarationSyntax { TypeParameterList.Parameters.Count: var count } => count,
                DelegateDeclarationSyntax { TypeParameterList.Parameters.Count: var count } => count,
                _ => 0,
            };
            var spaces = type.Ancestors().OfType<BaseNamespaceDeclarationSyntax>().Reverse().Select(space => space.Name.ToString());
            return string.Join('.', spaces.Append($"{own}`{arity}"));
        }

        public Library Without(HashSet<string> types)
        {
            var root = Tree.GetRoot();
            var gone = root.DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
                .Where(node => node is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax)
                .Where(node => types.Contains(NameOf(node)));
            var rest = (CSharpSyntaxNode)root.RemoveNodes(gone, SyntaxRemoveOptions.KeepNoTrivia)!;
            return this with
            {
                Version = Version + 1,
                Tree = CSharpSyntaxTree.Create(rest, ParseOptions, Tree.FilePath, Encoding.UTF8),
                Types = [.. Types.Except(types)],
            };
        }
    }
}
