using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace Atelier.Kernel;

/// <summary>Compiles cells into a chain in which each sees what the earlier ones declared.</summary>
/// <remarks>
/// References are given to the chain once and inherited by every later link: one list of metadata, whatever the number of cells.
/// Not safe for use by several threads at a time.
/// </remarks>
internal sealed class SubmissionCompiler
{
    /// <summary>How the classes of scripts begin; the formatting library cuts this off the names of types declared in cells.</summary>
    internal const string ScriptClass = "Submission#";

    /// <summary>Language version "latest" would be the next one, in which <c>union</c> is a keyword.</summary>
    internal static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp14, DocumentationMode.None, SourceCodeKind.Script);

    private static readonly string[] Usings =
    [
        "System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks", "System.Linq",
        "Microsoft.DotNet.Interactive.Kernel", "Microsoft.DotNet.Interactive.Jupyter.TopLevelMethods",
    ];
    private static readonly EmitOptions EmitOptions = new(debugInformationFormat: DebugInformationFormat.PortablePdb);

    private readonly CSharpCompilationOptions _options = new(
        OutputKind.DynamicallyLinkedLibrary,
        optimizationLevel: OptimizationLevel.Debug,
        allowUnsafe: true,
        concurrentBuild: false);
    private readonly List<MetadataReference> _newReferences;
    private CSharpCompilation? _last;
    private int _count;

    public SubmissionCompiler(IEnumerable<MetadataReference> references)
    {
        _newReferences = [.. references];
        // The usings of the first link are inherited as well, so it can be compiled before there is a cell.
        Add(Link("", "defaults.cs", _options.WithUsings(Usings)));
    }

    /// <summary>Lets later cells use further assemblies.</summary>
    public void AddReferences(IEnumerable<MetadataReference> references) => _newReferences.AddRange(references);

    /// <summary>Compiles a cell; the chain does not grow before <see cref="Add(Submission)"/>.</summary>
    /// <exception cref="CellException">The cell does not compile.</exception>
    public Submission Compile(CellSource source, CancellationToken cancellationToken)
    {
        var compilation = Link(source.Text, source.Path, _options);
        var root = (CompilationUnitSyntax)compilation.SyntaxTrees[0].GetRoot(cancellationToken);
        if (root.Members.Count == 0)
        {
            CompilationErrors.ThrowIfAny(compilation.GetDiagnostics(cancellationToken), source);
            return new Submission(compilation, null, HasValue: false);
        }

        var assembly = new MemoryStream();
        var symbols = new MemoryStream();
        var result = compilation.Emit(assembly, symbols, options: EmitOptions, cancellationToken: cancellationToken);
        CompilationErrors.ThrowIfAny(result.Diagnostics, source);
        var factory = compilation.GetEntryPoint(cancellationToken)
            ?? throw new InvalidOperationException("The compiler made a script without an entry point.");
        assembly.Position = symbols.Position = 0;
        var image = new SubmissionImage(assembly, symbols, factory.ContainingType.MetadataName, factory.MetadataName);
        return new Submission(compilation, image, HasValue(compilation, root));
    }

    /// <summary>Makes what the cell declares visible to later cells.</summary>
    public void Add(Submission submission) => Add(submission.Compilation);

    private void Add(CSharpCompilation compilation)
    {
        _last = compilation;
        _newReferences.Clear();
    }

    private CSharpCompilation Link(string text, string path, CSharpCompilationOptions options)
    {
        var tree = CSharpSyntaxTree.ParseText(SourceText.From(text, Encoding.UTF8), ParseOptions, path);
        return CSharpCompilation.CreateScriptCompilation(
            $"Cell-{_count}-{Guid.NewGuid():N}",
            tree,
            _newReferences.ToImmutableArray(),
            options.WithScriptClassName($"{ScriptClass}{_count++}"),
            _last,
            typeof(object));
    }

    private static bool HasValue(CSharpCompilation compilation, CompilationUnitSyntax root)
    {
        if (root.DescendantNodes(node => node is CompilationUnitSyntax or StatementSyntax or GlobalStatementSyntax)
            .Any(node => node.IsKind(SyntaxKind.ReturnStatement)))
            return true;
        return root.Members.OfType<GlobalStatementSyntax>().LastOrDefault()?.Statement is ExpressionStatementSyntax last
            && last.SemicolonToken.IsMissing
            && compilation.GetSemanticModel(root.SyntaxTree).GetTypeInfo(last.Expression).ConvertedType?.SpecialType != SpecialType.System_Void;
    }
}
