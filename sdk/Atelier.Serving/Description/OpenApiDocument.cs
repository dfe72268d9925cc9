using System.Text.Json.Nodes;
using Atelier.Prediction;

namespace Atelier.Serving;

/// <summary>The OpenAPI 3.1 description of a server, with the models that it has and a request for each as an example.</summary>
internal static class OpenApiDocument
{
    private const string Resource = "Atelier.Serving.Description.openapi.json";
    private const string Model = "/v2/models/{model}";

    private static readonly string Template = ReadTemplate();

    /// <summary>The document as JSON.</summary>
    /// <param name="models">The models.</param>
    /// <param name="serverVersion">The version of the server.</param>
    public static string Write(IEnumerable<ModelRoutes> models, string serverVersion)
    {
        ModelRoutes[] all = [.. models];
        var document = JsonNode.Parse(Template)!;
        document["info"]!["version"] = serverVersion;
        var (paths, parameters) = (document["paths"]!.AsObject(), document["components"]!["parameters"]!);
        if (all.Length > 0)
        {
            parameters["model"]!["examples"] = new JsonObject(all.Select(routes => Example(routes.Name, routes.Name)));
            paths[$"{Model}/infer"]!["post"]!["requestBody"]!["content"]!["application/json"]!["examples"] =
                new JsonObject(all.Select(routes => Example(routes.Name, Request(routes.Stable.Model.Predictor.Signature))));
        }

        // Each route of a model has a twin for one of its versions.
        foreach (var (path, item) in paths.Where(path => path.Key.StartsWith(Model, StringComparison.Ordinal)).ToArray())
        {
            var twin = item!.DeepClone();
            twin["parameters"]!.AsArray().Add(new JsonObject { ["$ref"] = "#/components/parameters/version" });
            var operation = twin["get"] ?? twin["post"]!;
            operation["operationId"] = $"{operation["operationId"]}OfVersion";
            paths[$"{Model}/versions/{{version}}{path[Model.Length..]}"] = twin;
        }

        return document.ToJsonString();
    }

    private static KeyValuePair<string, JsonNode?> Example(string name, JsonNode value) => new(name, new JsonObject { ["value"] = value });

    private static JsonObject Request(ModelSignature signature) => new() { ["inputs"] = new JsonArray([.. signature.Inputs.Select(Input)]) };

    private static JsonObject Input(TensorSpec spec)
    {
        int[] shape = [.. spec.Shape.Select(length => length < 0 ? 1 : length)];
        JsonNode element = spec.DataType switch
        {
            DataType.Bool => JsonValue.Create(false),
            DataType.String => JsonValue.Create("text"),
            _ => JsonValue.Create(0),
        };
        return new JsonObject
        {
            ["name"] = spec.Name,
            ["datatype"] = spec.DataType.ToProtocolName(),
            ["shape"] = new JsonArray([.. shape.Select(length => JsonValue.Create(length))]),
            ["data"] = Nested(element, shape),
        };
    }

    private static JsonNode Nested(JsonNode element, ReadOnlySpan<int> shape)
    {
        if (shape.IsEmpty)
        {
            return element.DeepClone();
        }

        var array = new JsonArray();
        for (var i = 0; i < shape[0]; i++)
        {
            array.Add(Nested(element, shape[1..]));
        }

        return array;
    }

    private static string ReadTemplate()
    {
        using var reader = new StreamReader(typeof(OpenApiDocument).Assembly.GetManifestResourceStream(Resource)!);
        return reader.ReadToEnd();
    }
}
