using FSharp.Compiler.CodeAnalysis;

namespace Atelier.Kernel;

/// <summary>A place in F# text, with what the compiler knows of the text.</summary>
/// <param name="Parsed">The syntax.</param>
/// <param name="Checked">The types.</param>
/// <param name="Lines">The text's lines.</param>
/// <param name="Position">The place, in UTF-16 code units.</param>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Column">Its column, from 0.</param>
internal sealed record FSharpQuestion(
    FSharpParseFileResults Parsed, FSharpCheckFileResults Checked, IReadOnlyList<string> Lines, int Position, int Line, int Column)
{
    public string LineText => LineAt(Line);

    /// <summary>Has the compiler check a text; null when it cannot.</summary>
    public static FSharpQuestion? Ask(FSharpSession session, CodePlace place)
    {
        string code;
        try
        {
            // The compiler would fetch packages to check the text, which a cell does when it runs.
            code = FSharpDirectives.Parse(new CellSource("cell", "Cell", place.Code)).Code;
        }
        catch (CellException)
        {
            return null;
        }
        var before = code[..place.Position];
        var (parsed, results) = session.Check(code);
        return new FSharpQuestion(
            parsed, results, code.Split('\n'), place.Position, before.AsSpan().Count('\n') + 1, place.Position - before.LastIndexOf('\n') - 1);
    }

    public string LineAt(int line) => Lines[line - 1].TrimEnd('\r');
}
