using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Atelier.Serving;

/// <summary>The description of a server at <c>/openapi.json</c>, by OpenAPI 3.1.</summary>
/// <remarks>
/// The routes stand in <c>openapi.json</c> beside this file. Added to them is what a server knows of itself: its version, whether it asks for keys, whether it is
/// administered, and an example request for each model that the caller's key is for.
/// </remarks>
internal sealed class OpenApi(ModelTable models, KeyGate keys)
{
    /// <summary>Where the description is.</summary>
    public const string Path = "/openapi.json";

    private const string Administration = "administration";

    private static readonly byte[] Routes = ReadRoutes();

    /// <summary>Adds the route.</summary>
    public void Map(IEndpointRouteBuilder routes) => routes.MapMethods(Path, InferenceEndpoints.Get, context =>
    {
        var document = Write(context.Features.Get<ApiKey>());
        context.Response.Headers.CacheControl = "no-store";
        return JsonBodies.WriteAsync(context, StatusCodes.Status200OK, json => document.WriteTo(json));
    });

    private static byte[] ReadRoutes()
    {
        using var stream = typeof(OpenApi).Assembly.GetManifestResourceStream("openapi.json")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private JsonNode Write(ApiKey? caller)
    {
        var document = JsonNode.Parse(Routes)!;
        document["info"]!["version"] = InferenceEndpoints.Version;
        if (!keys.AsksCallers)
        {
            document["security"] = new JsonArray();
        }

        if (!keys.HasAdministrators)
        {
            LeaveAdministrationOut(document);
        }

        document["components"]!["requestBodies"]!["Inference"]!["content"]!["application/json"]!["examples"] = Examples(caller);
        return document;
    }

    private JsonObject Examples(ApiKey? caller)
    {
        var examples = new JsonObject();
        foreach (var routes in models.Models.Where(routes => caller?.Models?.Contains(routes.Name) ?? true))
        {
            if (ExampleRequest.For(routes.Stable.Model.Predictor.Signature) is { } request)
            {
                examples[routes.Name] = new JsonObject { ["summary"] = $"For the model {routes.Name}", ["value"] = request };
            }
        }

        return examples;
    }

    private static void LeaveAdministrationOut(JsonNode document)
    {
        var paths = document["paths"]!.AsObject();
        foreach (var path in paths.Select(path => path.Key).Where(path => path.StartsWith(AdminEndpoints.Root, StringComparison.Ordinal)).ToArray())
        {
            paths.Remove(path);
        }

        var tags = document["tags"]!.AsArray();
        tags.Remove(tags.First(tag => (string?)tag!["name"] == Administration));
    }
}
