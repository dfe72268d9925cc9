using System.Text.Json;
using System.Text.Unicode;

namespace Atelier.Training;

/// <summary>The header of a safetensors file, read and checked by the rules of the format.</summary>
/// <remarks>
/// The rules are those of the format's description (github.com/huggingface/safetensors, README, "Format") and of the checks in its
/// reference implementation: JSON that starts with a brace, no name twice, tensors one after another from byte 0 without holes or overlaps,
/// each as long as its type and shape say, the last one ending where the file ends.
/// </remarks>
internal sealed class SafeTensorsHeader
{
    public const string MetadataName = "__metadata__";

    /// <summary>The longest header that the reference implementation reads.</summary>
    public const int MaximumLength = 100_000_000;

    private readonly Dictionary<string, string> _metadata = [];
    private readonly List<SafeTensorsEntry> _entries = [];

    private SafeTensorsHeader()
    {
    }

    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>The tensors in the order in which they lie in the file.</summary>
    public IReadOnlyList<SafeTensorsEntry> Entries => _entries;

    /// <summary>Reads a header.</summary>
    /// <param name="json">Its text, padding included.</param>
    /// <param name="dataLength">The bytes of the file after it.</param>
    /// <exception cref="InvalidDataException">It breaks a rule; the message says which one, without naming the file.</exception>
    public static SafeTensorsHeader Parse(ReadOnlySpan<byte> json, long dataLength)
    {
        if (!json.StartsWith("{"u8) || !Utf8.IsValid(json))
        {
            throw new InvalidDataException("the header is no JSON object in UTF-8");
        }

        var header = new SafeTensorsHeader();
        try
        {
            header.Read(json);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The reader throws InvalidOperationException for a string with half a surrogate pair.
            throw new InvalidDataException($"the header is no valid JSON ({exception.Message})", exception);
        }

        header.Validate(dataLength);
        return header;
    }

    private void Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var names = new HashSet<string>();
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            if (!names.Add(name))
            {
                throw new InvalidDataException($"the header names `{name}` twice");
            }

            reader.Read();
            if (name == MetadataName)
            {
                ReadMetadata(ref reader);
            }
            else
            {
                _entries.Add(ReadEntry(ref reader, name));
            }
        }

        // Only blanks may follow: this throws on anything else.
        reader.Read();
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return;
        }

        Expect(reader.TokenType == JsonTokenType.StartObject, MetadataName, "an object of texts");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            Expect(reader.TokenType == JsonTokenType.String, MetadataName, $"a text under `{key}`");
            Expect(_metadata.TryAdd(key, reader.GetString()!), MetadataName, $"`{key}` once, not twice");
        }
    }

    private static SafeTensorsEntry ReadEntry(ref Utf8JsonReader reader, string name)
    {
        Expect(reader.TokenType == JsonTokenType.StartObject, name, "an object with dtype, shape and data_offsets");
        string? type = null;
        long[]? shape = null, offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString();
            reader.Read();
            switch (key)
            {
                case "dtype":
                    Expect(type is null && reader.TokenType == JsonTokenType.String, name, "one text as dtype");
                    type = reader.GetString();
                    break;
                case "shape":
                    Expect(shape is null, name, "one shape");
                    shape = ReadLengths(ref reader, name, "shape");
                    break;
                case "data_offsets":
                    Expect(offsets is null, name, "one pair of data_offsets");
                    offsets = ReadLengths(ref reader, name, "data_offsets");
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        Expect(type is not null && shape is not null && offsets is { Length: 2 }, name, "dtype, shape and a pair of data_offsets");
        var known = SafeTensorsType.Find(type!);
        Expect(known is not null, name, $"a dtype of the format, not `{type}`");
        return new(name, known!, shape!, offsets![0], offsets[1]);
    }

    private static long[] ReadLengths(ref Utf8JsonReader reader, string name, string what)
    {
        Expect(reader.TokenType == JsonTokenType.StartArray, name, $"a list of whole numbers as {what}");
        var lengths = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            long length = 0;
            var valid = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out length) && length >= 0;
            Expect(valid, name, $"whole numbers from 0 to {long.MaxValue} in {what}");
            lengths.Add(length);
        }

        return [.. lengths];
    }

    private void Validate(long dataLength)
    {
        _entries.Sort((left, right) => (left.Start, left.End).CompareTo((right.Start, right.End)));
        var end = 0L;
        foreach (var entry in _entries)
        {
            var shape = Check.Show(entry.Shape);
            Expect(
                entry.Start == end && entry.End >= entry.Start,
                entry.Name,
                $"data from byte {end} on, where the tensor before it ends, not from {entry.Start} to {entry.End}");
            var bytes = entry.Type.Bytes(entry.Shape);
            Expect(bytes is not null, entry.Name, $"a size that 64 bits can count, not {entry.Type.Name} of shape {shape}");
            Expect(
                bytes == (ulong)(entry.End - entry.Start),
                entry.Name,
                $"{bytes} bytes for {entry.Type.Name} of shape {shape}, not the {entry.End - entry.Start} that its data_offsets span");
            end = entry.End;
        }

        if (end != dataLength)
        {
            throw new InvalidDataException($"its tensors take {end} bytes after the header, but {dataLength} are there");
        }
    }

    private static void Expect(bool holds, string name, string expected)
    {
        if (!holds)
        {
            throw new InvalidDataException($"the header's entry `{name}` is wrong: expected {expected}");
        }
    }
}
