using System.Text.Json;
using System.Text.Json.Nodes;

namespace Atelier.Kernel;

/// <summary>Reads the JSON of a notebook, and says where it is none.</summary>
internal static class NotebookReader
{
    private const int MaxDepth = 512;

    /// <summary>Reads, checks and repairs a notebook; <paramref name="name"/> names it in errors.</summary>
    public static JsonObject Read(ReadOnlySpan<byte> content, string name)
    {
        if (content.StartsWith("\uFEFF"u8))
            content = content["\uFEFF"u8.Length..];
        if (content.Trim(" \t\r\n"u8).IsEmpty)
            throw new InvalidDataException($"{name} is empty; expected a notebook in JSON. Save it again from the program that wrote it.");
        if (!JsonScalars.AreReadable(content, MaxDepth, out var position))
            throw NotJson(name, content, position, "text that is no valid Unicode");
        return NotebookRules.Apply(Parse(content, name), name);
    }

    private static JsonNode? Parse(ReadOnlySpan<byte> content, string name)
    {
        try
        {
            return JsonNode.Parse(content, null, new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false });
        }
        catch (JsonException exception)
        {
            var reason = exception.Message.Split(" LineNumber:")[0].TrimEnd('.');
            if (exception is not { LineNumber: { } line, BytePositionInLine: { } column })
                throw new InvalidDataException($"{name} is no valid notebook: {reason}. Each name may stand once in an object.", exception);
            throw NotJson(name, content, Offset(content, line) + column, reason, exception);
        }
    }

    private static InvalidDataException NotJson(
        string name, ReadOnlySpan<byte> content, long position, string reason, Exception? inner = null)
    {
        var before = content[..(int)Math.Min(position, content.Length)];
        var line = before.Count((byte)'\n') + 1;
        var column = before.Length - before.LastIndexOf((byte)'\n');
        var isCut = before.Length >= content.TrimEnd(" \t\r\n"u8).Length;
        return new InvalidDataException(
            isCut
                ? $"{name} ends in the middle of the JSON, at line {line}, byte {column}: the file is truncated. Restore it, or save it again."
                : $"{name} is not JSON: line {line}, byte {column}: {reason}. Expected a notebook as Jupyter or VS Code writes it; correct or restore the file.",
            inner);
    }

    /// <summary>The position at which a line starts, both from 0.</summary>
    private static long Offset(ReadOnlySpan<byte> content, long line)
    {
        var offset = 0;
        for (; line > 0; line--)
            offset += content[offset..].IndexOf((byte)'\n') + 1;
        return offset;
    }
}
