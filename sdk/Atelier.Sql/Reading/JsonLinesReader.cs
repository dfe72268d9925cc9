using System.Text;
using Microsoft.Data.Analysis;

namespace Atelier.Sql;

/// <summary>Reads files of one JSON object a line.</summary>
internal static class JsonLinesReader
{
    // Nested values stay JSON (depth 1), and all lines have a say in the types.
    private const string Call =
        "read_json({0}, format = 'newline_delimited', records = true, sample_size = -1, maximum_depth = 1, maximum_object_size = 268435456, union_by_name = true)";

    public static DataFrame Read(IReadOnlyList<string> files)
    {
        var copies = new List<string>();
        try
        {
            var readable = files.Select(file => Readable(file, copies)).ToArray();
            return EngineReader.Read(readable, "a JSON object in each line", Call, narrow: true);
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
                throw new InvalidDataException($"`{file}` is empty; expected a JSON object in each line.");
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
}
