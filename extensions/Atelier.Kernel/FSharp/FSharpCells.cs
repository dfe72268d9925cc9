using System.Reflection;

namespace Atelier.Kernel;

/// <summary>Runs F# code, each piece seeing what the earlier ones declared.</summary>
/// <remarks>Nothing of the F# compiler is loaded before the first code runs.</remarks>
internal sealed class FSharpCells(NotebookSession session, NotebookLoadContext assemblies, Func<NotebookReferences> references) : IClrCells, IDisposable
{
    private const string CellAssembly = "FSI-ASSEMBLY";

    private readonly object _gate = new();
    private readonly FSharpReferences _references = new();
    private FSharpBinding? _binding;
    private volatile FSharpSession? _fsharp;
    private int _referenced;

    /// <summary>The compiler's session; null before any code has run.</summary>
    public FSharpSession? Session => _fsharp;

    public IEnumerable<string> Names => _fsharp?.Variables.Select(variable => variable.Name) ?? [];

    /// <summary>Whether an assembly was compiled from F# cells. C# code cannot name the types in it.</summary>
    public static bool IsCell(Assembly assembly) => assembly.FullName?.StartsWith(CellAssembly, StringComparison.Ordinal) == true;

    public CellDirectives ReadDirectives(CellSource source) => FSharpDirectives.Parse(source);

    public (object? Value, bool HasValue) Run(CellSource source, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(source.Text))
            return (null, false);
        using var reflection = assemblies.EnterContextualReflection();
        var fsharp = Prepare();
        var path = PathOf(source);
        session.Sources[path] = source;
        return fsharp.Evaluate(source, path);
    }

    public bool TryGet(string name, out object? value, out Type type)
    {
        var found = _fsharp?.Find(name);
        (value, type) = (found?.Value, found?.Type ?? typeof(object));
        return found is not null;
    }

    public void Set(string name, object? value)
    {
        using var reflection = assemblies.EnterContextualReflection();
        var fsharp = Prepare();
        _binding ??= new FSharpBinding(fsharp, assemblies, _references);
        _binding.Bind(name, value);
    }

    /// <summary>The compiler's session, started when there is none, which takes seconds. May be called from any thread.</summary>
    public FSharpSession Start()
    {
        if (_fsharp is { } started)
            return started;
        lock (_gate)
            return _fsharp ??= new FSharpSession(assemblies, session.Folder.Path);
    }

    public void Dispose()
    {
        _fsharp?.Dispose();
        _references.Dispose();
    }

    /// <summary>The compiler's session, which knows of all that the notebook has referenced.</summary>
    private FSharpSession Prepare()
    {
        // Variables that C# cells get from F# are of F#'s types.
        references().AddFSharp();
        var fsharp = Start();
        var paths = references().Paths;
        fsharp.Reference(paths.Skip(_referenced).Where(path => path != HostAssemblies.FSharpCorePath).Select(_references.For));
        _referenced = paths.Count;
        return fsharp;
    }

    /// <summary>The name under which F#'s stack traces know a text: a file in the working directory, as <c>__SOURCE_DIRECTORY__</c> needs.</summary>
    private string PathOf(CellSource source)
    {
        var name = source.Path.Replace(".cs", "", StringComparison.Ordinal);
        return Path.Combine(session.Folder.Path, string.Concat(name.Select(c => char.IsLetterOrDigit(c) ? c : '-')) + ".fsx");
    }
}
