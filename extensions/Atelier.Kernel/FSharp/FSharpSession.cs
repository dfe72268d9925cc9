using System.Reflection;
using System.Runtime.ExceptionServices;
using FSharp.Compiler.CodeAnalysis;
using Microsoft.FSharp.Control;
using Microsoft.FSharp.Core;
using static FSharp.Compiler.Interactive.Shell;

namespace Atelier.Kernel;

/// <summary>One session of F# Interactive, the compiler's own service for code that comes piece by piece.</summary>
internal sealed class FSharpSession : IDisposable
{
    private readonly NotebookLoadContext _assemblies;
    private readonly FsiEvaluationSession _fsi;
    private int _shown;

    public FSharpSession(NotebookLoadContext assemblies, string workingDirectory)
    {
        _assemblies = assemblies;
        SessionAssemblyLoader.Install();
        FSharpFormatting.Register();
        // Before F# Interactive adds its own, which would search the process first.
        AppDomain.CurrentDomain.AssemblyResolve += Resolve;
        using var reflection = assemblies.EnterContextualReflection();
        var configuration = FsiEvaluationSession.GetDefaultConfiguration();
        configuration.OnEvaluation.AddHandler(new FSharpHandler<EvaluationEventArgs>((_, _) => StayIfAbandoned()));
        _fsi = FsiEvaluationSession.Create(
            configuration, [.. Arguments(workingDirectory)], TextReader.Null, Console.Out, TextWriter.Null, collectible: null, legacyReferenceResolver: null);
        Evaluate(new CellSource("defaults", "The default opens", FSharpDefaults.Opens), Path.Combine(workingDirectory, "defaults.fsx"));
    }

    /// <summary>The bindings, each name once.</summary>
    public IReadOnlyList<FSharpVariable> Variables =>
        [.. _fsi.GetBoundValues().Select(Variable).Where(variable => variable.Name is not ("it" or FSharpBinding.Carrier))];

    /// <summary>Runs code.</summary>
    /// <param name="source">The code.</param>
    /// <param name="path">The file that stack traces name.</param>
    /// <returns>The value of its last expression, and whether it has one.</returns>
    /// <exception cref="CellException">It does not compile.</exception>
    /// <exception cref="Exception">What the code threw.</exception>
    public (object? Value, bool HasValue) Evaluate(CellSource source, string path)
    {
        (object?, bool) result = (null, false);
        // The compiler's service runs the first interaction of a text, and silently leaves the others.
        foreach (var interaction in FSharpText.Interactions(source.Text))
            result = Run(interaction, source, path);
        return result;
    }

    /// <summary>Lets the code that follows use further assemblies.</summary>
    public void Reference(IEnumerable<string> paths)
    {
        var lines = string.Concat(paths.Select(path => $"#r @\"{path}\"\n"));
        if (lines.Length > 0)
            Evaluate(new CellSource("references", "The references", lines), "references.fsx");
    }

    /// <summary>Finds the latest binding of a name.</summary>
    public FSharpVariable? Find(string name) => _fsi.TryFindBoundValue(name) is { Value: { } bound } ? Variable(bound) : null;

    /// <summary>Binds a value of a type that F# code can see.</summary>
    public void Bind(string name, object value) => _fsi.AddBoundValue(name, value);

    /// <summary>Parses and checks code as it would be if it ran now. May be called while a cell runs.</summary>
    public (FSharpParseFileResults Parsed, FSharpCheckFileResults Checked) Check(string code)
    {
        using var reflection = _assemblies.EnterContextualReflection();
        var (parsed, results, _) = _fsi.ParseAndCheckInteraction(code, keepAssemblyContents: null);
        return (parsed, results);
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.AssemblyResolve -= Resolve;
        ((IDisposable)_fsi).Dispose();
    }

    private (object? Value, bool HasValue) Run(string code, CellSource source, string path)
    {
        var (outcome, diagnostics) = _fsi.EvalInteractionNonThrowing(code, path, cancellationToken: null);
        FSharpErrors.ThrowIfAny(diagnostics, source, path);
        ShowNewTypes();
        if (outcome is FSharpChoice<FSharpOption<FsiValue>, Exception>.Choice2Of2 { Item: var exception })
            ExceptionDispatchInfo.Throw(exception);
        return outcome is FSharpChoice<FSharpOption<FsiValue>, Exception>.Choice1Of2 { Item.Value: { } value } && value.ReflectionType != typeof(Unit)
            ? (value.ReflectionValue, true)
            : (null, false);
    }

    private static FSharpVariable Variable(FsiBoundValue bound) => new(bound.Name, bound.Value.ReflectionValue, bound.Value.ReflectionType);

    private static IEnumerable<string> Arguments(string workingDirectory) =>
    [
        // Without --noframework, which would make System.Int32 and int two types.
        "fsi.exe", "--usesdkrefs-", "--targetprofile:netcore", "--nologo", "--quiet", "--gui-", "--readline-",
        // An assembly for each piece of code, with its lines, in place of one that grows and has none. Unoptimized code keeps its
        // methods and so the lines of errors in them; the runtime's compiler optimizes it all the same.
        "--multiemit+", "--debug+", "--optimize-",
        // Where #load looks.
        "-I:" + workingDirectory,
        .. HostAssemblies.Paths.Select(path => "-r:" + path),
    ];

    private void ShowNewTypes()
    {
        var cells = _fsi.DynamicAssemblies;
        foreach (var assembly in cells.Skip(_shown))
            FSharpFormatting.RegisterUnions(assembly);
        _shown = cells.Length;
    }

    /// <summary>Keeps the thread of a cell that was given up from going on.</summary>
    /// <remarks>
    /// F# Interactive calls this when the code has ended, and then makes the state in which the code began, with what it
    /// declared, the present one: all that cells declared since would be lost.
    /// </remarks>
    private static void StayIfAbandoned()
    {
        if (CellScope.Current is { IsAbandoned: true })
            Thread.Sleep(Timeout.Infinite);
    }

    /// <summary>Finds what the assemblies of this session's F# cells refer to.</summary>
    private Assembly? Resolve(object? sender, ResolveEventArgs arguments)
    {
        if (arguments.RequestingAssembly is not { } requesting || !FSharpCells.IsCell(requesting) || !IsOwn(requesting))
            return null;
        var own = _fsi?.DynamicAssemblies.FirstOrDefault(assembly => assembly.FullName == arguments.Name);
        return own ?? SessionAssemblyLoader.Find(_assemblies, new AssemblyName(arguments.Name));
    }

    private bool IsOwn(Assembly assembly) =>
        System.Runtime.Loader.AssemblyLoadContext.CurrentContextualReflectionContext is NotebookLoadContext current
            ? current == _assemblies
            : _fsi?.DynamicAssemblies.Contains(assembly) == true;
}
