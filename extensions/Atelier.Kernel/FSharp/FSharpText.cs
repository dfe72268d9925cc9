namespace Atelier.Kernel;

/// <summary>What is open at the end of a piece of F# text.</summary>
/// <param name="Brackets">The open brackets, outermost first.</param>
/// <param name="IsInsideText">Whether the end lies inside a string or a block comment.</param>
/// <param name="IsBroken">Whether a bracket is closed that was not opened.</param>
/// <param name="LastToken">The last word or symbol outside of comments; empty for none. A string counts as a quote.</param>
/// <param name="Ends">Where interactions end: behind each <c>;;</c>.</param>
internal sealed record FSharpText(string Brackets, bool IsInsideText, bool IsBroken, string LastToken, IReadOnlyList<int> Ends)
{
    private const string InteractionEnd = ";;";

    /// <summary>The pieces that F# Interactive runs one after another, each on the lines and in the columns that it has in the text.</summary>
    public static IEnumerable<string> Interactions(string text)
    {
        var start = 0;
        foreach (var end in Scan(text).Ends.Append(text.Length))
        {
            var before = string.Concat(text[..start].Select(c => c is '\n' or '\r' ? c : ' '));
            if (!string.IsNullOrWhiteSpace(text[start..end]))
                yield return before + text[start..end];
            start = end;
        }
    }

    /// <summary>Reads a text from its beginning.</summary>
    public static FSharpText Scan(string text)
    {
        var open = new Stack<char>();
        var ends = new List<int>();
        var broken = false;
        var last = "";
        var at = 0;
        while (at < text.Length)
        {
            var end = SkipText(text, at, out var isComment);
            if (end < 0)
                return new FSharpText(Text(open), IsInsideText: true, broken, last, ends);
            if (end > at)
            {
                last = isComment ? last : "\"";
                at = end;
                continue;
            }
            var c = text[at];
            if (c is '(' or '[' or '{')
                open.Push(c);
            else if (c is ')' or ']' or '}')
                broken |= !open.TryPop(out var opened) || opened != Opening(c);
            var length = string.CompareOrdinal(text, at, InteractionEnd, 0, InteractionEnd.Length) == 0 ? InteractionEnd.Length : TokenLength(text, at);
            if (c == ';' && length > 1)
                ends.Add(at + length);
            if (!char.IsWhiteSpace(c))
                last = text.Substring(at, length);
            at += length;
        }
        return new FSharpText(Text(open), IsInsideText: false, broken, last, ends);
    }

    private static string Text(Stack<char> open) => string.Concat(open.Reverse());

    private static char Opening(char closing) => closing switch { ')' => '(', ']' => '[', _ => '{' };

    private static int TokenLength(string text, int at)
    {
        static bool IsWord(char c) => char.IsLetterOrDigit(c) || c is '_' or '\'';
        static bool IsSymbol(char c) => "!%&*+-./<=>?@^|~:$".Contains(c, StringComparison.Ordinal);
        Func<char, bool>? kind = IsWord(text[at]) ? IsWord : IsSymbol(text[at]) ? IsSymbol : null;
        var end = at + 1;
        while (kind is not null && end < text.Length && kind(text[end]))
            end++;
        return end - at;
    }

    /// <summary>Where the string, character or comment that begins here ends; the place itself when none begins; -1 when it does not end.</summary>
    private static int SkipText(string text, int at, out bool isComment)
    {
        bool Starts(string prefix) => string.CompareOrdinal(text, at, prefix, 0, prefix.Length) == 0;
        int After(string closing, int from) => text.IndexOf(closing, from, StringComparison.Ordinal) is var found and >= 0 ? found + closing.Length : -1;
        // (*) is the multiplication as a function.
        isComment = Starts("//") || (Starts("(*") && !Starts("(*)"));
        if (Starts("//"))
            return text.IndexOf('\n', at) is var newLine and >= 0 ? newLine : text.Length;
        if (isComment)
            return SkipComment(text, at);
        var dollars = text.AsSpan(at).IndexOfAnyExcept('$') is var count and > 0 ? count : 0;
        var quote = at + dollars;
        if (string.CompareOrdinal(text, quote, "\"\"\"", 0, 3) == 0)
            return After("\"\"\"", quote + 3);
        if (Starts("@\"") || Starts("$@\"") || Starts("@$\""))
            return SkipVerbatim(text, text.IndexOf('"', at) + 1);
        if (quote < text.Length && text[quote] == '"')
            return SkipString(text, quote + 1, '"');
        if (Starts("``"))
            return After("``", at + 2);
        // A quote after a name belongs to it (x'), and 'a without a second quote is a type parameter.
        return text[at] == '\'' && at + 2 < text.Length && (text[at + 1] == '\\' || text[at + 2] == '\'') ? SkipString(text, at + 1, '\'') : at;
    }

    private static int SkipString(string text, int at, char quote)
    {
        for (; at < text.Length; at++)
        {
            if (text[at] == '\\')
                at++;
            else if (text[at] == quote)
                return at + 1;
        }
        return -1;
    }

    private static int SkipVerbatim(string text, int at)
    {
        for (; at < text.Length; at++)
        {
            if (text[at] != '"')
                continue;
            if (at + 1 >= text.Length || text[at + 1] != '"')
                return at + 1;
            at++;
        }
        return -1;
    }

    private static int SkipComment(string text, int at)
    {
        var depth = 0;
        for (; at + 1 < text.Length; at++)
        {
            if (text[at] == '(' && text[at + 1] == '*')
                (depth, at) = (depth + 1, at + 1);
            else if (text[at] == '*' && text[at + 1] == ')' && --depth == 0)
                return at + 2;
        }
        return -1;
    }
}
