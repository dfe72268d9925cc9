namespace Atelier.Kernel;

/// <summary>Where a notebook session runs and where its packages come from.</summary>
public sealed record EngineOptions
{
    /// <summary>The folder that relative paths in directives such as <c>#r "x.dll"</c> start from and above which <c>nuget.config</c> is looked for.</summary>
    /// <value>
    /// Default: the current directory of the process. The engine does not make it the current directory. When a cell changes
    /// the current directory, the relative paths of later cells start from there; <c>nuget.config</c> stays the one found here.
    /// </value>
    public string WorkingDirectory { get; init; } = Environment.CurrentDirectory;

    /// <summary>Package feeds (folders or URLs) asked beside those of <c>nuget.config</c>.</summary>
    /// <value>
    /// Default: none. A package that was packed again into one of these folders under the same version replaces the copy that
    /// an earlier restore extracted from a folder.
    /// </value>
    public IReadOnlyList<string> PackageSources { get; init; } = [];

    /// <summary>The folder that keeps the answers of earlier package restores.</summary>
    /// <value>Default: <c>atelier/restore</c> in the user's local application data.</value>
    public string CacheDirectory { get; init; } = DefaultCacheDirectory();

    /// <summary>Told, from any thread, what a cell waits for before its code runs, such as a package restore; null tells nobody.</summary>
    /// <value>Default: null. The text is one line for a status display and is no output of the cell.</value>
    public Action<string>? Progress { get; init; }

    private static string DefaultCacheDirectory()
    {
        var local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return Path.Combine(local.Length > 0 ? local : Path.GetTempPath(), "atelier", "restore");
    }
}
