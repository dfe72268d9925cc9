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
            .OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)
            .ToList();
        var message = string.Join("\n", errors.Select(error => error.ToString().Replace(source.Path, "", StringComparison.Ordinal)));
        return new CellException(new ErrorOutput(Name, message, [.. errors.SelectMany(error => Describe(error, source))]));
    }

    private static IEnumerable<string> Describe(Diagnostic error, CellSource source)
    {
        var span = error.Location.GetLineSpan();
        var text = $"error {error.Id}: {error.GetMessage()}";
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
