using System.Net;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Formatting;

namespace Atelier.Kernel;

/// <summary>The packages, files and sources that the C# and F# cells of a session ask for. What one asks for, all can use.</summary>
internal sealed class ClrReferences(EngineOptions options, NotebookSession session, NotebookReferences references)
{
    private readonly HashSet<string> _extensions = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _failedExtensions = new(StringComparer.OrdinalIgnoreCase);
    private readonly ProjectReferenceBuilder _projects = new(options);
    private readonly PackageSession _packages = StartPackages(options, references);

    /// <summary>Does what the directives of one cell ask for, with one restore for all of its packages.</summary>
    /// <exception cref="CellException">Something is not to be had.</exception>
    public void Apply(IReadOnlyList<CellDirectives> directives, KernelInvocationContext context)
    {
        foreach (var assembly in directives.SelectMany(part => part.Assemblies))
            references.Add(assembly, session.Folder.Path);
        if (directives.SelectMany(part => part.Sources).ToList() is { Count: > 0 } sources)
            _packages.AddSources(sources, session.Folder.Path);
        foreach (var project in directives.SelectMany(part => part.Projects))
            AddProject(project, context);
        if (directives.SelectMany(part => part.Packages).Distinct().ToList() is { Count: > 0 } packages)
            AddPackages(packages, context);
    }

    private static PackageSession StartPackages(EngineOptions options, NotebookReferences references)
    {
        var packages = new PackageSession(new PackageRestorer(options), references);
        packages.AddSources(options.PackageSources, options.WorkingDirectory);
        return packages;
    }

    private void AddProject(string project, KernelInvocationContext context)
    {
        var path = Path.GetFullPath(project, session.Folder.Path);
        var built = _projects.BuildAsync(path, context.CancellationToken).GetAwaiter().GetResult();
        foreach (var notice in _packages.AddProject(built))
            session.Write(StreamNames.Error, notice + Environment.NewLine);
        RunExtensions(context);
    }

    private void AddPackages(IReadOnlyList<PackageRequest> requests, KernelInvocationContext context)
    {
        foreach (var notice in _packages.AddAsync(requests, context.CancellationToken).GetAwaiter().GetResult())
            session.Write(StreamNames.Error, notice + Environment.NewLine);
        var installed = requests.Select(request => _packages.Find(request.Id)?.ToString() ?? request.ToString()).Distinct().ToList();
        var items = string.Concat(installed.Select(name => $"<li>{WebUtility.HtmlEncode(name)}</li>"));
        DisplayedValue.Show(
        [
            new FormattedValue("text/html", $"<div><strong>Installed packages</strong><ul>{items}</ul></div>"),
            new FormattedValue("text/plain", $"Installed packages: {string.Join(", ", installed)}"),
        ]);
        // A failed extension is tried again by a cell that asks for its package again, and keeps no other cell from its own packages.
        _failedExtensions.ExceptWith(requests.Select(request => request.Id));
        RunExtensions(context);
    }

    private void RunExtensions(KernelInvocationContext context)
    {
        foreach (var package in _packages.Packages.Where(package => !_extensions.Contains(package.Id) && !_failedExtensions.Contains(package.Id)).ToList())
            RunExtension(package, context);
    }

    private void RunExtension(ResolvedPackage package, KernelInvocationContext context)
    {
        try
        {
            foreach (var path in package.Extensions.Where(path => path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)))
                CompiledExtension.Load(path, references, session, context);
            if (ScriptExtension.Find(package) is { } script)
            {
                var source = ScriptExtension.Read(package, script);
                session.Handle(session.Root.Route(new SubmitCode("")), new SubmitCode(source.Text) { Source = source }, context);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            _failedExtensions.Add(package.Id);
            var error = session.DescribeError(exception);
            throw new CellException(new ErrorOutput(
                "ExtensionError",
                $"The notebook extension of {package} failed: {error.Name}: {error.Message}",
                [$"The notebook extension of {package} failed:", .. error.Traceback]));
        }
        _extensions.Add(package.Id);
    }
}
