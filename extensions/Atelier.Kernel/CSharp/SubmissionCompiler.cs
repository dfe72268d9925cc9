using System.Collections.Immutable;
using System.Runtime.CompilerServices;
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

    private static readonly string[] DefaultNamespaces =
        ["System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks", "System.Linq"];
    private static readonly string[] DefaultStatics = ["Microsoft.DotNet.Interactive.Kernel", "Microsoft.DotNet.Interactive.Jupyter.TopLevelMethods"];
    internal static readonly EmitOptions EmitOptions = new(debugInformationFormat: DebugInformationFormat.PortablePdb);

    internal static readonly CSharpCompilationOptions Options = SupersedeLowerVersions(
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            optimizationLevel: OptimizationLevel.Debug,
            allowUnsafe: true,
            concurrentBuild: false),
        true);

    private readonly List<MetadataReference> _references = [];
    private readonly List<MetadataReference> _newReferences = [];
    private readonly List<string> _usings =
        [.. DefaultNamespaces.Select(name => $"using {name};"), .. DefaultStatics.Select(name => $"using static {name};")];
    private volatile CSharpCompilation? _last;
    private int _count;

    public SubmissionCompiler(IEnumerable<MetadataReference> references)
    {
        AddReferences(references);
        // The usings of the first link are inherited as well, so it can be compiled before there is a cell.
        Add(Link(CSharpSyntaxTree.ParseText("", ParseOptions, "defaults.cs"), Options.WithUsings(DefaultNamespaces.Concat(DefaultStatics))));
    }

    /// <summary>The link compiled last, which knows those before it. May be asked for from any thread.</summary>
    public CSharpCompilation Last => _last!;

    /// <summary>All that cells can use, in the order in which it was added.</summary>
    public IReadOnlyList<MetadataReference> References => _references;

    /// <summary>The using directives that are in force, as C# writes them; of two that give an alias a meaning, the later.</summary>
    public IReadOnlyList<string> Usings => _usings;

    /// <summary>Reads a cell.</summary>
    public static CompilationUnitSyntax Parse(CellSource source, CancellationToken cancellationToken) =>
        (CompilationUnitSyntax)ParseTree(source, cancellationToken).GetRoot(cancellationToken);

    /// <summary>Lets later cells use further assemblies.</summary>
    public void AddReferences(IEnumerable<MetadataReference> references)
    {
        foreach (var reference in references)
        {
            _references.Add(reference);
            _newReferences.Add(reference);
        }
    }

    /// <summary>Brings using directives in force for libraries; scripts inherit their own.</summary>
    public void AddUsings(CompilationUnitSyntax root)
    {
        foreach (var directive in root.Usings)
        {
            if (directive.Alias is { } alias)
                _usings.RemoveAll(known => known.StartsWith($"using {alias.Name.Identifier.Text} =", StringComparison.Ordinal));
            var text = directive.NormalizeWhitespace().ToString();
            if (!_usings.Contains(text))
                _usings.Add(text);
        }
    }

    /// <summary>Compiles a cell; the chain does not grow before <see cref="Add(Submission)"/>.</summary>
    /// <exception cref="CellException">The cell does not compile.</exception>
    public Submission Compile(CellSource source, CancellationToken cancellationToken)
    {
        var written = ParseTree(source, cancellationToken);
        var options = source.Scripts is { } scripts ? Options.WithSourceReferenceResolver(scripts) : Options;
        var root = (CompilationUnitSyntax)written.GetRoot(cancellationToken);
        if (root.Members.Count == 0 && source.Scripts?.All.All(script => Parse(script, cancellationToken).Members.Count == 0) != false)
        {
            var empty = Link(written, options);
            CompilationErrors.ThrowIfAny(empty.GetDiagnostics(cancellationToken), source);
            return new Submission(empty, null, HasValue: false);
        }
        var interruptible = InterruptPoints.Insert(written);
        if ((interruptible != written || source.Scripts is not null)
            && Emit(interruptible, options.WithSourceReferenceResolver(source.Scripts?.WithInterruptPoints()), out _, cancellationToken) is { } submission)
            return submission;
        // Mistakes are reported where they were written.
        return Emit(written, options, out var diagnostics, cancellationToken) ?? throw CompilationErrors.Create(diagnostics, source);
    }

    /// <summary>Makes what the cell declares visible to later cells.</summary>
    public void Add(Submission submission) => Add(submission.Compilation);

    private void Add(CSharpCompilation compilation)
    {
        _last = compilation;
        _newReferences.Clear();
    }

    private static SyntaxTree ParseTree(CellSource source, CancellationToken cancellationToken) =>
        CSharpSyntaxTree.ParseText(SourceText.From(source.Text, Encoding.UTF8), ParseOptions, source.Path, cancellationToken);

    /// <returns>Null when the code has mistakes, which the diagnostics tell.</returns>
    private Submission? Emit(
        SyntaxTree tree, CSharpCompilationOptions options, out ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        var compilation = Link(tree, options);
        var assembly = new MemoryStream();
        var symbols = new MemoryStream();
        var result = compilation.Emit(assembly, symbols, options: EmitOptions, cancellationToken: cancellationToken);
        diagnostics = result.Diagnostics;
        if (!result.Success)
            return null;
        var factory = compilation.GetEntryPoint(cancellationToken)
            ?? throw new InvalidOperationException("The compiler made a script without an entry point.");
        assembly.Position = symbols.Position = 0;
        var image = new SubmissionImage(assembly, symbols, factory.ContainingType.MetadataName, factory.MetadataName);
        return new Submission(compilation, image, HasValue(compilation, (CompilationUnitSyntax)tree.GetRoot(cancellationToken)));
    }

    private CSharpCompilation Link(SyntaxTree tree, CSharpCompilationOptions options) => CSharpCompilation.CreateScriptCompilation(
        $"Cell-{_count}-{Guid.NewGuid():N}",
        tree,
        _newReferences.ToImmutableArray(),
        options.WithScriptClassName($"{ScriptClass}{_count++}"),
        _last,
        typeof(object));

    /// <summary>The compiler keeps for its own scripting what lets a reference take the place of a lower version of itself.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "WithReferencesSupersedeLowerVersions")]
    private static extern CSharpCompilationOptions SupersedeLowerVersions(CSharpCompilationOptions options, bool value);

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
