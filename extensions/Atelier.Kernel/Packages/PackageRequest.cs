namespace Atelier.Kernel;

/// <summary>A package that a notebook asks for.</summary>
/// <param name="Id">Its name, case-insensitive.</param>
/// <param name="Version">A version, a floating version such as <c>1.*</c> or a range; null asks for the latest stable one.</param>
internal sealed record PackageRequest(string Id, string? Version)
{
    /// <summary>True when one version is named.</summary>
    public bool IsExact => Version is not null && Version.AsSpan().IndexOfAny("*[](),") < 0;

    /// <summary>What goes into a package reference.</summary>
    public string VersionOrLatest => Version ?? "*";

    public override string ToString() => Version is null ? Id : $"{Id} {Version}";

    /// <summary>Brings a version into the form in which NuGet stores it: three parts or more, without build metadata.</summary>
    public static string Normalize(string version)
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
