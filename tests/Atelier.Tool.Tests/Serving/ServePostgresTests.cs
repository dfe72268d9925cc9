using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Atelier.Registry;
using Atelier.Sql;

namespace Atelier.Tool.Tests;

/// <summary>Servers that follow a registry in PostgreSQL.</summary>
public sealed class ServePostgresTests : IDisposable
{
    private const string Request = """{"inputs":[{"name":"features","datatype":"FP32","shape":[1,4],"data":[1,2,3,4]}]}""";

    private readonly TemporaryFolder _folder = new();
    private readonly string _schema = $"test_{Guid.NewGuid():N}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Serve_TwoServersOfOneRegistry_BothFollowTheAlias()
    {
        var settings = Environment.GetEnvironmentVariable("ATELIER_TEST_POSTGRES");
        Assert.SkipUnless(
            settings is not null,
            "ATELIER_TEST_POSTGRES, the connection string of a PostgreSQL server, is not set; .ci/run sets it when it is root.");
        try
        {
            var registry = new PostgresRegistry(settings, _folder["blobs"], _schema);
            await registry.RegisterAsync(PackageSamples.Classifier(), cancellationToken: Token);
            await registry.RegisterAsync(PackageSamples.Classifier(accuracy: 0.8), cancellationToken: Token);
            await registry.SetAliasAsync("classifier", "champion", 1, Token);
            string[] arguments = ["--registry", Url(settings), "--blobs", _folder["blobs"], "--schema", _schema];
            using var first = await ToolServer.StartAsync(arguments);
            using var second = await ToolServer.StartAsync(arguments);
            using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
            Assert.Equal(("1", "1"), (await VersionAsync(http, first), await VersionAsync(http, second)));

            await registry.SetAliasAsync("classifier", "champion", 2, Token);
            await registry.CollectAsync("classifier", new RetentionPolicy { KeepLatest = 0, KeepFor = TimeSpan.Zero }, Token);

            foreach (var server in new[] { first, second })
            {
                while (await VersionAsync(http, server) != "2")
                    await Task.Delay(50, Token);
            }
            Assert.Equal([2], (await registry.VersionsAsync("classifier", Token)).Select(version => version.Version));
        }
        finally
        {
            await DropAsync(settings);
        }
    }

    /// <summary>The address of the test's server as a user gives it: settings as its URL has them.</summary>
    private static string Url(string settings)
    {
        var parts = new Npgsql.NpgsqlConnectionStringBuilder(settings);
        return $"postgresql:///{parts.Database}?host={Uri.EscapeDataString(parts.Host!)}&port={parts.Port}&user={parts.Username}";
    }

    private static async Task<string?> VersionAsync(HttpClient http, ToolServer server)
    {
        using var content = new StringContent(Request, new MediaTypeHeaderValue("application/json"));
        using var response = await http.PostAsync(new Uri(server.Url, "v2/models/classifier/infer"), content, Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(Token)).RootElement.GetProperty("model_version").GetString();
    }

    private async Task DropAsync(string settings)
    {
        await using var connection = new Npgsql.NpgsqlConnection(settings);
        await connection.OpenAsync(CancellationToken.None);
        await using var command = new Npgsql.NpgsqlCommand($"drop schema if exists {_schema} cascade", connection);
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }
}
