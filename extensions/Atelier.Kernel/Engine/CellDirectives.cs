using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Atelier.Kernel;

/// <summary>What a cell asks of the session before its code runs.</summary>
/// <param name="Code">The code with blanks in the place of the directives, so that lines and columns stay.</param>
internal sealed partial record CellDirectives(string Code)
{
    private const string ErrorName = "DirectiveError";
    private const string Supported = "Supported are #r \"nuget: Id, version\", #r \"project: path.csproj\", #r \"path.dll\", "
        + "#i \"nuget: source\" and #load \"path.csx\".";

    /// <summary>The packages of <c>#r "nuget: ..."</c>.</summary>
    public List<PackageRequest> Packages { get; } = [];

    /// <summary>The package sources of <c>#i "nuget: ..."</c>.</summary>
    public List<string> Sources { get; } = [];

    /// <summary>The files and framework assemblies of <c>#r "..."</c>.</summary>
    public List<string> Assemblies { get; } = [];

    /// <summary>The project files of <c>#r "project: ..."</c>.</summary>
    public List<string> Projects { get; } = [];

    /// <summary>The files of <c>#load "..."</c>. The compiler takes them in itself, so these directives stay in the code.</summary>
    public List<LoadDirective> Loads { get; } = [];

    /// <summary>Whether the cell asks for anything.</summary>
    public bool HasAny => Packages.Count + Sources.Count + Assemblies.Count + Projects.Count > 0;

    /// <summary>Finds the directives of a cell. What looks like one in a string, a comment or skipped code is none.</summary>
    /// <exception cref="CellException">A directive is malformed or not supported.</exception>
    public static CellDirectives Parse(CellSource source)
    {
        var found = new CellDirectives(source.Text);
        if (!source.Text.Contains('#', StringComparison.Ordinal))
            return found;

        var code = source.Text.ToCharArray();
        var tree = CSharpSyntaxTree.ParseText(source.Text, SubmissionCompiler.ParseOptions);
        foreach (var directive in tree.GetRoot().DescendantTrivia().Select(trivia => trivia.GetStructure()).OfType<DirectiveTriviaSyntax>())
        {
            var start = directive.SpanStart;
            var end = source.Text.AsSpan(start).IndexOfAny('\r', '\n') is var length && length < 0 ? source.Text.Length : start + length;
            var text = source.Text[start..end].TrimEnd();
            if (!directive.IsActive || DirectiveStart().Match(text) is not { Success: true } match)
                continue;
            var line = tree.GetText().Lines.GetLinePosition(start).Line + 1;
            Read(match.Groups["name"].Value, text, $"{source.Label}, line {line}", found);
            if (directive is not LoadDirectiveTriviaSyntax)
                Array.Fill(code, ' ', start, end - start);
        }
        return found with { Code = new string(code) };
    }

    /// <summary>The packages that a cell asks for in its C# and F# parts; none when it has a directive for which it would not run.</summary>
    public static IReadOnlyList<PackageRequest> ReadPackages(string code, string language)
    {
        try
        {
            return
            [
                .. CellSplitter.Split(code, language, name => KernelNames.FromSelector($"#!{name}"))
                    .Where(part => !part.IsMagic)
                    .SelectMany(part => part.Kernel switch
                    {
                        KernelNames.CSharp => Parse(new CellSource("cell.cs", "Cell", part.Text)).Packages,
                        KernelNames.FSharp => FSharpDirectives.Parse(new CellSource("cell.fs", "Cell", part.Text)).Packages,
                        _ => [],
                    }),
            ];
        }
        catch (CellException)
        {
            return [];
        }
    }

    /// <summary>Reads one directive.</summary>
    /// <param name="name"><c>r</c>, <c>i</c>, <c>load</c> or <c>!</c>.</param>
    /// <param name="text">Its line.</param>
    /// <param name="place">Where it stands, for errors.</param>
    /// <param name="found">Gets what it asks for.</param>
    /// <exception cref="CellException">It is malformed or not supported.</exception>
    internal static void Read(string name, string text, string place, CellDirectives found)
    {
        if (name == "!")
        {
            if (!CSharpSelector().IsMatch(text))
                throw Failure(place, $"the directive \"{text}\" is not supported. {Supported}");
            return;
        }
        if (Quoted().Match(text) is not { Success: true } quoted || quoted.Groups["value"].Value.Trim() is not { Length: > 0 } value)
            throw Failure(place, $"\"{text}\" is malformed. {Supported}");
        var prefix = name == "load" ? Match.Empty : Prefix().Match(value);
        var rest = value[prefix.Length..].Trim();
        switch (name, prefix.Groups["kind"].Value.ToLowerInvariant())
        {
            case ("load", _):
                found.Loads.Add(new LoadDirective(rest, place));
                break;
            case ("i", "nuget") when rest.Length > 0:
                found.Sources.Add(rest);
                break;
            case ("i", _):
                throw Failure(place, $"\"{text}\" names no source. Expected: #i \"nuget: FOLDER-OR-URL\".");
            case (_, "nuget"):
                found.Packages.Add(Package(rest)
                    ?? throw Failure(place, $"\"{text}\" names no package. Expected: #r \"nuget: Id, version\", the version being optional."));
                break;
            case (_, "project"):
                found.Projects.Add(rest.Length > 0
                    ? rest
                    : throw Failure(place, $"\"{text}\" names no project. Expected: #r \"project: path.csproj\"; for packages, #r \"nuget: Id\"."));
                break;
            default:
                found.Assemblies.Add(value);
                break;
        }
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

    [GeneratedRegex(@"^#\s*(?<name>(r|i|load)\b|!)")]
    private static partial Regex DirectiveStart();

    [GeneratedRegex(@"^#!(csharp|c#)\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex CSharpSelector();

    [GeneratedRegex(@"^(?<kind>nuget|project)\s*:", RegexOptions.IgnoreCase)]
    private static partial Regex Prefix();

    [GeneratedRegex(@"^#\s*(r|i|load)\s*""(?<value>[^""]*)""\s*;?\s*(//.*)?$")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^\w[\w.\-]{0,99}$")]
    private static partial Regex PackageId();

    [GeneratedRegex(@"^[\w.*+\-\[\](), ]{1,64}$")]
    private static partial Regex PackageVersion();
}
