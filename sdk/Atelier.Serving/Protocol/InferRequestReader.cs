using System.Text.Json;
using Atelier.Prediction;
using Microsoft.AspNetCore.Http;

namespace Atelier.Serving;

/// <summary>Reads the body of an inference request.</summary>
internal static class InferRequestReader
{
    private const int MaxOutputs = 1000;

    /// <summary>Reads a body.</summary>
    /// <param name="body">JSON, and behind it the elements of the tensors that are not in it. Nothing of it is kept.</param>
    /// <param name="jsonLength">What the header <see cref="BinaryPart.LengthHeader"/> says; null where there is none.</param>
    /// <exception cref="RequestException">400: it is no JSON, or no inference request; the message says why.</exception>
    public static InferRequest Read(ReadOnlyMemory<byte> body, string? jsonLength)
    {
        if (body.IsEmpty)
        {
            throw Bad("The body is empty; expected a JSON object with `inputs`, as the Open Inference Protocol v2 describes it.");
        }

        try
        {
            var length = BinaryPart.JsonLength(jsonLength, body.Length);
            var binary = new BinaryPart(body[length..]);
            var text = new JsonText(body.Span[..length]);
            text.Reader.Read();
            var request = ReadObject(ref text, length, binary);
            // Reading on finds anything that stands behind the object.
            text.Reader.Read();
            binary.End();
            return request;
        }
        catch (JsonException error)
        {
            throw Bad($"The body is not JSON: {error.Message}", error);
        }
        catch (InvalidOperationException error)
        {
            // The reader's word for text that is no UTF-8, or half of a surrogate pair.
            throw Bad($"The body holds a text that is not Unicode: {error.Message}", error);
        }
        catch (InvalidDataException error)
        {
            throw Bad(error.Message, error);
        }
    }

    private static InferRequest ReadObject(ref JsonText text, int length, BinaryPart binary)
    {
        TensorReader.Expect(text.Reader.TokenType, JsonTokenType.StartObject, "The body", "a JSON object with `inputs`");
        string? id = null;
        List<NamedTensor>? inputs = null;
        List<(string Name, bool? IsBinary)> outputs = [];
        var binaryOutput = false;
        TimeSpan? timeout = null;
        while (text.Reader.Read() && text.Reader.TokenType != JsonTokenType.EndObject)
        {
            if (text.Reader.ValueTextEquals("id"u8))
            {
                text.Reader.Read();
                TensorReader.Expect(text.Reader.TokenType, JsonTokenType.String, "`id`", "a string");
                id = text.Reader.GetString();
            }
            else if (text.Reader.ValueTextEquals("inputs"u8))
            {
                text.Reader.Read();
                // An element and its comma take two bytes at least.
                inputs = TensorReader.ReadAll(ref text, "inputs", (length / 2) + 1, binary);
            }
            else if (text.Reader.ValueTextEquals("outputs"u8))
            {
                text.Reader.Read();
                outputs = ReadOutputs(ref text.Reader);
            }
            else if (text.Reader.ValueTextEquals("parameters"u8))
            {
                text.Reader.Read();
                var again = text.Reader;
                timeout = TensorParameters.ReadMicroseconds(ref again, "timeout"u8, "`timeout`");
                binaryOutput = TensorParameters.ReadFlag(ref text.Reader, "binary_data_output"u8, "`binary_data_output`") ?? false;
            }
            else
            {
                text.Reader.Read();
                text.Reader.Skip();
            }
        }

        return new InferRequest(
            id,
            inputs ?? throw new InvalidDataException(
                "The body has no `inputs`; expected an array of tensors with name, shape, datatype and data."),
            [.. outputs.Select(output => output.Name)],
            outputs.Count == 0 && binaryOutput
                ? null
                : [.. outputs.Where(output => output.IsBinary ?? binaryOutput).Select(output => output.Name)])
        {
            Timeout = timeout,
        };
    }

    private static List<(string Name, bool? IsBinary)> ReadOutputs(ref Utf8JsonReader reader)
    {
        TensorReader.Expect(reader.TokenType, JsonTokenType.StartArray, "`outputs`", "an array of objects with name");
        var names = new List<(string Name, bool? IsBinary)>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            TensorReader.Expect(reader.TokenType, JsonTokenType.StartObject, $"`outputs`[{names.Count}]", "an object with name");
            string? name = null;
            bool? isBinary = null;
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                if (reader.ValueTextEquals("name"u8))
                {
                    reader.Read();
                    TensorReader.Expect(reader.TokenType, JsonTokenType.String, $"`name` of `outputs`[{names.Count}]", "a string");
                    name = reader.GetString();
                }
                else if (reader.ValueTextEquals("parameters"u8))
                {
                    reader.Read();
                    isBinary = TensorParameters.ReadFlag(
                        ref reader, "binary_data"u8, $"`binary_data` of `outputs`[{names.Count}]");
                }
                else
                {
                    reader.Read();
                    reader.Skip();
                }
            }

            if (names.Count == MaxOutputs)
            {
                throw new InvalidDataException(
                    $"`outputs` asks for more than {MaxOutputs} outputs; ask for fewer, or leave it away to get all.");
            }

            names.Add((
                name ?? throw new InvalidDataException($"`outputs`[{names.Count}] has no `name`; expected an object with name."),
                isBinary));
        }

        return names;
    }

    private static RequestException Bad(string message, Exception? cause = null) => new(StatusCodes.Status400BadRequest, message, cause);
}
