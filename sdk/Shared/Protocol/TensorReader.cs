using System.Text.Json;
using Atelier.Prediction;

namespace Atelier;

/// <summary>Reads the tensor objects of the Open Inference Protocol's JSON form, compiled into its server and its client.</summary>
internal static class TensorReader
{
    /// <summary>The most tensors of a message.</summary>
    public const int MaxTensors = 1000;

    /// <summary>The most dimensions of a tensor.</summary>
    public const int MaxRank = 32;

    /// <summary>Reads an array of tensors; the reader stands on the array's start and is left on its end.</summary>
    /// <param name="text">The text.</param>
    /// <param name="what">What the array is, such as <c>inputs</c>.</param>
    /// <param name="maxElements">How many elements the text could hold at most: nothing larger is allocated.</param>
    /// <param name="binary">What is behind the text: the elements of the tensors that have a size instead of <c>data</c>.</param>
    /// <exception cref="InvalidDataException">The text is JSON, and yet no array of tensors; the message says why.</exception>
    public static List<NamedTensor> ReadAll(ref JsonText text, string what, int maxElements, BinaryPart binary)
    {
        Expect(text.Reader.TokenType, JsonTokenType.StartArray, $"`{what}`", "an array of tensors");
        var tensors = new List<NamedTensor>();
        while (text.Reader.Read() && text.Reader.TokenType != JsonTokenType.EndArray)
        {
            if (tensors.Count == MaxTensors)
            {
                throw new InvalidDataException($"`{what}` has more than {MaxTensors} tensors; send fewer.");
            }

            tensors.Add(Read(ref text, $"`{what}`[{tensors.Count}]", maxElements, binary));
        }

        return tensors;
    }

    /// <summary>Requires a kind of token.</summary>
    /// <exception cref="InvalidDataException">It is another.</exception>
    public static void Expect(JsonTokenType actual, JsonTokenType expected, string what, string description)
    {
        if (actual != expected)
        {
            throw new InvalidDataException($"{what} is {Describe(actual)}; expected {description}.");
        }
    }

    private static NamedTensor Read(ref JsonText text, string what, int maxElements, BinaryPart binary)
    {
        Expect(text.Reader.TokenType, JsonTokenType.StartObject, what, "an object with name, shape, datatype and data");
        string? name = null;
        DataType? type = null;
        int[]? shape = null;
        long? size = null;
        NamedTensor? tensor = null;
        var deferred = default(JsonText);
        var hasData = false;
        while (text.Reader.Read() && text.Reader.TokenType != JsonTokenType.EndObject)
        {
            if (text.Reader.ValueTextEquals("name"u8))
            {
                name = ReadText(ref text.Reader, $"`name` of {what}");
            }
            else if (text.Reader.ValueTextEquals("datatype"u8))
            {
                type = ReadType(ref text.Reader, name is null ? what : $"`{name}`");
            }
            else if (text.Reader.ValueTextEquals("shape"u8))
            {
                shape = ReadShape(ref text.Reader, name is null ? what : $"`{name}`");
            }
            else if (text.Reader.ValueTextEquals("data"u8))
            {
                text.Reader.Read();
                hasData = true;
                if (name is not null && type is not null && shape is not null)
                {
                    tensor = TensorElements.Read(ref text, name, type.Value, shape, maxElements);
                }
                else
                {
                    // JSON leaves the order of fields open: what the elements are may be said only after them.
                    deferred = text;
                    text.Reader.Skip();
                }
            }
            else if (text.Reader.ValueTextEquals("parameters"u8))
            {
                text.Reader.Read();
                size = TensorParameters.ReadSize(ref text.Reader, name is null ? what : $"`{name}`");
            }
            else
            {
                text.Reader.Read();
                text.Reader.Skip();
            }
        }

        if (name is null || type is null || shape is null || (!hasData && size is null))
        {
            var missing = name is null ? "name" : type is null ? "datatype" : shape is null ? "shape" : "data";
            throw new InvalidDataException(
                $"{(name is null ? what : $"`{name}`")} has no `{missing}`; expected an object with name, shape, datatype and data.");
        }

        if (size is { } bytes)
        {
            return !hasData ? BinaryElements.Read(binary.Take(name, bytes), name, type.Value, shape) : throw new InvalidDataException(
                $"`{name}` has both `data` and `binary_data_size`; expected its elements either in the JSON or behind it.");
        }

        return tensor ?? TensorElements.Read(ref deferred, name, type.Value, shape, maxElements);
    }

    private static string ReadText(ref Utf8JsonReader reader, string what)
    {
        reader.Read();
        Expect(reader.TokenType, JsonTokenType.String, what, "a string");
        return reader.GetString() is { Length: > 0 } text ? text : throw new InvalidDataException($"{what} is empty; expected a name.");
    }

    private static DataType ReadType(ref Utf8JsonReader reader, string what)
    {
        var text = ReadText(ref reader, $"`datatype` of {what}");
        try
        {
            return DataTypes.FromProtocolName(text);
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException($"`datatype` of {what}: {error.Message}", error);
        }
    }

    private static int[] ReadShape(ref Utf8JsonReader reader, string what)
    {
        reader.Read();
        Expect(reader.TokenType, JsonTokenType.StartArray, $"`shape` of {what}", "an array of whole numbers");
        var shape = new List<int>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out var length) || length < 0)
            {
                throw new InvalidDataException(
                    $"`shape` of {what} holds {TensorElements.Quote(ref reader)}; expected whole numbers from 0 to {int.MaxValue}.");
            }

            if (shape.Count == MaxRank)
            {
                throw new InvalidDataException($"`shape` of {what} has more than {MaxRank} dimensions; expected those of the model.");
            }

            shape.Add(length);
        }

        return [.. shape];
    }

    private static string Describe(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.Null => "null",
        _ => "true or false",
    };
}
