namespace Atelier.Kernel;

/// <summary>A package that a notebook asks for: <c>#r "nuget: Id"</c> or <c>#r "nuget: Id, version"</c>.</summary>
/// <param name="Id">Its name, case-insensitive.</param>
/// <param name="Version">A version, a floating version such as <c>1.*</c> or a range; null asks for the latest stable one.</param>
public sealed record PackageRequest(string Id, string? Version)
{
    /// <summary>True when one version is named.</summary>
    internal bool IsExact => Version is not null && Version.AsSpan().IndexOfAny("*[](),") < 0;

    /// <summary>What goes into a package reference.</summary>
    internal string VersionOrLatest => Version ?? "*";

    /// <summary>The packages that the cells of a notebook ask for when they run, each request once, in the order of the cells.</summary>
    /// <param name="notebook">The notebook, of which nothing is run.</param>
    /// <returns>The requests. Text in other languages than C# and F# asks for none, nor does a cell with a malformed directive.</returns>
    public static IReadOnlyList<PackageRequest> In(NotebookDocument notebook)
    {
        ArgumentNullException.ThrowIfNull(notebook);
        return
        [
            .. notebook.Cells
                .Where(cell => cell.Kind == CellKind.Code)
                .SelectMany(cell => CellDirectives.ReadPackages(cell.Source, cell.Language))
                .Distinct(),
        ];
    }

    /// <summary>True when a package of this id and version is one that the request means.</summary>
    /// <param name="id">The package's id.</param>
    /// <param name="version">The package's version.</param>
    /// <remarks>A range (<c>[1.0,2.0)</c>) is taken to mean every version of the package: which of them fit is for the restore to decide.</remarks>
    public bool IsMetBy(string id, string version)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(version);
        if (!id.Equals(Id, StringComparison.OrdinalIgnoreCase))
            return false;
        if (Version is null || Version.StartsWith('[') || Version.StartsWith('('))
            return true;
        return Version.IndexOf('*', StringComparison.Ordinal) is >= 0 and var star
            ? version.StartsWith(Version[..star], StringComparison.OrdinalIgnoreCase)
            : Normalize(version) == Normalize(Version);
    }

    /// <summary>The id and, where one is asked for, the version.</summary>
    /// <returns>Such as <c>Some.Package 1.2.3</c>.</returns>
    public override string ToString() => Version is null ? Id : $"{Id} {Version}";

    /// <summary>Compares two versions as NuGet orders them, up to the label of a prerelease, which is compared as text.</summary>
    internal static int Compare(string left, string right)
    {
        var (first, second) = (Split(left), Split(right));
        var order = first.Numbers.CompareTo(second.Numbers);
        // A version without a label comes after its prereleases.
        return order != 0 ? order
            : first.Label.Length == 0 || second.Label.Length == 0 ? first.Label.Length == 0 ? second.Label.Length : -1
            : string.CompareOrdinal(first.Label, second.Label);
    }

    private static (Version Numbers, string Label) Split(string version)
    {
        var normal = Normalize(version).Split('-', 2);
        return (System.Version.TryParse(normal[0], out var numbers) ? numbers : new Version(), normal.ElementAtOrDefault(1) ?? "");
    }

    /// <summary>Brings a version into the form in which NuGet stores it: three parts or more, without build metadata.</summary>
    internal static string Normalize(string version)
    {
        var core = version.Split('+')[0].Trim().ToLowerInvariant();
        var dash = core.IndexOf('-', StringComparison.Ordinal);
        var (numbers, label) = dash < 0 ? (core, "") : (core[..dash], core[dash..]);
        var parts = numbers.Split('.').Select(part => part.TrimStart('0') is { Length: > 0 } digits ? digits : "0").ToList();
        while (parts.Count < 3)
            parts.Add("0");
        if (parts.Count == 4 && parts[3] == "0")
            parts.RemoveAt(3);
        return string.Join('.', parts) + label;
    }
}
