using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Atelier.Registry;
using Microsoft.Extensions.Logging;

namespace Atelier.Serving.Tests;

/// <summary>A server that follows a registry: aliases move under load, and nothing is lost or mixed.</summary>
public sealed class RegistryServingTests : IDisposable
{
    private const string Request = """{"inputs":[{"name":"features","datatype":"FP32","shape":[1,4],"data":[{0}]}]}""";

    private static readonly ModelServerOptions ByHand = new() { RegistryInterval = TimeSpan.FromHours(1) };

    private readonly TemporaryFolder _folder = new();
    private readonly FolderRegistry _registry;

    public RegistryServingTests() => _registry = new FolderRegistry(_folder["models"]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Start_Aliases_AnswerByNumberAliasAndDefault()
    {
        await RegisterAsync(3);
        await _registry.SetAliasAsync("classifier", "champion", 1, Token);
        await _registry.SetAliasAsync("classifier", "challenger", 3, Token);

        await using var server = await ModelServer.StartAsync(_registry, [new("classifier") { References = ["champion", "challenger"] }], ByHand, Token);

        Assert.Equal(
            ["1 champion True", "3 challenger False"],
            server.Models.Select(model => $"{model.Version} {string.Join(",", model.Aliases)} {model.IsDefault}"));
        Assert.Equal("1", await VersionAsync(server, "v2/models/classifier"));
        Assert.Equal("1", await VersionAsync(server, "v2/models/classifier/versions/champion"));
        Assert.Equal("3", await VersionAsync(server, "v2/models/classifier/versions/challenger"));
        Assert.Equal("3", await VersionAsync(server, "v2/models/classifier/versions/3"));
        var (status, body) = await RawHttp.GetAsync(server, "v2/models/classifier/versions/2");
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Contains("it has 1, 3, challenger, champion", RawHttp.ErrorOf(body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Follow_AliasMoved_TheNewVersionAnswersAndTheOldOneIsGone()
    {
        await RegisterAsync(2);
        await _registry.SetAliasAsync("classifier", "champion", 1, Token);
        await using var server = await ModelServer.StartAsync(
            _registry, [new("classifier")], new ModelServerOptions { RegistryInterval = TimeSpan.FromMilliseconds(10) }, Token);

        await _registry.SetAliasAsync("classifier", "champion", 2, Token);

        while (await VersionAsync(server, "v2/models/classifier") != "2")
        {
            await Task.Delay(10, Token);
        }

        var served = Assert.Single(server.Models);
        Assert.Equal(("2", true), (served.Version, served.IsDefault));
    }

    [Fact]
    public async Task Follow_NewVersionIsDamaged_TheOldOneGoesOnAndTheLogSaysWhyOnce()
    {
        await RegisterAsync(2);
        await _registry.SetAliasAsync("classifier", "champion", 1, Token);
        using var loggers = new CollectingLoggers();
        await using var server = await ModelServer.StartAsync(_registry, [new("classifier")], ByHand with { LoggerFactory = loggers }, Token);
        await _registry.SetAliasAsync("classifier", "champion", 2, Token);
        var graph = Directory.EnumerateFiles(_folder["models", "classifier", "versions", "2"], "*.onnx", SearchOption.AllDirectories).Single();
        var bytes = await File.ReadAllBytesAsync(graph, Token);
        await File.WriteAllBytesAsync(graph, bytes[..^1], Token);

        var error = await Assert.ThrowsAsync<AggregateException>(() => server.FollowAsync(Token));
        await Assert.ThrowsAsync<AggregateException>(() => server.FollowAsync(Token));

        Assert.IsType<InvalidDataException>(Assert.Single(error.InnerExceptions));
        Assert.Equal("1", await VersionAsync(server, "v2/models/classifier"));
        var entry = Assert.Single(loggers.Entries);
        Assert.Equal(LogLevel.Warning, entry.Level);

        await File.WriteAllBytesAsync(graph, bytes, Token);
        await server.FollowAsync(Token);
        Assert.Equal("2", await VersionAsync(server, "v2/models/classifier"));
    }

    [Fact]
    public async Task Start_AliasThatIsNotThere_FailsAndNothingListens()
    {
        await RegisterAsync(1);

        var error = await Assert.ThrowsAsync<ModelNotFoundException>(() => ModelServer.StartAsync(_registry, [new("classifier")], ByHand, Token));

        Assert.Contains("champion", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_ModelTwice_IsRefused()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => ModelServer.StartAsync(_registry, [new("m"), new("m")], ByHand, Token));

        Assert.Contains("expected at least one, each once", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new RegistryModel("m") { References = [] });
        Assert.Throws<ArgumentException>(() => new RegistryModel("a/b"));
    }

    [Fact]
    public async Task Follow_1000SwitchesUnderLoad_LoseNothingAndMixNothing()
    {
        await RegisterAsync(2);
        await _registry.SetAliasAsync("classifier", "champion", 1, Token);
        var options = ByHand with { Execution = new ExecutionOptions { MaxBatchSize = 8, MaxQueue = 1000 } };
        await using var server = await ModelServer.StartAsync(_registry, [new("classifier")], options, Token);
        // Odd versions take the rows as they are, even ones standardize them: what a version answers tells which it is.
        var (rows, plain, scaled) = (Samples.Of("rows"), Samples.Of("probabilities"), Samples.Of("probabilities_of_standardized"));
        using var end = new CancellationTokenSource();
        var seen = new int[3];
        var clients = Enumerable.Range(0, 8).Select(client => Task.Run(
            async () =>
            {
                using var http = RawHttp.Client();
                for (var at = client; !end.IsCancellationRequested; at++)
                {
                    var row = at % (rows.Length / 4);
                    var (version, answer) = await AskAsync(http, server, rows.AsMemory(row * 4, 4));
                    Interlocked.Increment(ref seen[version]);
                    var expected = (version == 1 ? plain : scaled).AsSpan(row * 3, 3).ToArray();
                    Assert.All(expected.Zip(answer), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
                }
            },
            Token)).ToArray();

        for (var at = 0; at < 1000; at++)
        {
            await _registry.SetAliasAsync("classifier", "champion", 2 - (at % 2), Token);
            await server.FollowAsync(Token);
            Assert.Equal((at % 2 == 0 ? "2" : "1", 1), (server.Models.Single(model => model.IsDefault).Version, server.Models.Count));
            Assert.False(Array.Exists(clients, client => client.IsCompleted), "A client has ended.");
        }

        await end.CancelAsync();
        await Task.WhenAll(clients);
        Assert.InRange(seen[1], 100, int.MaxValue);
        Assert.InRange(seen[2], 100, int.MaxValue);
    }

    private static async Task<(int Version, float[] Answer)> AskAsync(HttpClient http, ModelServer server, ReadOnlyMemory<float> row)
    {
        var data = string.Join(",", row.ToArray().Select(value => value.ToString("R", CultureInfo.InvariantCulture)));
        using var content = new StringContent(Request.Replace("{0}", data, StringComparison.Ordinal), Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var response = await http.PostAsync(new Uri(server.Url, "v2/models/classifier/infer"), content, Token);
        var (status, body) = await RawHttp.ReadAsync(response);
        Assert.Equal(HttpStatusCode.OK, status);
        return (
            int.Parse(body.GetProperty("model_version").GetString()!, CultureInfo.InvariantCulture),
            [.. body.GetProperty("outputs")[0].GetProperty("data").EnumerateArray().Select(value => value.GetSingle())]);
    }

    private static async Task<string> VersionAsync(ModelServer server, string model)
    {
        var (status, body) = await RawHttp.PostAsync(server, $"{model}/infer", Request.Replace("{0}", "1,2,3,4", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, status);
        return body.GetProperty("model_version").GetString()!;
    }

    private async Task RegisterAsync(int versions)
    {
        for (var version = 1; version <= versions; version++)
        {
            await _registry.RegisterAsync(Samples.Classifier(scaled: version % 2 == 0), cancellationToken: Token);
        }
    }
}
