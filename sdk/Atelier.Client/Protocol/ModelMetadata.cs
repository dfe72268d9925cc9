using System.Text.Json;
using Atelier.Prediction;

namespace Atelier.Client;

/// <summary>Reads what a server says of a model.</summary>
internal static class ModelMetadata
{
    /// <summary>Reads a model's signature.</summary>
    /// <exception cref="InvalidDataException">It is JSON, and yet no metadata that a client can use.</exception>
    public static ModelSignature Read(byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidDataException("it is no JSON object");
        }

        var inputs = ReadSpecs(root, "inputs");
        if (inputs.Length == 0)
        {
            throw new InvalidDataException("it lists no inputs, so that nothing can be sent to the model");
        }

        return new ModelSignature(inputs, ReadSpecs(root, "outputs"), ReadClassNames(root));
    }

    private static TensorSpec[] ReadSpecs(JsonElement root, string what) =>
        root.TryGetProperty(what, out var specs) && specs.ValueKind == JsonValueKind.Array
            ? [.. specs.EnumerateArray().Select(spec => ReadSpec(spec, what))]
            : throw new InvalidDataException($"it has no list of `{what}`");

    private static TensorSpec ReadSpec(JsonElement spec, string what)
    {
        if (spec.ValueKind != JsonValueKind.Object
            || !spec.TryGetProperty("name", out var name) || name.ValueKind != JsonValueKind.String
            || !spec.TryGetProperty("datatype", out var type) || type.ValueKind != JsonValueKind.String
            || !spec.TryGetProperty("shape", out var shape) || shape.ValueKind != JsonValueKind.Array)
        {
            throw new InvalidDataException($"an entry of its `{what}` has no name, datatype and shape");
        }

        try
        {
            return new TensorSpec(
                name.GetString()!,
                DataTypes.FromProtocolName(type.GetString()!),
                [.. shape.EnumerateArray().Select(length => Length(length, name))]);
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException($"the tensor `{name}` has a type that this client does not know: {error.Message}", error);
        }
    }

    private static int Length(JsonElement length, JsonElement name) =>
        length.ValueKind == JsonValueKind.Number && length.TryGetInt32(out var value) && value >= -1
            ? value
            : throw new InvalidDataException($"the shape of `{name}` holds {length.GetRawText()}; expected -1 or a length");

    // Not of the protocol: an extension that servers of other makers do not have.
    private static string[] ReadClassNames(JsonElement root) =>
        root.TryGetProperty("class_names", out var names) && names.ValueKind == JsonValueKind.Array
        && names.EnumerateArray().All(name => name.ValueKind == JsonValueKind.String)
            ? [.. names.EnumerateArray().Select(name => name.GetString()!)]
            : [];
}
