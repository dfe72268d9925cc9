using System.Text;
using Microsoft.Data.Analysis;

namespace Atelier.Data;

/// <summary>Reads the tables of the catalogue, whose columns are known; anything unexpected is an error, nothing is guessed.</summary>
/// <remarks>RFC 4180: UTF-8, commas, fields quoted where need be, LF or CRLF. An empty field without quotes is a missing value.</remarks>
internal static class StrictCsv
{
    /// <exception cref="InvalidDataException">The content is not the expected table; the message names file, line and column.</exception>
    public static DataFrame Read(byte[] content, string path, IReadOnlyList<CsvColumn> columns)
    {
        var text = Decode(content, path);
        var fields = new List<string?>[columns.Count];
        for (var i = 0; i < fields.Length; i++)
        {
            fields[i] = [];
        }

        var lines = new List<int>();
        var row = new List<string?>();
        var (at, line) = (0, 1);
        ReadRow(text, ref at, ref line, row, path);
        var header = string.Join(",", columns.Select(column => column.Name));
        if (!row.SequenceEqual(columns.Select(column => column.Name)))
        {
            throw new InvalidDataException($"`{path}` starts with the header `{Shorten(string.Join(",", row))}`; expected `{header}`. Is it another file?");
        }

        while (at < text.Length)
        {
            lines.Add(line);
            ReadRow(text, ref at, ref line, row, path);
            if (row.Count != columns.Count)
            {
                throw new InvalidDataException($"`{path}`, line {lines[^1]}: {row.Count} fields; expected {columns.Count}. Fetch the file again.");
            }

            for (var i = 0; i < fields.Length; i++)
            {
                fields[i].Add(row[i]);
            }
        }

        return lines.Count > 0
            ? new DataFrame(columns.Select((column, i) => Convert(column, fields[i], lines, path)))
            : throw new InvalidDataException($"`{path}` holds a header and no rows; expected a row at least. Fetch the file again.");
    }

    private static DataFrameColumn Convert(CsvColumn column, List<string?> fields, List<int> lines, string path)
    {
        var wrong = column.Convert(fields, out var converted);
        return wrong < 0 ? converted : throw new InvalidDataException(
            $"`{path}`, line {lines[wrong]}, column `{column.Name}`: `{Shorten(fields[wrong]!)}`; expected {column.Expected} or nothing.");
    }

    private static string Decode(byte[] content, string path)
    {
        try
        {
            var text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(content);
            return text is ['\uFEFF', ..] ? text[1..] : text;
        }
        catch (DecoderFallbackException error)
        {
            throw new InvalidDataException($"`{path}` is not UTF-8 text from byte {error.Index} on; expected a CSV file. Is it another kind of file?", error);
        }
    }

    /// <summary>Reads the fields up to the end of a line.</summary>
    private static void ReadRow(string text, ref int at, ref int line, List<string?> row, string path)
    {
        row.Clear();
        while (true)
        {
            row.Add(at < text.Length && text[at] == '"' ? Quoted(text, ref at, ref line, path) : Plain(text, ref at));
            if (at < text.Length && text[at] == ',')
            {
                at++;
                continue;
            }

            if (at < text.Length && text[at] == '\r')
            {
                at++;
            }

            if (at < text.Length && text[at] != '\n')
            {
                throw new InvalidDataException($"`{path}`, line {line}: `{text[at]}` after field {row.Count}; expected a comma or the end of the line.");
            }

            at++;
            line++;
            return;
        }
    }

    private static string? Plain(string text, ref int at)
    {
        var length = text.AsSpan(at).IndexOfAny(',', '\n', '\r');
        var field = text.Substring(at, length < 0 ? text.Length - at : length);
        at += field.Length;
        return field.Length == 0 ? null : field;
    }

    private static string Quoted(string text, ref int at, ref int line, string path)
    {
        var (field, start) = (new StringBuilder(), line);
        for (at++; at < text.Length; at++)
        {
            if (text[at] == '"')
            {
                at++;
                if (at >= text.Length || text[at] != '"')
                {
                    return field.ToString();
                }
            }

            line += text[at] == '\n' ? 1 : 0;
            field.Append(text[at]);
        }

        throw new InvalidDataException($"`{path}`, line {start}: a quoted field has no end; the file is truncated. Fetch it again.");
    }

    private static string Shorten(string text) => text.Length <= 80 ? text : text[..80] + "...";
}
