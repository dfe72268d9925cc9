using System.Text;
using System.Text.Json;
using Microsoft.Data.Analysis;

namespace Atelier.Sql;

/// <summary>Reads files of one JSON object a line.</summary>
internal static class JsonLinesReader
{
    private const int MostShown = 100;
    private const int MostLine = 1 << 24;
    private const string Expected = "a JSON object in each line";

    // The values of a line's object have types, what is nested in them stays JSON (depth 2); all lines have a say in the types.
    private const string Call =
        "read_json({0}, format = 'newline_delimited', records = true, sample_size = -1, maximum_depth = 2, map_inference_threshold = 0, union_by_name = true)";

    public static DataFrame Read(IReadOnlyList<string> files)
    {
        var copies = new List<string>();
        try
        {
            foreach (var file in files)
            {
                CheckLength(file);
            }

            var readable = files.Select(file => Readable(file, copies)).ToArray();
            return EngineReader.Read(readable, Expected, Call, narrow: true);
        }
        catch (InvalidDataException)
        {
            // DuckDB counts lines in its own way, so the place is looked for here.
            foreach (var file in files)
            {
                ThrowAtFirstBadLine(file);
            }

            throw;
        }
        finally
        {
            copies.ForEach(File.Delete);
        }
    }

    /// <summary>DuckDB reads JSON only as UTF-8 without a mark; other files are copied so.</summary>
    private static string Readable(string file, List<string> copies)
    {
        using (var stream = File.OpenRead(file))
        {
            Span<byte> start = stackalloc byte[2];
            var length = stream.ReadAtLeast(start, 2, throwOnEndOfStream: false);
            if (length == 0)
            {
                throw new InvalidDataException($"`{file}` is empty; expected {Expected}.");
            }

            if (length < 2 || (start[0], start[1]) is not ((0xEF, 0xBB) or (0xFF, 0xFE) or (0xFE, 0xFF)))
            {
                return file;
            }
        }

        var copy = Path.Combine(Path.GetTempPath(), $"atelier-{Guid.NewGuid():N}.jsonl");
        copies.Add(copy);
        using var text = TextSource.Open(file, Encoding.UTF8);
        using var target = File.Create(copy);
        text.CopyTo(target);
        return copy;
    }

    /// <summary>DuckDB takes minutes over a very long line before it refuses it; finding one takes no time.</summary>
    private static void CheckLength(string file)
    {
        using var stream = File.OpenRead(file);
        if (stream.Length <= MostLine || IsCompressed(file))
        {
            return;
        }

        var buffer = new byte[1 << 20];
        var (line, length) = (1L, 0L);
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            var rest = buffer.AsSpan(0, read);
            for (int end; (end = rest.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..])
            {
                ThrowIfLong(file, line, length + end);
                (line, length) = (line + 1, 0);
            }

            length += rest.Length;
            ThrowIfLong(file, line, length);
        }
    }

    private static void ThrowIfLong(string file, long line, long length)
    {
        if (length > MostLine)
        {
            throw new InvalidDataException($"`{file}`, line {line}: the line is longer than {MostLine >> 20} MB; expected {Expected}.");
        }
    }

    private static bool IsCompressed(string file) =>
        file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".zst", StringComparison.OrdinalIgnoreCase);

    private static void ThrowAtFirstBadLine(string file)
    {
        using var reader = new StreamReader(TextSource.Open(file, Encoding.UTF8));
        for (var line = 1; reader.ReadLine() is { } text; line++)
        {
            if (Problem(text) is { } problem)
            {
                throw new InvalidDataException($"`{file}`, line {line}{problem}; expected {Expected}.");
            }
        }
    }

    private static string? Problem(string line)
    {
        if (string.IsNullOrWhiteSpace(line))
        {
            return null;
        }

        if (line.Length > MostLine)
        {
            return $": the line is longer than {MostLine >> 20} MB";
        }

        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.ValueKind == JsonValueKind.Object ? null : $": found a JSON {document.RootElement.ValueKind.ToString().ToLowerInvariant()}";
        }
        catch (JsonException error)
        {
            return $", column {error.BytePositionInLine + 1}: found `{(line.Length > MostShown ? line[..MostShown] + "..." : line)}`, which is not JSON there";
        }
    }
}
