using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Atelier.Kernel;

/// <summary>What a cell asks of the session before its code runs.</summary>
/// <param name="Code">The code with blanks in the place of the directives, so that lines and columns stay.</param>
/// <param name="Packages">The packages of <c>#r "nuget: ..."</c>.</param>
/// <param name="Sources">The package sources of <c>#i "nuget: ..."</c>.</param>
/// <param name="Assemblies">The files and framework assemblies of <c>#r "..."</c>.</param>
internal sealed partial record CellDirectives(
    string Code, IReadOnlyList<PackageRequest> Packages, IReadOnlyList<string> Sources, IReadOnlyList<string> Assemblies)
{
    private const string ErrorName = "DirectiveError";
    private const string Supported = "Supported are #r \"nuget: Id, version\", #r \"path.dll\", #i \"nuget: source\" and #!csharp.";

    /// <summary>Whether the cell asks for anything.</summary>
    public bool HasAny => Packages.Count + Sources.Count + Assemblies.Count > 0;

    /// <summary>Finds the directives of a cell. What looks like one in a string, a comment or skipped code is none.</summary>
    /// <exception cref="CellException">A directive is malformed or not supported.</exception>
    public static CellDirectives Parse(CellSource source)
    {
        var packages = new List<PackageRequest>();
        var sources = new List<string>();
        var assemblies = new List<string>();
        var code = source.Text.Contains('#', StringComparison.Ordinal) ? source.Text.ToCharArray() : null;
        if (code is null)
            return new CellDirectives(source.Text, packages, sources, assemblies);

        var tree = CSharpSyntaxTree.ParseText(source.Text, SubmissionCompiler.ParseOptions);
        foreach (var directive in tree.GetRoot().DescendantTrivia().Select(trivia => trivia.GetStructure()).OfType<DirectiveTriviaSyntax>())
        {
            var start = directive.SpanStart;
            var end = source.Text.AsSpan(start).IndexOfAny('\r', '\n') is var length && length < 0 ? source.Text.Length : start + length;
            var text = source.Text[start..end].TrimEnd();
            if (!directive.IsActive || DirectiveStart().Match(text) is not { Success: true } match)
                continue;
            var line = tree.GetText().Lines.GetLinePosition(start).Line + 1;
            Read(match.Groups["name"].Value, text, $"{source.Label}, line {line}", packages, sources, assemblies);
            Array.Fill(code, ' ', start, end - start);
        }
        return new CellDirectives(new string(code), packages, sources, assemblies);
    }

    /// <summary>The packages that a cell asks for; none when it has a directive for which it would not run.</summary>
    public static IReadOnlyList<PackageRequest> ReadPackages(string code)
    {
        try
        {
            return Parse(new CellSource("cell.cs", "Cell", code)).Packages;
        }
        catch (CellException)
        {
            return [];
        }
    }

    /// <summary>Reads one directive.</summary>
    /// <param name="name"><c>r</c>, <c>i</c> or <c>!</c>.</param>
    /// <param name="text">Its line.</param>
    /// <param name="place">Where it stands, for errors.</param>
    /// <param name="packages">Gets the package that it names.</param>
    /// <param name="sources">Gets the source that it names.</param>
    /// <param name="assemblies">Gets the assembly that it names.</param>
    /// <exception cref="CellException">It is malformed or not supported.</exception>
    internal static void Read(
        string name, string text, string place, List<PackageRequest> packages, List<string> sources, List<string> assemblies)
    {
        if (name == "!")
        {
            if (!CSharpSelector().IsMatch(text))
                throw Failure(place, $"the directive \"{text}\" is not supported. {Supported}");
            return;
        }
        if (Quoted().Match(text) is not { Success: true } quoted || quoted.Groups["value"].Value.Trim() is not { Length: > 0 } value)
            throw Failure(place, $"\"{text}\" is malformed. {Supported}");
        var isPackage = value.StartsWith("nuget:", StringComparison.OrdinalIgnoreCase);
        var rest = isPackage ? value["nuget:".Length..].Trim() : value;
        if (name == "i")
            sources.Add(isPackage && rest.Length > 0
                ? rest
                : throw Failure(place, $"\"{text}\" names no source. Expected: #i \"nuget: FOLDER-OR-URL\"."));
        else if (isPackage)
            packages.Add(Package(rest)
                ?? throw Failure(place, $"\"{text}\" names no package. Expected: #r \"nuget: Id, version\", the version being optional."));
        else
            assemblies.Add(rest);
    }

    private static PackageRequest? Package(string text)
    {
        var comma = text.IndexOf(',', StringComparison.Ordinal);
        var id = (comma < 0 ? text : text[..comma]).Trim();
        var version = comma < 0 ? "" : text[(comma + 1)..].Trim();
        return PackageId().IsMatch(id) && (comma < 0 || PackageVersion().IsMatch(version))
            ? new PackageRequest(id, comma < 0 ? null : version)
            : null;
    }

    private static CellException Failure(string place, string problem) => new(ErrorName, $"{place}: {problem}");

    [GeneratedRegex(@"^#\s*(?<name>[ri]\b|!)")]
    private static partial Regex DirectiveStart();

    [GeneratedRegex(@"^#!(csharp|c#)\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex CSharpSelector();

    [GeneratedRegex(@"^#\s*[ri]\s*""(?<value>[^""]*)""\s*;?\s*(//.*)?$")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^\w[\w.\-]{0,99}$")]
    private static partial Regex PackageId();

    [GeneratedRegex(@"^[\w.*+\-\[\](), ]{1,64}$")]
    private static partial Regex PackageVersion();
}
