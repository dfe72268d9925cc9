using System.Text.RegularExpressions;
using Atelier.Kernel;

namespace Atelier.Tool;

/// <summary>A package that a notebook asks for: <c>#r "nuget: Id"</c> or <c>#r "nuget: Id, version"</c>.</summary>
/// <param name="Id">The package's id.</param>
/// <param name="Version">The version as written; empty when any will do.</param>
internal sealed partial record PackageRequest(string Id, string Version)
{
    /// <summary>The packages that the code cells of a notebook ask for, each request once.</summary>
    public static IReadOnlyList<PackageRequest> In(NotebookDocument notebook) =>
    [
        .. notebook.Cells
            .Where(cell => cell.Kind == CellKind.Code)
            .SelectMany(cell => Pattern().Matches(cell.Source))
            .Select(match => new PackageRequest(match.Groups["id"].Value, match.Groups["version"].Value.Trim()))
            .Distinct(),
    ];

    /// <summary>True when a package of this id and version is one that the request means.</summary>
    /// <remarks>A range (<c>[1.0,2.0)</c>) is taken to mean it: the restore decides, and a package more in the feed does no harm.</remarks>
    public bool IsMetBy(string id, string version)
    {
        if (!id.Equals(Id, StringComparison.OrdinalIgnoreCase))
            return false;
        if (Version.Length == 0 || Version[0] is '[' or '(')
            return true;
        return Version.IndexOf('*') is >= 0 and var star
            ? version.StartsWith(Version[..star], StringComparison.OrdinalIgnoreCase)
            : Normalize(version) == Normalize(Version);
    }

    /// <summary>The version as NuGet compares it: <c>1.0</c>, <c>1.0.0</c> and <c>1.0.0.0+build</c> are the same.</summary>
    private static string Normalize(string version)
    {
        var text = version.Split('+')[0];
        var end = text.IndexOf('-');
        var (numbers, label) = end < 0 ? (text, "") : (text[..end], text[end..].ToLowerInvariant());
        var parts = numbers.Split('.').Select(part => part.TrimStart('0') is { Length: > 0 } digits ? digits : "0").ToList();
        while (parts.Count > 3 && parts[^1] == "0")
            parts.RemoveAt(parts.Count - 1);
        while (parts.Count < 3)
            parts.Add("0");
        return string.Join('.', parts) + label;
    }

    [GeneratedRegex("""^[ \t]*#r[ \t]+"nuget:[ \t]*(?<id>[\w.-]+)[ \t]*(?:,[ \t]*(?<version>[^"\r\n]*))?"[ \t]*(?://.*)?\r?$""", RegexOptions.Multiline | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Pattern();
}
