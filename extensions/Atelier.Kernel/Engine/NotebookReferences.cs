using System.Reflection;
using Microsoft.CodeAnalysis;

namespace Atelier.Kernel;

/// <summary>What cells compile against and run with beside the framework: packages, files and further frameworks.</summary>
internal sealed class NotebookReferences(SubmissionCompiler compiler, NotebookLoadContext context)
{
    private const string ErrorName = "ReferenceError";

    private readonly Dictionary<string, string> _referenced = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _paths = [];
    private readonly Dictionary<string, Guid> _builds = [];
    private readonly HashSet<string> _frameworks = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _frameworkFiles = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What has been referenced so far, in that order.</summary>
    public IReadOnlyList<string> Paths => _paths;

    /// <summary>The assemblies of a package that are loaded from another version of it.</summary>
    public IEnumerable<string> FindOutdated(ResolvedPackage package) => package.Assemblies
        .Select(path => (Path: path, Loaded: context.FindLoaded(Path.GetFileNameWithoutExtension(path))))
        .Where(file => file.Loaded is not null && file.Loaded.Location != file.Path)
        .Select(file => file.Loaded!.GetName().Name!);

    /// <summary>Finds out whether the frameworks that a package needs are there; changes nothing.</summary>
    /// <exception cref="CellException">It needs a framework that is not installed.</exception>
    public void CheckFrameworks(ResolvedPackage package)
    {
        foreach (var framework in package.Frameworks.Where(IsNew))
            FindFramework(framework, package.ToString());
    }

    /// <summary>Makes a package usable.</summary>
    /// <exception cref="CellException">It needs a framework that is not installed.</exception>
    public void Add(ResolvedPackage package)
    {
        foreach (var framework in package.Frameworks)
            AddFramework(framework, package.ToString());
        foreach (var path in package.Assemblies.Where(IsWanted))
            context.AddAssembly(path);
        context.AddNativeLibraries(package.NativeLibraries);
        // A package with a native library among its assemblies would make every later cell fail to compile.
        Reference(package.References.Select(ToReference).OfType<string>());
    }

    /// <summary>Makes an assembly file, or an assembly of an installed framework, usable.</summary>
    /// <param name="name">The file's path or the assembly's name.</param>
    /// <param name="workingDirectory">Where relative paths start.</param>
    /// <exception cref="CellException">There is no such assembly, or another build of it is in use.</exception>
    public void Add(string name, string workingDirectory)
    {
        var path = Path.GetFullPath(name, workingDirectory);
        if (!File.Exists(path))
        {
            AddFrameworkAssembly(name, path, workingDirectory);
            return;
        }
        try
        {
            Check(path, $"#r \"{name}\"");
        }
        catch (BadImageFormatException)
        {
            throw new CellException(ErrorName,
                $"#r \"{name}\": the file {path} is not a .NET assembly. Expected: a managed .dll; native ones are loaded by their callers.");
        }
        AddFile(path);
    }

    /// <summary>Makes a built project usable; its packages are for the package session to add.</summary>
    /// <exception cref="CellException">It needs a framework that is not installed, or another build of it is in use.</exception>
    public void Add(BuiltProject project)
    {
        foreach (var path in project.Assemblies)
            Check(path, project.ToString());
        foreach (var framework in project.Frameworks)
            AddFramework(framework, project.ToString());
        foreach (var path in project.Assemblies)
            AddFile(path);
    }

    /// <summary>Finds out whether an assembly file is the build that the session knows; changes nothing.</summary>
    /// <exception cref="CellException">The session has another build of it.</exception>
    private void Check(string path, string user)
    {
        var name = AssemblyName.GetAssemblyName(path).Name!;
        var build = ModuleVersionId(path);
        var loaded = context.FindLoaded(name);
        if (loaded is not null && (loaded.Location != path || loaded.ManifestModule.ModuleVersionId != build))
        {
            throw new CellException(ErrorName,
                $"{user}: {name} is loaded already, from {loaded.Location}. Restart the notebook to use another build of it.");
        }
        // Earlier cells were compiled against it, even where none has run its code yet.
        if (_builds.TryGetValue(path, out var known) && known != build)
        {
            throw new CellException(ErrorName,
                $"{user}: {path} has been built anew since an earlier cell referenced it. Restart the notebook to use the new build.");
        }
    }

    private void AddFile(string path)
    {
        _builds[path] = ModuleVersionId(path);
        context.AddAssembly(path);
        var folder = Path.GetDirectoryName(path)!;
        context.AddFolder(folder);
        // Where a build puts the native libraries that an assembly needs; those right beside it are found without help.
        var native = Path.Combine(folder, "runtimes", RuntimeIdentifiers.Current, "native");
        if (Directory.Exists(native))
            context.AddNativeLibraries(Directory.EnumerateFiles(native));
        Reference([path]);
    }

    /// <summary>Lets C# cells use F#'s types, as those do that get F# values.</summary>
    public void AddFSharp() => Reference([HostAssemblies.FSharpCorePath]);

    /// <summary>Loads a package's extension, with what lies beside it.</summary>
    public Assembly LoadExtension(string path)
    {
        context.AddAssembly(path);
        context.AddFolder(Path.GetDirectoryName(path)!);
        return context.LoadFromAssemblyName(AssemblyName.GetAssemblyName(path));
    }

    private void AddFrameworkAssembly(string name, string path, string workingDirectory)
    {
        var simple = name.Split(',')[0].Trim();
        if (simple.EndsWith(".dll", StringComparison.OrdinalIgnoreCase))
            simple = simple[..^".dll".Length];
        if (simple.Equals(HostAssemblies.FSharpCore, StringComparison.OrdinalIgnoreCase))
        {
            AddFSharp();
            return;
        }
        if (FrameworkAssemblies.Paths.ContainsKey(simple) || HostAssemblies.ByName.ContainsKey(simple) || _referenced.ContainsKey(simple))
            return;
        if (simple.AsSpan().IndexOfAny('/', '\\') >= 0 || SharedFrameworks.FindOwner(simple) is not { } framework)
        {
            throw new CellException(ErrorName,
                $"#r \"{name}\": there is no file {path}, and .NET has no assembly of this name. "
                + $"Give a path relative to {workingDirectory}, or #r \"nuget: Id, version\" for a package.");
        }
        AddFramework(framework, $"#r \"{name}\"");
    }

    private void AddFramework(string framework, string user)
    {
        if (!IsNew(framework))
            return;
        var files = FindFramework(framework, user);
        _frameworks.Add(framework);
        foreach (var path in files.Where(path => !HostAssemblies.ByName.ContainsKey(Path.GetFileNameWithoutExtension(path))))
        {
            _frameworkFiles[Path.GetFileNameWithoutExtension(path)] = path;
            // Where the process runs on this framework, its own copies serve; loading them again would double their types.
            if (!FrameworkAssemblies.IsTrusted(path))
                context.AddAssembly(path);
        }
        Reference(_frameworkFiles.Values);
    }

    private bool IsNew(string framework) => framework != "Microsoft.NETCore.App" && !_frameworks.Contains(framework);

    private void Reference(IEnumerable<string> paths)
    {
        var added = paths
            // F#'s library is the kernel's own, and referenced by those notebooks only that have a use for it.
            .Select(path => IsFSharpCore(path) ? HostAssemblies.FSharpCorePath : path)
            .Where(path => !HostAssemblies.ByName.ContainsKey(Path.GetFileNameWithoutExtension(path)))
            .Where(path => _referenced.GetValueOrDefault(Path.GetFileNameWithoutExtension(path)) != path)
            .ToList();
        foreach (var path in added)
            _referenced[Path.GetFileNameWithoutExtension(path)] = path;
        _paths.AddRange(added);
        compiler.AddReferences(added.Select(AssemblyReference.Create));
    }

    private static bool IsFSharpCore(string path) =>
        Path.GetFileNameWithoutExtension(path.AsSpan()).Equals(HostAssemblies.FSharpCore, StringComparison.OrdinalIgnoreCase);

    private bool IsWanted(string path) =>
        FrameworkAssemblies.IsManaged(path) && !IsOlderThanFramework(path) && !CompatibilityFacade.Doubles(path);

    /// <summary>What cells compile against for a package's assembly; null where they have it already, or never shall.</summary>
    private string? ToReference(string path)
    {
        if (!FrameworkAssemblies.IsManaged(path) || CompatibilityFacade.Doubles(path))
            return null;
        if (!IsOlderThanFramework(path))
            return path;
        // Of a framework that the process runs on and no cell has asked for, the copy in the process is the one that cells run with.
        var name = Path.GetFileNameWithoutExtension(path);
        return FrameworkAssemblies.Paths.ContainsKey(name) || _frameworkFiles.ContainsKey(name) ? null : FrameworkAssemblies.FindTrusted(name);
    }

    private bool IsOlderThanFramework(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        var framework = FrameworkAssemblies.Paths.GetValueOrDefault(name)
            ?? _frameworkFiles.GetValueOrDefault(name)
            ?? FrameworkAssemblies.FindTrusted(name);
        return framework is not null && AssemblyName.GetAssemblyName(path).Version <= AssemblyName.GetAssemblyName(framework).Version;
    }

    private static IReadOnlyList<string> FindFramework(string framework, string user)
    {
        var files = SharedFrameworks.Find(framework);
        return files.Count > 0 ? files : throw new CellException(ErrorName, $"{user} needs {SharedFrameworks.Missing(framework)}");
    }

    private static Guid ModuleVersionId(string path)
    {
        using var reader = new System.Reflection.PortableExecutable.PEReader(File.OpenRead(path));
        var metadata = System.Reflection.Metadata.PEReaderExtensions.GetMetadataReader(reader);
        return metadata.GetGuid(metadata.GetModuleDefinition().Mvid);
    }
}
