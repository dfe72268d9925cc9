using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Atelier.Kernel;

/// <summary>Compiles and runs C# code, each piece seeing what the earlier ones declared, and holds their variables.</summary>
internal sealed class CSharpCells(NotebookSession session, NotebookLoadContext assemblies, Func<SubmissionCompiler> compiler) : IClrCells
{
    private object?[] _submissions = new object?[1];
    private CSharpVariables _variables = new([]);
    private LibraryCompiler? _libraries;

    public IEnumerable<string> Names => _variables.Names;

    public CellDirectives ReadDirectives(CellSource source) => ScriptLoader.ReadDirectives(source, session.Folder.Path);

    public bool TryGet(string name, out object? value, out Type type) => _variables.TryGet(name, out value, out type);

    public (object? Value, bool HasValue) Run(CellSource source, CancellationToken cancellationToken)
    {
        using var reflection = assemblies.EnterContextualReflection();
        source = ScriptLoader.ReadScripts(source, session.Folder.Path);
        foreach (var text in source.Scripts?.All.Append(source) ?? [source])
            session.Sources[text.Path] = text;
        var submission = Compile(source, cancellationToken);
        if (submission.Image is not { } image)
        {
            compiler().Add(submission);
            return (null, false);
        }
        // Loading fails where a referenced assembly needs an absent one. The chain must not have grown then: each link has a slot.
        var script = assemblies.LoadCell(image).GetType(image.TypeName, throwOnError: true)!;
        var start = script.GetMethod(image.FactoryName)!.CreateDelegate<Func<object?[], Task<object?>>>();
        // What the cell declares stays visible when it fails half-way, and what it had assigned until then is kept.
        compiler().Add(submission);
        Array.Resize(ref _submissions, _submissions.Length + 1);
        var submissions = _submissions;
        _variables = new CSharpVariables(submissions);
        var value = session.Thread.Pump(script, () => start(submissions), cancellationToken).GetAwaiter().GetResult();
        return (value, submission.HasValue);
    }

    private Submission Compile(CellSource source, CancellationToken cancellationToken)
    {
        if (source.Scripts is { } scripts)
            source = source with { Scripts = scripts.Select(script => Prepare(script, cancellationToken)) };
        return compiler().Compile(Prepare(source, cancellationToken), cancellationToken);
    }

    /// <summary>Takes out of a text, and makes available, what a script cannot hold.</summary>
    private CellSource Prepare(CellSource source, CancellationToken cancellationToken)
    {
        var root = SubmissionCompiler.Parse(source, cancellationToken);
        var layout = CellLayout.Of(source, root);
        if (layout.Library is not null)
            layout = CompileLibrary(layout, source, root, cancellationToken);
        compiler().AddUsings(root);
        return layout.Script;
    }

    private CellLayout CompileLibrary(CellLayout layout, CellSource source, CompilationUnitSyntax root, CancellationToken cancellationToken)
    {
        _libraries ??= new LibraryCompiler(compiler());
        IReadOnlyList<LibraryImage> images;
        try
        {
            images = _libraries.Compile(layout.Library!, cancellationToken);
        }
        catch (CellException exception)
        {
            // Types that use what other cells declare cannot go along; without them the library may well compile.
            var narrow = CellLayout.Narrow(source, root);
            if (narrow.Library == layout.Library)
                throw;
            try
            {
                images = _libraries.Compile(narrow.Library!, cancellationToken);
                layout = CellLayout.Of(narrow.Script, SubmissionCompiler.Parse(narrow.Script, cancellationToken));
            }
            catch (CellException)
            {
                throw exception;
            }
        }
        foreach (var image in images)
            compiler().AddReferences([assemblies.LoadLibrary(image)]);
        return layout;
    }

    public void Set(string name, object? value)
    {
        var type = CSharpTypeNames.Of(value?.GetType());
        Run(new CellSource($"set-{name}", $"The shared variable {name}", $"{type} {CSharpTypeNames.Identifier(name)} = default!;"), CancellationToken.None);
        _variables.Assign(name, value);
    }
}
