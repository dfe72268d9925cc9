using System.Text.Json.Nodes;
using Atelier.Prediction;

namespace Atelier.Serving;

/// <summary>An inference request that a model's signature allows, for readers of the server's description to begin with.</summary>
internal static class ExampleRequest
{
    // More would be no help to a reader, and a large document for everyone.
    private const int MostElements = 4096;

    /// <summary>One row of each input; any other length that the signature leaves open is 1.</summary>
    /// <returns>The request; null where its tensors would be too large to be read.</returns>
    public static JsonObject? For(ModelSignature signature)
    {
        var shapes = signature.Inputs.Select(input => input.Shape.Select(length => Math.Max(length, 1)).ToArray()).ToArray();
        if (shapes.Sum(CountOf) > MostElements)
        {
            return null;
        }

        return new JsonObject
        {
            ["inputs"] = new JsonArray([.. signature.Inputs.Zip(shapes, (input, shape) => new JsonObject
            {
                ["name"] = input.Name,
                ["datatype"] = input.DataType.ToProtocolName(),
                ["shape"] = new JsonArray([.. shape.Select(length => (JsonNode)length)]),
                ["data"] = new JsonArray([.. Enumerable.Range(0, (int)CountOf(shape)).Select(_ => Element(input.DataType))]),
            })]),
        };
    }

    private static double CountOf(int[] shape) => shape.Aggregate(1.0, (count, length) => count * length);

    private static JsonNode Element(DataType type) => type switch
    {
        DataType.Bool => true,
        DataType.String => "text",
        DataType.Float16 or DataType.Float32 or DataType.Float64 => 0.5,
        // The number of a class or a word, which each model has.
        _ => 0,
    };
}
