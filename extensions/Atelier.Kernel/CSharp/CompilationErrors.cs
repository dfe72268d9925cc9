using Microsoft.CodeAnalysis;

namespace Atelier.Kernel;

/// <summary>Shows what the compiler found wrong with a cell.</summary>
internal static class CompilationErrors
{
    public const string Name = "CompilationError";

    /// <exception cref="CellException">There is an error among the diagnostics.</exception>
    public static void ThrowIfAny(IReadOnlyCollection<Diagnostic> diagnostics, CellSource source)
    {
        if (diagnostics.Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error))
            throw Create(diagnostics, source);
    }

    /// <summary>The errors among the diagnostics, in the order of their places.</summary>
    public static CellException Create(IEnumerable<Diagnostic> diagnostics, CellSource source)
    {
        var errors = diagnostics
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .OrderBy(diagnostic => diagnostic.Location.SourceTree?.FilePath == source.Path)
            .ThenBy(diagnostic => diagnostic.Location.SourceTree?.FilePath, StringComparer.Ordinal)
            .ThenBy(diagnostic => diagnostic.Location.SourceSpan.Start)
            .ToList();
        var message = string.Join("\n", errors.Select(error => Text(error, source)));
        return new CellException(new ErrorOutput(Name, message, [.. errors.SelectMany(error => Describe(error, source))]));
    }

    /// <summary>The compiler's own line; a script that the cell loads is named, the cell itself is not.</summary>
    private static string Text(Diagnostic error, CellSource cell)
    {
        var path = error.Location.GetLineSpan().Path ?? "";
        return cell.Scripts?.Find(path) is { } script
            ? error.ToString().Replace(path, script.Label, StringComparison.Ordinal)
            : error.ToString().Replace(cell.Path, "", StringComparison.Ordinal);
    }

    private static IEnumerable<string> Describe(Diagnostic error, CellSource cell)
    {
        var span = error.Location.GetLineSpan();
        var text = $"error {error.Id}: {error.GetMessage()}";
        var source = cell.Scripts?.Find(span.Path ?? "") ?? cell;
        if (!error.Location.IsInSource || span.Path != source.Path)
        {
            yield return $"{source.Label}: {text}";
            yield break;
        }
        var (start, end) = (span.StartLinePosition, span.EndLinePosition);
        var line = source.Line(start.Line + 1).Replace('\t', ' ');
        yield return $"{source.Label}, line {start.Line + 1}: {text}";
        yield return $"    {line}";
        var last = end.Line == start.Line ? end.Character : line.Length;
        yield return $"    {new string(' ', start.Character)}{new string('^', Math.Max(1, last - start.Character))}";
    }
}
