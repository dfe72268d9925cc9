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

    /// <summary>Reads an answer, and puts its outputs in the order of the model's metadata.</summary>
    /// <exception cref="InvalidDataException">It is JSON, and yet no answer that fits the metadata.</exception>
    public static IReadOnlyList<NamedTensor> Read(byte[] body, IReadOnlyList<TensorSpec> expected)
    {
        var reader = new Utf8JsonReader(body);
        reader.Read();
        TensorReader.Expect(reader.TokenType, JsonTokenType.StartObject, "the answer", "an object with `outputs`");
        List<NamedTensor>? outputs = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var isOutputs = reader.ValueTextEquals("outputs"u8);
            reader.Read();
            if (isOutputs)
            {
                outputs = TensorReader.ReadAll(ref reader, "outputs", (body.Length / 2) + 1);
            }
            else
            {
                reader.Skip();
            }
        }

        reader.Read();
        if (outputs is null)
        {
            throw new InvalidDataException("it has no `outputs`");
        }

        return [.. expected.Select(spec => Find(outputs, spec))];
    }

    private static NamedTensor Find(List<NamedTensor> outputs, TensorSpec spec)
    {
        var output = outputs.Find(output => output.Name == spec.Name) ?? throw new InvalidDataException(
            $"it has no output `{spec.Name}`, which the model's metadata promised; it has {string.Join("; ", outputs)}");
        return output.DataType == spec.DataType ? output : throw new InvalidDataException(
            $"its output `{spec.Name}` holds {output.DataType.ToProtocolName()} elements; the model's metadata promised "
            + spec.DataType.ToProtocolName());
    }
}
