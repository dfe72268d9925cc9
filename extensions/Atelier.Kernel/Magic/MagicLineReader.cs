using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Atelier.Kernel;

/// <summary>Cuts what follows the name on a magic command's line into its pieces.</summary>
internal sealed class MagicLineReader
{
    private readonly string _line;
    private readonly MagicPlace _place;
    private int _at;

    private MagicLineReader(string line, int start, MagicPlace place) => (_line, _at, _place) = (line, start, place);

    /// <summary>The pieces after the name.</summary>
    /// <param name="line">The line, from its <c>#!</c>.</param>
    /// <param name="place">Where it stands.</param>
    /// <exception cref="CellException">A quote is not closed, or a JSON value is none.</exception>
    public static IReadOnlyList<MagicToken> Read(string line, MagicPlace place)
    {
        var start = 0;
        while (start < line.Length && !char.IsWhiteSpace(line[start]))
            start++;
        var reader = new MagicLineReader(line, start, place);
        var tokens = new List<MagicToken>();
        while (reader.SkipBlanks())
            tokens.Add(reader.ReadToken());
        return tokens;
    }

    private bool SkipBlanks()
    {
        while (_at < _line.Length && char.IsWhiteSpace(_line[_at]))
            _at++;
        return _at < _line.Length;
    }

    private MagicToken ReadToken() => _line[_at] switch
    {
        '"' => ReadQuoted(),
        '{' => ReadJson() ?? throw _place.Failure(
            $"\"{_line[_at..]}\" begins like a JSON object and is none. Close its braces and quotes, or put the text in quotes."),
        '[' => ReadJson() ?? Word(),
        '@' => ReadReference(),
        '-' when _line.AsSpan(_at).StartsWith("--") && _at + 2 < _line.Length && char.IsLetter(_line[_at + 2]) => ReadName(),
        _ => Word(),
    };

    private MagicToken Word() => new(MagicTokenKind.Word, Take(static _ => false));

    private MagicToken ReadName()
    {
        var name = Take(static character => character == '=');
        // The value in --name=value is the next piece.
        if (_at < _line.Length && _line[_at] == '=')
            _at++;
        return new MagicToken(MagicTokenKind.Name, name);
    }

    private MagicToken ReadReference()
    {
        var start = _at;
        var source = Take(static character => character is ':' or '"' or '{')[1..];
        if (_at == _line.Length || _line[_at] != ':')
            return source is "input" or "password" && (_at == _line.Length || char.IsWhiteSpace(_line[_at]))
                ? new MagicToken(MagicTokenKind.Reference, _line[start.._at]) { Source = source }
                : new MagicToken(MagicTokenKind.Word, string.Concat(_line.AsSpan(start, _at - start), Take(static _ => false)));
        _at++;
        var detail = _at == _line.Length || char.IsWhiteSpace(_line[_at]) ? null : _line[_at] switch
        {
            '"' => ReadQuoted(),
            '{' => ReadJson() ?? throw _place.Failure(
                $"\"{_line[start..]}\" holds no JSON object that can be read; expected for instance @{source}:{{\"prompt\":\"Your name\"}}."),
            _ => Word(),
        };
        return new MagicToken(MagicTokenKind.Reference, _line[start.._at]) { Source = source, Detail = detail?.Text, Json = detail?.Json };
    }

    private MagicToken ReadQuoted()
    {
        var start = ++_at;
        var text = new StringBuilder();
        while (_at < _line.Length && _line[_at] != '"')
            text.Append(_line[_at] == '\\' ? ReadEscape() : _line[_at++]);
        if (_at == _line.Length)
            throw _place.Failure($"the quote in \"{_line}\" is not closed. Put a \" at its end; inside a quoted text write \\\".");
        var verbatim = _line[start.._at++].Replace("\\\"", "\"", StringComparison.Ordinal);
        return new MagicToken(MagicTokenKind.Quoted, text.ToString()) { Verbatim = verbatim };
    }

    private char ReadEscape()
    {
        var next = _at + 1 < _line.Length ? _line[_at + 1] : '\0';
        if (next == 'u' && _at + 5 < _line.Length
            && ushort.TryParse(_line.AsSpan(_at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            _at += 6;
            return (char)code;
        }
        char? escaped = next switch { '"' => '"', '\\' => '\\', '/' => '/', 'n' => '\n', 'r' => '\r', 't' => '\t', _ => null };
        // A backslash before anything else is one, as in a path.
        _at += escaped is null ? 1 : 2;
        return escaped ?? '\\';
    }

    private MagicToken? ReadJson()
    {
        var rest = Encoding.UTF8.GetBytes(_line[_at..]);
        var reader = new Utf8JsonReader(rest);
        try
        {
            using var document = JsonDocument.ParseValue(ref reader);
            var text = Encoding.UTF8.GetString(rest, 0, (int)reader.BytesConsumed);
            _at += text.Length;
            return new MagicToken(MagicTokenKind.Json, text) { Json = document.RootElement.Clone() };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The text up to the next blank, or to what ends it otherwise.</summary>
    private string Take(Func<char, bool> ends)
    {
        var start = _at;
        while (_at < _line.Length && !char.IsWhiteSpace(_line[_at]) && (_at == start || !ends(_line[_at])))
            _at++;
        return _line[start.._at];
    }
}
