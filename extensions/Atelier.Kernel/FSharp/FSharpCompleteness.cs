namespace Atelier.Kernel;

/// <summary>Whether F# text can be run as it is, by how it ends: F# goes by indentation, so an empty line ends what is indented.</summary>
internal static class FSharpCompleteness
{
    private const int Step = 4;

    private static readonly HashSet<string> Continued =
    [
        "=", "->", "<-", "|>", "||>", "<|", ">>", "<<", "::", "@", "+", "-", "*", "/", "%", "&&", "||", "<>", ":", ",", "|", ">]",
        "then", "else", "elif", "do", "with", "try", "finally", "of", "in", "begin", "when", "match", "if", "while", "for", "fun", "function", "let",
        "and", "or", "not", "open", "type", "module", "lazy", "yield", "return", "new", "use", "rec", "mutable",
    ];

    public static CodeCompleteness Check(string code)
    {
        var text = FSharpText.Scan(code);
        var lines = code.ReplaceLineEndings("\n").Split('\n');
        var last = lines.LastOrDefault(line => !string.IsNullOrWhiteSpace(line)) ?? "";
        var indent = last[..(last.Length - last.TrimStart().Length)];
        if (text.IsBroken)
            return new CodeCompleteness(CompletenessStatus.Invalid);
        if (text.IsInsideText)
            return new CodeCompleteness(CompletenessStatus.Incomplete);
        if (text.Brackets.Length > 0)
            return new CodeCompleteness(CompletenessStatus.Incomplete, indent + new string(' ', Step));
        if (Continued.Contains(text.LastToken))
            return new CodeCompleteness(CompletenessStatus.Incomplete, IsBlockStart(text.LastToken) ? indent + new string(' ', Step) : indent);
        var isEnded = string.IsNullOrWhiteSpace(lines[^1]) || last.TrimEnd().EndsWith(";;", StringComparison.Ordinal);
        return indent.Length > 0 && !isEnded
            ? new CodeCompleteness(CompletenessStatus.Incomplete, indent)
            : new CodeCompleteness(CompletenessStatus.Complete);
    }

    private static bool IsBlockStart(string token) => token is not (">]" or "|>" or "||>" or ">>" or "|" or "," or "with");
}
