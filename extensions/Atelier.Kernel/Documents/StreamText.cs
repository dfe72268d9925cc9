using System.Text;
using System.Text.Json.Nodes;

namespace Atelier.Kernel;

/// <summary>The text of a console stream as a terminal shows it, however it is cut into pieces.</summary>
/// <param name="lines">The lines that the text is kept in, each with its line end; a last one without is continued.</param>
/// <remarks>
/// A carriage return goes back to the start of the line, and each character that follows replaces the one in its place: so a
/// progress display leaves its last state in the notebook, not every one. The place of the next character cannot be told from
/// the lines; hence one object takes all the text of an output.
/// </remarks>
internal sealed class StreamText(JsonArray lines)
{
    // Code points: replacing half of a surrogate pair would leave text that cannot be saved.
    private readonly List<int> _line = [];
    private int _column;
    private bool _isAfterReturn;
    private bool _isReplaced;
    private string _shown = "";

    /// <summary>Where the text is kept.</summary>
    public JsonArray Lines => lines;

    /// <summary>Adds text at the end.</summary>
    public void Append(string text)
    {
        var open = lines.Count > 0 && lines[^1]!.GetValue<string>() is var last && !last.EndsWith('\n') ? last : "";
        if (open.Length > 0)
            lines.RemoveAt(lines.Count - 1);
        if (open != _shown)
        {
            Clear();
            Write(open);
        }
        Write(text);
        _shown = _isAfterReturn ? Shown() + "\r" : Shown();
        if (_shown.Length > 0)
            lines.Add(_shown);
    }

    private void Write(string text)
    {
        foreach (var character in text)
        {
            if (character == '\n')
                Close();
            else if (character == '\r')
                (_column, _isAfterReturn) = (0, true);
            else
                Put(character);
        }
    }

    private void Put(char character)
    {
        _isAfterReturn = false;
        if (char.IsLowSurrogate(character) && _column > 0 && _line[_column - 1] is >= 0xD800 and <= 0xDBFF and var high)
        {
            _line[_column - 1] = char.ConvertToUtf32((char)high, character);
            return;
        }
        if (_column == _line.Count)
        {
            _line.Add(character);
        }
        else
        {
            _line[_column] = character;
            _isReplaced = true;
        }
        _column++;
    }

    private void Close()
    {
        // Blanks that wiped a longer text away are no part of what is left.
        var shown = _isReplaced ? Shown().TrimEnd(' ') : Shown();
        lines.Add(shown + (_isAfterReturn ? "\r\n" : "\n"));
        Clear();
    }

    private string Shown()
    {
        var shown = new StringBuilder(_line.Count);
        foreach (var point in _line)
        {
            if (point > char.MaxValue)
                shown.Append(char.ConvertFromUtf32(point));
            else
                shown.Append((char)point);
        }
        return shown.ToString();
    }

    private void Clear()
    {
        _line.Clear();
        _column = 0;
        _isAfterReturn = _isReplaced = false;
    }
}
