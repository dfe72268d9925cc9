namespace Atelier.Kernel;

/// <summary>Reads the scripts that cells load with <c>#load</c>.</summary>
internal static class ScriptLoader
{
    private const string ErrorName = "LoadError";

    /// <summary>Finds the directives of a cell and of all the scripts that it loads.</summary>
    /// <param name="source">The cell.</param>
    /// <param name="folder">The folder from which the cell's own relative paths start; those of a script start at its own folder.</param>
    /// <exception cref="CellException">A directive is malformed or a script cannot be read.</exception>
    public static CellDirectives ReadDirectives(CellSource source, string folder)
    {
        var directives = CellDirectives.Parse(source);
        ReadScripts(directives, folder);
        return directives;
    }

    /// <summary>Reads the scripts that a cell loads, for the compiler to take in.</summary>
    /// <param name="source">The cell, without its other directives.</param>
    /// <param name="folder">The folder from which the cell's own relative paths start.</param>
    /// <exception cref="CellException">A script cannot be read.</exception>
    public static CellSource ReadScripts(CellSource source, string folder)
    {
        if (!source.Text.Contains("load", StringComparison.Ordinal))
            return source;
        var scripts = ReadScripts(CellDirectives.Parse(source), folder);
        return scripts.Count == 0 ? source : source with { Scripts = new LoadedScripts(scripts, folder) };
    }

    private static Dictionary<string, CellSource> ReadScripts(CellDirectives directives, string folder)
    {
        var scripts = new Dictionary<string, CellSource>();
        foreach (var load in directives.Loads)
            Add(load, folder, scripts, directives);
        return scripts;
    }

    private static void Add(LoadDirective load, string folder, Dictionary<string, CellSource> scripts, CellDirectives all)
    {
        var path = Path.GetFullPath(load.Path, folder);
        if (scripts.ContainsKey(path))
            return;
        var script = new CellSource(path, Path.GetFileName(path), ReadText(path, load));
        var directives = CellDirectives.Parse(script);
        scripts.Add(path, script with { Text = directives.Code });

        var own = Path.GetDirectoryName(path)!;
        all.Packages.AddRange(directives.Packages);
        all.Sources.AddRange(directives.Sources.Select(source => InFolder(source, own)));
        all.Assemblies.AddRange(directives.Assemblies.Select(assembly => InFolder(assembly, own)));
        all.Projects.AddRange(directives.Projects.Select(project => InFolder(project, own)));
        foreach (var nested in directives.Loads)
            Add(nested, own, scripts, all);
    }

    /// <summary>What the script's folder does not hold is an assembly's name, a URL, or meant from the cell's folder.</summary>
    private static string InFolder(string name, string folder) =>
        Path.Combine(folder, name) is var path && Path.Exists(path) ? Path.GetFullPath(path) : name;

    private static string ReadText(string path, LoadDirective load)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CellException(ErrorName, Directory.Exists(path) || exception is not (FileNotFoundException or DirectoryNotFoundException)
                ? $"{load.Place}: #load \"{load.Path}\" cannot read {path}: {exception.Message} Expected: a C# script, such as helpers.csx."
                : $"{load.Place}: #load \"{load.Path}\" finds no file {path}. Give the path of a C# script relative to "
                    + "the notebook's folder, or in a loaded script relative to that script.");
        }
    }
}
