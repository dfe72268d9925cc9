using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Atelier.Prediction;
using Microsoft.AspNetCore.Routing;

namespace Atelier.Serving.Tests;

/// <summary>The server's description of itself, held against what it does.</summary>
public sealed class OpenApiTests
{
    private readonly (ApiKey Key, string Secret) _caller = ApiKey.Create("ana");
    private readonly (ApiKey Key, string Secret) _admin = ApiKey.Create("ada");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ModelServerOptions Locked => new() { ApiKeys = [_caller.Key], AdminKeys = [_admin.Key] };

    [Fact]
    public async Task Document_Paths_AreTheRoutesOfTheServer()
    {
        await using var server = await StartAsync(Locked);

        var document = await DocumentAsync(server, _caller.Secret);

        var told = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => $"{operation.Name.ToUpperInvariant()} {path.Name}"));
        // HEAD is answered wherever GET is, as HTTP has it.
        var answered = server.Routes.Cast<RouteEndpoint>().SelectMany(route => route.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods
            .Where(method => method != "HEAD").Select(method => $"{method} {route.RoutePattern.RawText}"));
        Assert.Equal(answered.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
        Assert.Equal("3.1.0", document.GetProperty("openapi").GetString());
        Assert.Matches("^[0-9]+\\.[0-9]+\\.[0-9]+", document.GetProperty("info").GetProperty("version").GetString());
    }

    [Fact]
    public async Task Document_References_NameWhatIsThereAndNothingIsIdle()
    {
        await using var server = await StartAsync(Locked);

        var document = await DocumentAsync(server, _caller.Secret);

        var used = ReferencesIn(document).Distinct().ToArray();
        var declared = document.GetProperty("components").EnumerateObject().Where(kind => kind.Name != "securitySchemes")
            .SelectMany(kind => kind.Value.EnumerateObject().Select(entry => $"#/components/{kind.Name}/{entry.Name}"));
        Assert.Equal(declared.Order(StringComparer.Ordinal), used.Order(StringComparer.Ordinal));
        var schemes = document.GetProperty("components").GetProperty("securitySchemes");
        var operations = Operations(document).ToArray();
        Assert.Equal(operations.Length, operations.Select(entry => entry.Operation.GetProperty("operationId").GetString()).Distinct().Count());
        foreach (var (path, _, operation) in operations)
        {
            string[] parameters = operation.TryGetProperty("parameters", out var list)
                ? [.. list.EnumerateArray().Select(one => SchemaCheck.Resolve(document, one)).Where(one => one.GetProperty("in").GetString() == "path")
                    .Select(one => one.GetProperty("name").GetString()!)]
                : [];
            Assert.Equal(path.Split('/').Where(part => part.StartsWith('{')).Select(part => part.Trim('{', '}')), parameters);
            if (operation.TryGetProperty("security", out var security))
            {
                Assert.All(security.EnumerateArray(), one => Assert.True(schemes.TryGetProperty(Assert.Single(one.EnumerateObject()).Name, out _)));
            }
        }
    }

    [Fact]
    public async Task Document_Security_IsWhatTheServerAsksFor()
    {
        await using var server = await StartAsync(Locked);
        var document = await DocumentAsync(server, _caller.Secret);
        using var http = RawHttp.Client();

        foreach (var (path, method, operation) in Operations(document))
        {
            var url = path.Replace("{model}", "m", StringComparison.Ordinal).Replace("{version}", "1", StringComparison.Ordinal).Replace("{alias}", "a", StringComparison.Ordinal);
            using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(server.Url, url));
            using var response = await http.SendAsync(request, Token);

            var isOpen = operation.TryGetProperty("security", out var security) && security.GetArrayLength() == 0;
            Assert.Equal(isOpen ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Equal(!isOpen, operation.GetProperty("responses").TryGetProperty("401", out _));
        }
    }

    [Fact]
    public async Task Document_Examples_AreAnsweredAsTheSchemasSay()
    {
        var types = new ServedModel("types", FakePredictor.Echo());
        var late = new ServedModel("m", FakePredictor.Echo(DataType.Int64, -1, 2), "2");
        await using var server = await ModelServer.StartAsync([new ServedModel("m", FakePredictor.Classifier("no", "yes")), late, types], cancellationToken: Token);

        var document = await DocumentAsync(server);

        var body = document.GetProperty("components").GetProperty("requestBodies").GetProperty("Inference").GetProperty("content").GetProperty("application/json");
        var examples = body.GetProperty("examples").EnumerateObject().ToArray();
        Assert.Equal(["m", "types"], examples.Select(example => example.Name));
        Assert.Equal(
            """{"inputs":[{"name":"x","datatype":"INT64","shape":[1,2],"data":[0,0]}]}""", examples[0].Value.GetProperty("value").GetRawText());
        foreach (var example in examples)
        {
            var value = example.Value.GetProperty("value");
            SchemaCheck.AssertValid(document, body.GetProperty("schema"), value);

            var (status, answer) = await RawHttp.PostAsync(server, $"v2/models/{example.Name}/infer", value.GetRawText());

            Assert.Equal(HttpStatusCode.OK, status);
            SchemaCheck.AssertValid(document, SchemaOf(document, "/v2/models/{model}/infer", "post", "200"), answer);
        }
    }

    [Fact]
    public async Task Document_ExampleOfAPackage_IsAnswered()
    {
        await using var server = await ModelServer.StartAsync(Samples.Classifier(scaled: true), cancellationToken: Token);

        var document = await DocumentAsync(server);

        var example = ExamplesOf(document).GetProperty("classifier").GetProperty("value");
        Assert.Equal(HttpStatusCode.OK, (await RawHttp.PostAsync(server, "v2/models/classifier/infer", example.GetRawText())).Status);
    }

    [Theory]
    [InlineData("get", "/v2", 200)]
    [InlineData("get", "/v2/health/live", 200)]
    [InlineData("get", "/v2/health/ready", 200)]
    [InlineData("get", "/v2/models/{model}", 200)]
    [InlineData("get", "/v2/models/{model}/ready", 200)]
    [InlineData("get", "/v2/models/{model}/versions/{version}", 200)]
    [InlineData("get", "/v2/models/{model}/versions/{version}/ready", 200)]
    [InlineData("get", "/openapi.json", 200)]
    [InlineData("get", "/v2/models/{model}", 404, "other")]
    [InlineData("post", "/v2/models/{model}/infer", 400)]
    [InlineData("post", "/v2/repository/index", 200)]
    [InlineData("put", "/v2/repository/models/{model}/aliases/{alias}", 200)]
    [InlineData("put", "/v2/repository/models/{model}/traffic", 200)]
    [InlineData("put", "/v2/repository/models/{model}/traffic", 404, "other")]
    [InlineData("post", "/v2/repository/models/{model}/unload", 200)]
    [InlineData("post", "/v2/repository/models/{model}/load", 400)]
    public async Task Document_Answers_AreAsTheSchemasSay(string method, string path, int expected, string model = "m")
    {
        await using var server = await ModelServer.StartAsync(
            [new ServedModel("m", FakePredictor.Classifier("no", "yes")), new ServedModel("m", FakePredictor.Classifier(), "2")],
            new ModelServerOptions { AdminKeys = [_admin.Key] },
            Token);
        var document = await DocumentAsync(server);
        using var http = RawHttp.Client();
        using var request = new HttpRequestMessage(
            new HttpMethod(method.ToUpperInvariant()),
            new Uri(server.Url, path.Replace("{model}", model).Replace("{version}", "1").Replace("{alias}", "champion")));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _admin.Secret);
        var operation = document.GetProperty("paths").GetProperty(path).GetProperty(method);
        if (path.StartsWith("/v2/repository/models", StringComparison.Ordinal))
        {
            var content = operation.GetProperty("requestBody").GetProperty("content").GetProperty("application/json");
            SchemaCheck.AssertValid(document, content.GetProperty("schema"), content.GetProperty("example"));
            request.Content = new StringContent(content.GetProperty("example").GetRawText(), Encoding.UTF8, "application/json");
        }

        using var response = await http.SendAsync(request, Token);

        var (status, answer) = await RawHttp.ReadAsync(response);
        Assert.Equal(expected, (int)status);
        SchemaCheck.AssertValid(document, SchemaOf(document, path, method, $"{expected}"), answer);
    }

    [Fact]
    public async Task Document_BodiesOfTheAdministration_HaveTheFieldsThatAreRead()
    {
        await using var server = await StartAsync(Locked);

        var schemas = (await DocumentAsync(server, _caller.Secret)).GetProperty("components").GetProperty("schemas");

        foreach (var (name, type) in new (string, JsonTypeInfo)[]
        {
            ("LoadRequest", AdminJson.Default.LoadRequest), ("UnloadRequest", AdminJson.Default.UnloadRequest),
            ("AliasRequest", AdminJson.Default.AliasRequest), ("TrafficRequest", AdminJson.Default.TrafficRequest),
        })
        {
            var fields = schemas.GetProperty(name).GetProperty("properties").EnumerateObject().Select(field => field.Name);
            Assert.Equal(type.Properties.Select(property => property.Name), fields);
        }
    }

    [Fact]
    public async Task Document_OfAnOpenServer_AsksForNoKeyAndHasNoAdministration()
    {
        await using var server = await StartAsync(new ModelServerOptions());

        var document = await DocumentAsync(server);

        Assert.Equal(0, document.GetProperty("security").GetArrayLength());
        Assert.DoesNotContain(document.GetProperty("paths").EnumerateObject(), path => path.Name.StartsWith("/v2/repository", StringComparison.Ordinal));
        Assert.DoesNotContain(document.GetProperty("tags").EnumerateArray(), tag => tag.GetProperty("name").GetString() == "administration");
        server.SetApiKeys([_caller.Key]);
        server.SetAdminKeys([_admin.Key]);
        document = await DocumentAsync(server, _caller.Secret);
        Assert.Equal(2, document.GetProperty("security").GetArrayLength());
        Assert.True(document.GetProperty("paths").TryGetProperty("/v2/repository/index", out _));
    }

    [Fact]
    public async Task Document_ForAKeyOfOneModel_ShowsThatModelAlone()
    {
        await using var server = await ModelServer.StartAsync(
            [new ServedModel("m", FakePredictor.Classifier()), new ServedModel("n", FakePredictor.Classifier())],
            new ModelServerOptions { ApiKeys = [_caller.Key with { Models = ["n"] }] },
            Token);

        var document = await DocumentAsync(server, _caller.Secret);

        Assert.Equal("n", Assert.Single(ExamplesOf(document).EnumerateObject()).Name);
    }

    [Fact]
    public async Task Document_ModelWithLargeInputs_HasNoExample()
    {
        await using var server = await ModelServer.StartAsync(
            [
                new ServedModel("fits", FakePredictor.Echo(DataType.Float32, -1, 4096)),
                new ServedModel("large", FakePredictor.Echo(DataType.Float32, -1, 4097)),
                new ServedModel("huge", FakePredictor.Echo(DataType.Float32, -1, int.MaxValue, int.MaxValue, int.MaxValue)),
            ],
            cancellationToken: Token);

        Assert.Equal("fits", Assert.Single(ExamplesOf(await DocumentAsync(server)).EnumerateObject()).Name);
    }

    [Fact]
    public async Task StatusPage_LinksToTheDocument()
    {
        await using var server = await StartAsync(new ModelServerOptions());
        using var http = RawHttp.Client();

        Assert.Contains("<a href=\"openapi.json\">", await http.GetStringAsync(server.Url, Token), StringComparison.Ordinal);
    }

    private static Task<ModelServer> StartAsync(ModelServerOptions options) =>
        ModelServer.StartAsync([new ServedModel("m", FakePredictor.Classifier())], options, Token);

    private static async Task<JsonElement> DocumentAsync(ModelServer server, string? secret = null)
    {
        using var http = RawHttp.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Url, "openapi.json"));
        request.Headers.Authorization = secret is null ? null : new AuthenticationHeaderValue("Bearer", secret);
        using var response = await http.SendAsync(request, Token);
        var (status, body) = await RawHttp.ReadAsync(response);
        Assert.Equal(HttpStatusCode.OK, status);
        return body;
    }

    private static JsonElement ExamplesOf(JsonElement document) => document.GetProperty("components").GetProperty("requestBodies").GetProperty("Inference")
        .GetProperty("content").GetProperty("application/json").GetProperty("examples");

    private static JsonElement SchemaOf(JsonElement document, string path, string method, string status)
    {
        var response = document.GetProperty("paths").GetProperty(path).GetProperty(method).GetProperty("responses").GetProperty(status);
        return SchemaCheck.Resolve(document, response).GetProperty("content").GetProperty("application/json").GetProperty("schema");
    }

    private static IEnumerable<(string Path, string Method, JsonElement Operation)> Operations(JsonElement document) =>
        document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => (path.Name, operation.Name.ToUpperInvariant(), operation.Value)));

    private static IEnumerable<string> ReferencesIn(JsonElement node) => node.ValueKind switch
    {
        JsonValueKind.Object => node.EnumerateObject().SelectMany(field => field.Name == "$ref" ? [field.Value.GetString()!] : ReferencesIn(field.Value)),
        JsonValueKind.Array => node.EnumerateArray().SelectMany(ReferencesIn),
        _ => [],
    };
}
