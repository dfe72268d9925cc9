using System.Text.RegularExpressions;

namespace Atelier.Kernel;

/// <summary>Finds the lines of an F# cell that ask for packages, sources and assemblies; F# itself has the others (<c>#load</c>, <c>#nowarn</c>, ...).</summary>
internal static partial class FSharpDirectives
{
    /// <summary>Finds the directives of a cell, and blanks them out. What looks like one inside a string or a comment is none.</summary>
    /// <exception cref="CellException">A directive is malformed.</exception>
    public static CellDirectives Parse(CellSource source)
    {
        var found = new CellDirectives(source.Text);
        var code = source.Text.ToCharArray();
        foreach (Match match in Directive().Matches(source.Text))
        {
            if (FSharpText.Scan(source.Text[..match.Index]).IsInsideText)
                continue;
            var line = source.Text.AsSpan(0, match.Index).Count('\n') + 1;
            CellDirectives.Read(match.Groups["name"].Value, Plain(match.Value), $"{source.Label}, line {line}", found);
            Array.Fill(code, ' ', match.Index, match.Length);
        }
        return found with { Code = new string(code) };
    }

    /// <summary>The directive as C# would write it: F# has further kinds of quotes and may end the line with <c>;;</c>.</summary>
    private static string Plain(string text)
    {
        var plain = text.Trim().TrimEnd(';').TrimEnd();
        return Quotes().Replace(plain, "\"");
    }

    [GeneratedRegex(@"(?<=^[ \t]*)#(?<name>[ri])[ \t]*@?""[^\r\n]*", RegexOptions.Multiline)]
    private static partial Regex Directive();

    [GeneratedRegex("@?\"+")]
    private static partial Regex Quotes();
}
