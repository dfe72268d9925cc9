using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Atelier.Kernel;

/// <summary>Gives the compiler the scripts that a cell loads as they were read, without their directives.</summary>
/// <param name="scripts">The scripts by their full paths.</param>
/// <param name="folder">The folder from which the cell's own relative paths start.</param>
internal sealed class LoadedScripts(IReadOnlyDictionary<string, CellSource> scripts, string folder) : SourceReferenceResolver
{
    /// <summary>The scripts, in the order in which they are first loaded.</summary>
    public IEnumerable<CellSource> All => scripts.Values;

    /// <summary>The same scripts with a look at the interrupt in every loop.</summary>
    public LoadedScripts WithInterruptPoints() => new(scripts.ToDictionary(script => script.Key, script => script.Value with
    {
        Text = InterruptPoints.Insert(CSharpSyntaxTree.ParseText(script.Value.Text, SubmissionCompiler.ParseOptions)).ToString(),
    }), folder);

    /// <summary>The script of that full path; null when it is not loaded.</summary>
    public CellSource? Find(string path) => scripts.GetValueOrDefault(path);

    /// <summary>The scripts with other texts.</summary>
    public LoadedScripts Select(Func<CellSource, CellSource> change) =>
        new(scripts.ToDictionary(script => script.Key, script => change(script.Value)), folder);

    public override string? ResolveReference(string path, string? baseFilePath)
    {
        // A cell's own path is a name and not that of a file.
        var start = Path.IsPathRooted(baseFilePath) ? Path.GetDirectoryName(baseFilePath)! : folder;
        return Path.GetFullPath(path, start) is var full && scripts.ContainsKey(full) ? full : null;
    }

    public override string? NormalizePath(string path, string? baseFilePath) => path;

    public override Stream OpenRead(string resolvedPath) => new MemoryStream(Encoding.UTF8.GetBytes(scripts[resolvedPath].Text));

    // Two compilations have the same scripts when they are the same object.
    public override bool Equals(object? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
