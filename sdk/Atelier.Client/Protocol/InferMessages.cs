using System.Buffers;
using System.Text.Json;
using Atelier.Prediction;

namespace Atelier.Client;

/// <summary>Writes inference requests and reads their answers.</summary>
internal static class InferMessages
{
    /// <summary>Writes a request for every output.</summary>
    public static ReadOnlyMemory<byte> Write(IReadOnlyList<NamedTensor> inputs)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body, TensorWriter.Options))
        {
            json.WriteStartObject();
            json.WriteStartArray("inputs"u8);
            foreach (var input in inputs)
            {
                TensorWriter.Write(json, input);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return body.WrittenMemory;
    }

    /// <summary>Writes a request for every output, elements behind the JSON on both ways.</summary>
    /// <returns>The body, and how many of its bytes are JSON.</returns>
    public static (ReadOnlyMemory<byte> Body, int JsonLength) WriteBinary(IReadOnlyList<NamedTensor> inputs)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body, TensorWriter.Options))
        {
            json.WriteStartObject();
            json.WriteStartObject("parameters"u8);
            json.WriteBoolean("binary_data_output"u8, true);
            json.WriteEndObject();
            json.WriteStartArray("inputs"u8);
            foreach (var input in inputs)
            {
                TensorWriter.WriteSized(json, input);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        var jsonLength = body.WrittenCount;
        foreach (var input in inputs)
        {
            BinaryElements.Write(body, input);
        }

        return (body.WrittenMemory, jsonLength);
    }

    /// <summary>Reads an answer, and puts its outputs in the order of the model's metadata.</summary>
    /// <param name="body">JSON, and behind it the elements of the outputs that are not in it.</param>
    /// <param name="jsonLength">What the header <see cref="BinaryPart.LengthHeader"/> says; null where there is none.</param>
    /// <param name="expected">The outputs of the model's metadata.</param>
    /// <exception cref="InvalidDataException">It is JSON, and yet no answer that fits the metadata.</exception>
    public static IReadOnlyList<NamedTensor> Read(ReadOnlyMemory<byte> body, string? jsonLength, IReadOnlyList<TensorSpec> expected)
    {
        var length = BinaryPart.JsonLength(jsonLength, body.Length);
        var binary = new BinaryPart(body[length..]);
        var text = new JsonText(body.Span[..length]);
        text.Reader.Read();
        TensorReader.Expect(text.Reader.TokenType, JsonTokenType.StartObject, "the answer", "an object with `outputs`");
        List<NamedTensor>? outputs = null;
        while (text.Reader.Read() && text.Reader.TokenType != JsonTokenType.EndObject)
        {
            var isOutputs = text.Reader.ValueTextEquals("outputs"u8);
            text.Reader.Read();
            if (isOutputs)
            {
                outputs = TensorReader.ReadAll(ref text, "outputs", (length / 2) + 1, binary);
            }
            else
            {
                text.Reader.Skip();
            }
        }

        text.Reader.Read();
        binary.End();
        if (outputs is null)
        {
            throw new InvalidDataException("it has no `outputs`");
        }

        return InOrder(outputs, expected);
    }

    /// <summary>Puts the outputs of an answer in the order of the model's metadata.</summary>
    /// <exception cref="InvalidDataException">One is missing, or of another type.</exception>
    public static IReadOnlyList<NamedTensor> InOrder(List<NamedTensor> outputs, IReadOnlyList<TensorSpec> expected) => [.. expected.Select(spec => Find(outputs, spec))];

    private static NamedTensor Find(List<NamedTensor> outputs, TensorSpec spec)
    {
        var output = outputs.Find(output => output.Name == spec.Name) ?? throw new InvalidDataException(
            $"it has no output `{spec.Name}`, which the model's metadata promised; it has {string.Join("; ", outputs)}");
        return output.DataType == spec.DataType ? output : throw new InvalidDataException(
            $"its output `{spec.Name}` holds {output.DataType.ToProtocolName()} elements; the model's metadata promised "
            + spec.DataType.ToProtocolName());
    }
}
