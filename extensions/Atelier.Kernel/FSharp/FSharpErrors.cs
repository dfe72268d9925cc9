using FSharp.Compiler.Diagnostics;

namespace Atelier.Kernel;

/// <summary>Shows what the F# compiler found wrong with a cell.</summary>
internal static class FSharpErrors
{
    /// <exception cref="CellException">There is an error among the diagnostics.</exception>
    public static void ThrowIfAny(IEnumerable<FSharpDiagnostic> diagnostics, CellSource source, string path)
    {
        var errors = diagnostics
            .Where(diagnostic => diagnostic.Severity.IsError)
            .OrderBy(diagnostic => (diagnostic.StartLine, diagnostic.StartColumn))
            .ToList();
        if (errors.Count == 0)
            return;
        var message = string.Join("\n", errors.Select(error => $"({error.StartLine},{error.StartColumn + 1}): {Text(error)}"));
        throw new CellException(new ErrorOutput(CompilationErrors.Name, message, [.. errors.SelectMany(error => Describe(error, source, path))]));
    }

    /// <summary>The compiler sets types on lines of their own; here each error is one line.</summary>
    private static string Text(FSharpDiagnostic error) =>
        $"error {error.ErrorNumberText}: {string.Join(' ', error.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))}";

    private static IEnumerable<string> Describe(FSharpDiagnostic error, CellSource source, string path)
    {
        if (Path.GetFileName(error.FileName) != Path.GetFileName(path) || error.StartLine < 1)
        {
            yield return $"{source.Label}: {Text(error)}";
            yield break;
        }
        var line = source.Line(error.StartLine).Replace('\t', ' ');
        var last = error.EndLine == error.StartLine ? error.EndColumn : line.Length;
        yield return $"{source.Label}, line {error.StartLine}: {Text(error)}";
        yield return $"    {line}";
        yield return $"    {new string(' ', error.StartColumn)}{new string('^', Math.Max(1, last - error.StartColumn))}";
    }
}
