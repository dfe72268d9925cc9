using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;

namespace Atelier.Serving.Tests;

/// <summary>The description of the server tells of every route, of no other, and its examples are answered.</summary>
public sealed class OpenApiTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Document_TellsOfEveryRouteAndOfNoOther()
    {
        await using var server = await StartAsync();

        var document = await DocumentAsync(server);

        Assert.Equal("3.1.0", document.GetProperty("openapi").GetString());
        var told = document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()
            .Where(operation => operation.Name != "parameters").Select(operation => $"{operation.Name.ToUpperInvariant()} {path.Name}"));
        var answered = server.Endpoints.OfType<RouteEndpoint>().SelectMany(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods
            .Where(method => method != "HEAD").Select(method => $"{method} {endpoint.RoutePattern.RawText}"));
        Assert.Equal(answered.Order(), told.Order());
    }

    [Fact]
    public async Task Document_IsWholeInItself()
    {
        await using var server = await StartAsync();

        var document = await DocumentAsync(server);

        var references = 0;
        var operations = new List<string>();
        Walk(document);
        Assert.True(references > 50);
        Assert.Equal(operations.Distinct(), operations);

        void Walk(JsonElement element)
        {
            foreach (var child in element.ValueKind switch
            {
                JsonValueKind.Object => element.EnumerateObject().Select(property => property.Value),
                JsonValueKind.Array => element.EnumerateArray(),
                _ => Enumerable.Empty<JsonElement>(),
            })
            {
                Walk(child);
            }

            if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty("$ref", out var reference))
            {
                references++;
                var target = document;
                foreach (var part in reference.GetString()!.Split('/').Skip(1))
                {
                    Assert.True(target.TryGetProperty(part, out target), reference.GetString());
                }
            }

            if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty("operationId", out var operation))
            {
                operations.Add(operation.GetString()!);
            }
        }
    }

    [Fact]
    public async Task Examples_OfEveryModel_AreAnswered()
    {
        await using var server = await StartAsync();
        var document = await DocumentAsync(server);

        var examples = document.GetProperty("paths").GetProperty("/v2/models/{model}/infer").GetProperty("post").GetProperty("requestBody")
            .GetProperty("content").GetProperty("application/json").GetProperty("examples").EnumerateObject().ToArray();

        Assert.Equal(["all", "classifier"], examples.Select(example => example.Name));
        foreach (var example in examples)
        {
            var (status, answer) = await RawHttp.PostAsync(server, $"v2/models/{example.Name}/infer", example.Value.GetProperty("value").GetRawText());
            Assert.True(status == HttpStatusCode.OK, answer.GetRawText());
        }
    }

    private static Task<ModelServer> StartAsync() => ModelServer.StartAsync(
        [new ServedModel("classifier", FakePredictor.Classifier()), new ServedModel("all", FakePredictor.Echo())], cancellationToken: Token);

    private static async Task<JsonElement> DocumentAsync(ModelServer server)
    {
        var (status, document) = await RawHttp.GetAsync(server, "openapi.json");
        Assert.Equal(HttpStatusCode.OK, status);
        return document;
    }
}
