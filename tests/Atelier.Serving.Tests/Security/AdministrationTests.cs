using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Atelier.Registry;
using Microsoft.Extensions.Logging;

namespace Atelier.Serving.Tests;

/// <summary>The administration over HTTP: who may, what it does, and what it refuses.</summary>
public sealed class AdministrationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly (ApiKey Key, string Secret) _admin = ApiKey.Create("ada");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Routes => new()
    {
        { "POST", "v2/repository/index" },
        { "POST", "v2/repository/models/m/load" },
        { "POST", "v2/repository/models/m/unload" },
        { "PUT", "v2/repository/models/m/aliases/champion" },
        { "PUT", "v2/repository/models/m/traffic" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Request_OnEveryRoute_AsksForAnAdministratorsKey(string method, string path)
    {
        var (caller, callers) = ApiKey.Create("ben");
        var (old, expired) = ApiKey.Create("old");
        var (slow, tired) = ApiKey.Create("slow");
        await using var server = await ModelServer.StartAsync(
            [new ServedModel("m", FakePredictor.Classifier())],
            new ModelServerOptions
            {
                ApiKeys = [caller],
                AdminKeys = [_admin.Key, old with { ExpiresAt = DateTimeOffset.UtcNow.AddSeconds(-1) }, slow with { RequestsPerSecond = 0.001, Burst = 1 }],
            },
            Token);

        foreach (var (secret, expected) in new (string?, HttpStatusCode?)[]
        {
            (null, HttpStatusCode.Unauthorized),
            ("atl_wrong", HttpStatusCode.Unauthorized),
            (expired, HttpStatusCode.Unauthorized),
            (callers, HttpStatusCode.Forbidden),
            (tired, null),
            (tired, HttpStatusCode.TooManyRequests),
            (_admin.Secret, null),
        })
        {
            var (status, body) = await SendAsync(server, method, path, "[]", secret);

            // What is let in is either done or finds fault with the body.
            Assert.Equal(expected ?? (path.EndsWith("index", StringComparison.Ordinal) ? HttpStatusCode.OK : HttpStatusCode.BadRequest), status);
            Assert.Equal(status != HttpStatusCode.OK, body.ValueKind == JsonValueKind.Object && RawHttp.ErrorOf(body).Length > 0);
        }
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("metrics", true)]
    [InlineData("v2", false)]
    [InlineData("v2/models/m", false)]
    [InlineData("v2/models/m/ready", false)]
    public async Task Request_ByAnAdministrator_OpensThePagesForOperatorsAndNothingElse(string path, bool isLetIn)
    {
        var (caller, _) = ApiKey.Create("ben");
        await using var server = await ModelServer.StartAsync(
            [new ServedModel("m", FakePredictor.Classifier())], new ModelServerOptions { ApiKeys = [caller], AdminKeys = [_admin.Key] }, Token);
        using var http = RawHttp.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Url, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"me:{_admin.Secret}")));

        using var response = await http.SendAsync(request, Token);
        using var without = await http.GetAsync(new Uri(server.Url, path), Token);

        Assert.Equal(isLetIn ? HttpStatusCode.OK : HttpStatusCode.Forbidden, response.StatusCode);
        // A browser asks its user for a key where there is something to see.
        Assert.Equal(isLetIn, without.Headers.WwwAuthenticate.Any(challenge => challenge.Scheme == "Basic"));
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Request_WithoutAdminKeys_FindsNothing(string method, string path)
    {
        await using var server = await ModelServer.StartAsync([new ServedModel("m", FakePredictor.Classifier())], cancellationToken: Token);

        var (status, body) = await SendAsync(server, method, path, "{}");

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Contains("no keys of administrators", RawHttp.ErrorOf(body), StringComparison.Ordinal);
        server.SetAdminKeys([_admin.Key]);
        Assert.NotEqual(HttpStatusCode.NotFound, (await SendAsync(server, method, path, "[]")).Status);
    }

    [Fact]
    public async Task Packages_LoadAliasTrafficAndUnload_ChangeWhatIsServed()
    {
        Samples.Classifier().Save(_folder["packages", "classifier"]);
        Samples.Classifier(scaled: true).Save(_folder["packages", "better.zip"]);
        using var loggers = new CollectingLoggers();
        await using var server = await ModelServer.StartAsync(
            [new ServedModel("m", FakePredictor.Classifier())],
            new ModelServerOptions { AdminKeys = [_admin.Key], PackageFolder = _folder["packages"], LoggerFactory = loggers },
            Token);

        await DoAsync(server, "POST", "classifier/load", "");
        await DoAsync(server, "POST", "classifier/load", """{"package":"better","version":"2"}""");
        await DoAsync(server, "PUT", "classifier/aliases/champion", """{"version":"1","default":true}""");
        var after = await DoAsync(server, "PUT", "classifier/traffic", """{"canary":"2","weight":0.25,"shadow":"2","share":0.5}""");

        Assert.Equal(
            """[{"name":"classifier","version":"1","state":"READY","reason":"","aliases":["champion"],"default":true,"canary_weight":0,"shadow_share":0},"""
            + """{"name":"classifier","version":"2","state":"READY","reason":"","aliases":[],"default":false,"canary_weight":0.25,"shadow_share":0.5}]""",
            after.GetRawText());
        Assert.Equal(3, (await SendAsync(server, "POST", "v2/repository/index", "")).Body.GetArrayLength());
        Assert.Equal("1", (await DoAsync(server, "POST", "classifier/unload", """{"version":"2"}"""))[0].GetProperty("version").GetString());
        Assert.Equal(0, (await DoAsync(server, "POST", "classifier/unload", "{}")).GetArrayLength());
        Assert.Equal("m", Assert.Single(server.Models).Model);
        var entry = loggers.Entries.First();
        Assert.Equal(LogLevel.Information, entry.Level);
        Assert.Contains("The administrator ada asked /v2/repository/models/classifier/load for", entry.Text, StringComparison.Ordinal);
        Assert.Equal(6, loggers.Entries.Count);
    }

    [Theory]
    [InlineData("POST", "classifier/load", """{"package":"../secret"}""", 400, "`../secret` is no name of a package; expected")]
    [InlineData("POST", "classifier/load", """{"package":"..\\secret"}""", 400, "is no name of a package")]
    [InlineData("POST", "classifier/load", """{"package":".hidden"}""", 400, "is no name of a package")]
    [InlineData("POST", "classifier/load", """{"package":"/etc/passwd"}""", 400, "is no name of a package")]
    [InlineData("POST", "..%2Fsecret/load", "", 400, "is no name of a package")]
    [InlineData("POST", "secret/load", "", 404, "There is no package `secret` on this server")]
    [InlineData("POST", "other/load", """{"package":"classifier"}""", 400, "The package `classifier` holds the model `classifier`; expected `other`.")]
    [InlineData("POST", "torn/load", "", 422, "torn")]
    [InlineData("POST", "classifier/load", """{"version":"a b"}""", 400, "`a b` is no model version")]
    [InlineData("POST", "classifier/load", """{"versoin":"1"}""", 400, "a JSON object with `version`, `package`: ")]
    [InlineData("POST", "classifier/load", "{", 400, "a JSON object with")]
    [InlineData("POST", "classifier/load", "null", 400, "a JSON object with")]
    [InlineData("POST", "nothing/unload", "", 404, "There is no model `nothing` on this server; it has `m`.")]
    [InlineData("POST", "m/unload", """{"version":"7"}""", 404, "There is no version `7` of the model `m`")]
    [InlineData("PUT", "m/aliases/champion", "{}", 400, "a JSON object with `version`, `default`: ")]
    [InlineData("PUT", "m/aliases/champion", """{"version":"9"}""", 404, "There is no version `9`")]
    [InlineData("PUT", "m/aliases/a%20b", """{"version":"1"}""", 400, "`a b` is no model alias")]
    [InlineData("PUT", "m/traffic", """{"canary":"1","weight":1.5}""", 400, "`weight` is 1.5; expected a share from 0 to 1.")]
    [InlineData("PUT", "m/traffic", """{"canary":"9"}""", 404, "There is no version `9`")]
    [InlineData("PUT", "nothing/traffic", "{}", 404, "There is no model `nothing`")]
    [InlineData("GET", "m/load", null, 405, "GET is not answered at")]
    public async Task Request_ThatCannotBeDone_IsRefusedAndChangesNothing(string method, string path, string? body, int expected, string message)
    {
        Samples.Classifier().Save(_folder["packages", "classifier"]);
        Samples.Classifier().Save(_folder["secret"]);
        await File.WriteAllBytesAsync(_folder["packages", "torn.zip"], new byte[100], Token);
        await using var server = await ModelServer.StartAsync(
            [new ServedModel("m", FakePredictor.Classifier())],
            new ModelServerOptions { AdminKeys = [_admin.Key], PackageFolder = _folder["packages"] },
            Token);

        var (status, answer) = await SendAsync(server, method, $"v2/repository/models/{path}", body);

        Assert.Equal(expected, (int)status);
        Assert.Contains(message, RawHttp.ErrorOf(answer), StringComparison.Ordinal);
        Assert.Equal("m 1 True", string.Join(", ", server.Models.Select(model => $"{model.Model} {model.Version} {model.IsDefault}")));
    }

    [Fact]
    public async Task Request_LargeBody_IsRefused()
    {
        await using var server = await ModelServer.StartAsync([new ServedModel("m", FakePredictor.Classifier())], new ModelServerOptions { AdminKeys = [_admin.Key] }, Token);

        var (status, _) = await SendAsync(server, "POST", "v2/repository/models/m/load", new string(' ', 70_000));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
    }

    [Fact]
    public async Task Registry_LoadMoveAndUnload_GoThroughTheRegistryAndLast()
    {
        var registry = new FolderRegistry(_folder["models"]);
        foreach (var _ in Enumerable.Range(0, 3))
        {
            await registry.RegisterAsync(Samples.Classifier(), cancellationToken: Token);
        }

        await registry.SetAliasAsync("classifier", "champion", 1, Token);
        await using var server = await ModelServer.StartAsync(
            registry, [new("classifier")], new ModelServerOptions { AdminKeys = [_admin.Key], RegistryInterval = TimeSpan.FromHours(1) }, Token);

        await DoAsync(server, "POST", "classifier/load", """{"version":"2"}""");
        Assert.Equal(["1", "2"], Versions(server));
        await DoAsync(server, "PUT", "classifier/aliases/champion", """{"version":"3"}""");
        Assert.Equal(3, (await registry.FindAsync("classifier", "champion", Token)).Version);
        await server.FollowAsync(Token);

        Assert.Equal(["2", "3"], Versions(server));
        Assert.Equal("3", server.Models.Single(model => model.IsDefault).Version);
        await DoAsync(server, "POST", "classifier/unload", """{"version":"2"}""");
        Assert.Equal(["3"], Versions(server));
        foreach (var (path, body, expected, message) in new[]
        {
            ("classifier/unload", """{"version":"2"}""", 404, "does not follow `2` of the model `classifier`; it follows champion."),
            ("classifier/load", """{"version":"challenger"}""", 404, "challenger"),
            ("classifier/load", """{"package":"classifier"}""", 400, "this server follows a registry"),
            ("other/load", "", 404, "other"),
        })
        {
            var (status, answer) = await SendAsync(server, "POST", $"v2/repository/models/{path}", body);
            Assert.Equal(expected, (int)status);
            Assert.Contains(message, RawHttp.ErrorOf(answer), StringComparison.Ordinal);
        }

        await DoAsync(server, "POST", "classifier/unload", "");
        await server.FollowAsync(Token);
        Assert.Empty(server.Models);
        await DoAsync(server, "POST", "classifier/load", "");
        Assert.Equal(["3"], Versions(server));
    }

    private static string[] Versions(ModelServer server) => [.. server.Models.Select(model => model.Version).Order()];

    private async Task<JsonElement> DoAsync(ModelServer server, string method, string path, string body)
    {
        var (status, answer) = await SendAsync(server, method, $"v2/repository/models/{path}", body);
        Assert.True(status == HttpStatusCode.OK, answer.GetRawText());
        return answer;
    }

    private Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(ModelServer server, string method, string path, string? body) =>
        SendAsync(server, method, path, body, _admin.Secret);

    private static async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(ModelServer server, string method, string path, string? body, string? secret)
    {
        using var http = RawHttp.Client();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(server.Url, path));
        request.Content = body is null ? null : new StringContent(body, new MediaTypeHeaderValue("application/json"));
        request.Headers.Authorization = secret is null ? null : new AuthenticationHeaderValue("Bearer", secret);
        using var response = await http.SendAsync(request, Token);
        return await RawHttp.ReadAsync(response);
    }
}
