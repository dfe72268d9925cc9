using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;

namespace Atelier.Kernel;

/// <summary>What happens to a cell on the cell thread: its directives, its compilation, its run and the showing of its value.</summary>
internal sealed class CellRunner(EngineOptions options, CellThread thread, OutputQueue outputs)
{
    private readonly ConcurrentDictionary<string, CellSource> _sources = new();
    private readonly CellFolder _folder = new(options.WorkingDirectory);
    private readonly HashSet<string> _extensions = new(StringComparer.OrdinalIgnoreCase);
    private readonly NotebookLoadContext _assemblies = new();
    private readonly ProjectReferenceBuilder _projects = new(options);
    private readonly Task<SubmissionCompiler> _warmUp = Task.Run(WarmUp);
    private SubmissionCompiler? _compiler;
    private NotebookReferences? _references;
    private PackageSession? _packages;
    private object?[] _submissions = new object?[1];

    private SubmissionCompiler Compiler => _compiler ??= _warmUp.GetAwaiter().GetResult();

    private NotebookReferences References => _references ??= new NotebookReferences(Compiler, _assemblies);

    private PackageSession Packages => _packages ??= StartPackages();

    /// <summary>Runs a cell and puts out all that it shows.</summary>
    /// <returns>Why it failed, which has been put out as well; null when it succeeded.</returns>
    public ErrorOutput? Run(string code, int count, CancellationToken cancellationToken)
    {
        using var reflection = _assemblies.EnterContextualReflection();
        var error = Try(new CellSource($"cell-{count}.cs", $"Cell {count}", code), cancellationToken);
        if (error is not null)
            outputs.Add(error);
        return error;
    }

    private ErrorOutput? Try(CellSource source, CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            RunCode(source, cancellationToken);
            return null;
        }
        catch (CellException exception)
        {
            return exception.Error;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new ErrorOutput(
                nameof(OperationCanceledException),
                "The cell was cancelled.",
                [$"{source.Label} was cancelled while it waited. What it had assigned until then is kept."]);
        }
        catch (Exception exception)
        {
            // The boundary between the engine and the code of its user: whatever comes is shown.
            return new RuntimeErrors(_sources).Describe(exception);
        }
    }

    private void RunCode(CellSource source, CancellationToken cancellationToken)
    {
        var (directives, cell) = ScriptLoader.Read(source, _folder.Path);
        foreach (var text in cell.Scripts?.All.Append(source) ?? [source])
            _sources[text.Path] = text;
        foreach (var assembly in directives.Assemblies)
            References.Add(assembly, _folder.Path);
        if (directives.Sources.Count > 0)
            Packages.AddSources(directives.Sources, _folder.Path);
        foreach (var project in directives.Projects)
            AddProject(project, cancellationToken);
        if (directives.Packages.Count > 0)
            AddPackages(directives.Packages, cancellationToken);

        var submission = Compiler.Compile(cell, cancellationToken);
        if (submission.Image is not { } image)
        {
            Compiler.Add(submission);
            return;
        }
        // Loading fails where a referenced assembly needs an absent one. The chain must not have grown then: each link has a slot.
        var script = _assemblies.LoadCell(image).GetType(image.TypeName, throwOnError: true)!;
        var start = script.GetMethod(image.FactoryName)!.CreateDelegate<Func<object?[], Task<object?>>>();
        // What the cell declares stays visible when it fails half-way, and what it had assigned until then is kept.
        Compiler.Add(submission);
        Array.Resize(ref _submissions, _submissions.Length + 1);
        using var move = _folder.Follow();
        var value = thread.RunScript(script, () => start(_submissions), cancellationToken).GetAwaiter().GetResult();
        if (submission.HasValue)
            outputs.Add(ValueFormatter.Format(value, [], isResult: true));
    }

    private PackageSession StartPackages()
    {
        var packages = new PackageSession(new PackageRestorer(options), References);
        packages.AddSources(options.PackageSources, options.WorkingDirectory);
        return packages;
    }

    private void AddProject(string project, CancellationToken cancellationToken)
    {
        var built = _projects.BuildAsync(Path.GetFullPath(project, _folder.Path), cancellationToken).GetAwaiter().GetResult();
        foreach (var notice in Packages.AddProject(built))
            outputs.Write(StreamNames.Error, notice + Environment.NewLine);
    }

    private void AddPackages(IReadOnlyList<PackageRequest> requests, CancellationToken cancellationToken)
    {
        foreach (var notice in Packages.AddAsync(requests, cancellationToken).GetAwaiter().GetResult())
            outputs.Write(StreamNames.Error, notice + Environment.NewLine);
        var installed = requests.Select(request => Packages.Find(request.Id)?.ToString() ?? request.ToString()).Distinct().ToList();
        var items = string.Concat(installed.Select(name => $"<li>{WebUtility.HtmlEncode(name)}</li>"));
        outputs.Add(new DisplayOutput(
            new Dictionary<string, JsonNode>
            {
                ["text/html"] = JsonValue.Create($"<div><strong>Installed packages</strong><ul>{items}</ul></div>"),
                ["text/plain"] = JsonValue.Create($"Installed packages: {string.Join(", ", installed)}"),
            },
            IsResult: false));
        foreach (var package in Packages.Packages.Where(package => !_extensions.Contains(package.Id)).ToList())
            RunExtension(package, requests.Any(request => request.Id.Equals(package.Id, StringComparison.OrdinalIgnoreCase)), cancellationToken);
    }

    private void RunExtension(ResolvedPackage package, bool isAskedFor, CancellationToken cancellationToken)
    {
        // What another package brings along was not asked for, and says nothing.
        if (isAskedFor && ScriptExtension.HasCompiledOnly(package))
        {
            outputs.Write(StreamNames.Error,
                $"{package} brings a compiled extension for .NET Interactive, which this kernel does not load; the package can be used.\n");
        }
        if (ScriptExtension.Find(package) is { } path)
        {
            foreach (var part in ScriptExtension.Read(package, path))
            {
                if (Try(part, cancellationToken) is { } error)
                    throw new CellException(new ErrorOutput(
                        "ExtensionError",
                        $"The notebook extension of {package} failed: {error.Name}: {error.Message}",
                        [$"The notebook extension of {package} failed:", .. error.Traceback]));
            }
        }
        // A failed extension is tried again by the next cell that asks for a package.
        _extensions.Add(package.Id);
    }

    /// <summary>Makes the first cell fast: by its arrival the compiler's code has been loaded and compiled.</summary>
    private static SubmissionCompiler WarmUp()
    {
        var compiler = new SubmissionCompiler(FrameworkAssemblies.References);
        compiler.Compile(new CellSource("warm-up.cs", "Warm-up", "var a = 1; Console.WriteLine(a); a.ToString()"), CancellationToken.None);
        return compiler;
    }
}
