using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Host.Mef;
using Microsoft.CodeAnalysis.Text;

namespace Atelier.Kernel;

/// <summary>Makes of a text that somebody types a document of the compiler's workspace, in which everything that cells have declared is known.</summary>
/// <param name="lastCell">Asks for the cell compiled last.</param>
internal sealed class CSharpDocuments(Func<CSharpCompilation> lastCell)
{
    private static readonly Lazy<MefHostServices> Host = new(() => MefHostServices.Create(
        new[] { "", ".CSharp" }.SelectMany(language => new[] { "Workspaces", "Features" }, (language, part) =>
            Assembly.Load(new AssemblyName($"Microsoft.CodeAnalysis{language}.{part}")))));

    private readonly Lock _lock = new();
    private readonly CSharpState _state = new();
    private readonly List<MetadataReference> _references = [];
    private DocumentId? _stateDocument;
    private DocumentId? _document;
    private Solution? _solution;

    /// <summary>Makes a document of a text.</summary>
    public async Task<Document> CreateAsync(string text, CancellationToken cancellationToken)
    {
        var solution = Update(lastCell(), cancellationToken);
        // Compiled before the text comes in, what the cells declare is there for the next question as well.
        await solution.GetProject(_document!.ProjectId)!.GetCompilationAsync(cancellationToken).ConfigureAwait(false);
        var document = solution.WithDocumentText(_document, SourceText.From(text)).GetDocument(_document)!;
        // The services do not wait for a compilation that is not there yet, and answer with less.
        await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        return document;
    }

    private Solution Update(CSharpCompilation last, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_state.Update(last, cancellationToken) || _solution is null)
            {
                _references.AddRange(_state.References.Skip(_references.Count).Select(AssemblyDocumentation.Attach));
                _solution = (_solution ?? Start())
                    .WithProjectMetadataReferences(_stateDocument!.ProjectId, _references)
                    .WithDocumentText(_stateDocument, SourceText.From(_state.Write()));
            }
            return _solution;
        }
    }

    private Solution Start()
    {
        var solution = new AdhocWorkspace(Host.Value).CurrentSolution;
        (solution, _stateDocument) = Add(solution, "Cells", _state.Usings, []);
        (solution, _document) = Add(solution, "Cell", [], [new ProjectReference(_stateDocument.ProjectId)]);
        return solution;
    }

    private static (Solution Solution, DocumentId Document) Add(
        Solution solution, string name, IEnumerable<string> usings, IEnumerable<ProjectReference> previous)
    {
        var project = ProjectId.CreateNewId(name);
        var document = DocumentId.CreateNewId(project, name);
        solution = solution.AddProject(ProjectInfo.Create(
            project, VersionStamp.Create(), name, name, LanguageNames.CSharp,
            compilationOptions: SubmissionCompiler.Options.WithUsings(usings).WithScriptClassName(SubmissionCompiler.ScriptClass + name),
            parseOptions: SubmissionCompiler.ParseOptions.WithDocumentationMode(DocumentationMode.Parse),
            documents: [DocumentInfo.Create(document, name, sourceCodeKind: SourceCodeKind.Script)],
            projectReferences: previous,
            isSubmission: true));
        return (solution, document);
    }
}
