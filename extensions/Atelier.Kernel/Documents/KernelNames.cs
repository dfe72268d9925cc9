namespace Atelier.Kernel;

/// <summary>The names under which notebooks know the languages of their cells.</summary>
internal static class KernelNames
{
    /// <summary>The language of notebooks and cells that name none.</summary>
    public const string CSharp = "csharp";

    /// <summary>The other language that the session runs itself.</summary>
    public const string FSharp = "fsharp";

    /// <summary>One name for each language, in lower case: <c>C#</c>, <c>.net-csharp</c> and <c>csharp</c> are all <c>csharp</c>.</summary>
    public static string Normalize(string name) => name.Trim().ToLowerInvariant() switch
    {
        "c#" or "csharp" or ".net-csharp" or "atelier-csharp" => CSharp,
        "f#" or "fsharp" or ".net-fsharp" or "atelier-fsharp" => FSharp,
        "pwsh" or "powershell" or ".net-powershell" or ".net-pwsh" => "pwsh",
        "js" or "javascript" => "javascript",
        var other => other,
    };

    /// <summary>The language that a line selects for the text after it (<c>#!fsharp</c>); null when the line selects none.</summary>
    public static string? FromSelector(ReadOnlySpan<char> line)
    {
        if (!line.StartsWith("#!", StringComparison.Ordinal))
            return null;
        var word = line[2..].TrimEnd();
        var end = word.IndexOfAny(' ', '\t');
        var language = Normalize((end < 0 ? word : word[..end]).ToString());
        return language is CSharp or FSharp or "pwsh" or "html" or "javascript" or "mermaid" or "http" or "value" or "sql" or "kql" or "markdown"
            ? language
            : null;
    }

    /// <summary>The language as people write it.</summary>
    public static string Title(string language) => language switch
    {
        CSharp => "C#",
        FSharp => "F#",
        "pwsh" => "PowerShell",
        "javascript" => "JavaScript",
        "html" or "http" or "sql" or "kql" => language.ToUpperInvariant(),
        "mermaid" or "markdown" or "python" => char.ToUpperInvariant(language[0]) + language[1..],
        _ => $"'{language}'",
    };
}
