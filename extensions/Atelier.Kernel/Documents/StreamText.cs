using System.Text.Json.Nodes;

namespace Atelier.Kernel;

/// <summary>The text of a console stream as a reader of the console sees it.</summary>
/// <remarks>
/// A carriage return goes back to the start of the line, and what follows is written over what was there: so a progress display
/// leaves its last state in the notebook, not every one.
/// </remarks>
internal static class StreamText
{
    /// <summary>The text as a list of lines, each with its line end.</summary>
    public static JsonArray Split(string text)
    {
        var lines = new JsonArray();
        Append(lines, text);
        return lines;
    }

    /// <summary>Adds text at the end of a list of lines; a last line without its line end is continued.</summary>
    public static void Append(JsonArray lines, string text)
    {
        var changed = Math.Max(0, lines.Count - 1);
        MultilineText.Append(lines, text);
        for (var i = changed; i < lines.Count; i++)
            if (lines[i]!.GetValue<string>() is var line && Overwrite(line) is var shown && shown != line)
                lines[i] = shown;
    }

    private static string Overwrite(string line)
    {
        var end = line.EndsWith("\r\n", StringComparison.Ordinal) ? "\r\n" : line.EndsWith('\n') ? "\n" : "";
        var parts = line[..^end.Length].Split('\r');
        if (parts.Length == 1)
            return line;
        var shown = parts.Aggregate((before, part) => part.Length < before.Length ? part + before[part.Length..] : part).TrimEnd(' ');
        // A line that is still open remembers that the next text starts over.
        return end.Length == 0 && parts[^1].Length == 0 ? shown + "\r" : shown + end;
    }
}
