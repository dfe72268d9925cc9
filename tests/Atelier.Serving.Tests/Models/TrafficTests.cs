using System.Net;
using Atelier.Prediction;
using Microsoft.Extensions.Logging;

namespace Atelier.Serving.Tests;

/// <summary>Several versions of a model: which answers, which only looks on, and how they come and go.</summary>
public sealed class TrafficTests
{
    private const string Request = """{"inputs":[{"name":"x","datatype":"INT32","shape":[1],"data":[7]}]}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SetTraffic_Canary_AnswersItsShare()
    {
        await using var server = await StartAsync();
        server.SetTraffic("m", new TrafficSplit { Canary = "1", CanaryWeight = 0.25 });

        var answers = await VersionsAsync(server, 800);

        // 800 draws of 0.25: 200, give or take 6 standard deviations of 12.2.
        Assert.InRange(answers.Count(version => version == "1"), 127, 273);
        Assert.Equal("2", (await RawHttp.PostAsync(server, "v2/models/m/versions/2/infer", Request)).Body.GetProperty("model_version").GetString());
        server.SetTraffic("m", new TrafficSplit { Canary = "1", CanaryWeight = 1 });
        Assert.All(await VersionsAsync(server, 20), version => Assert.Equal("1", version));
        server.SetTraffic("m", TrafficSplit.None);
        Assert.All(await VersionsAsync(server, 20), version => Assert.Equal("2", version));
    }

    [Fact]
    public async Task SetTraffic_Shadow_SeesTheRequestsAndAnswersNone()
    {
        var seen = 0;
        var all = new TaskCompletionSource();
        var shadow = new FakePredictor(FakePredictor.Echo(DataType.Int32, -1).Signature, inputs =>
        {
            if (Interlocked.Increment(ref seen) == 20)
            {
                all.SetResult();
            }

            throw new InvalidOperationException("The shadow fails.");
        });
        using var loggers = new CollectingLoggers();
        await using var server = await ModelServer.StartAsync(
            [new ServedModel("m", shadow, "1"), new ServedModel("m", FakePredictor.Echo(DataType.Int32, -1), "2")],
            new ModelServerOptions { LoggerFactory = loggers },
            Token);
        server.SetTraffic("m", new TrafficSplit { Shadow = "1" });

        Assert.All(await VersionsAsync(server, 20), version => Assert.Equal("2", version));
        await all.Task.WaitAsync(Token);

        // A request that names its version is for that one alone.
        await RawHttp.PostAsync(server, "v2/models/m/versions/2/infer", Request);
        await server.StopAsync(Token);
        Assert.Equal(20, seen);
        Assert.All(loggers.Entries, entry => Assert.Equal((LogLevel.Warning, "The shadow 1 of the model m failed on a request"), (entry.Level, entry.Text)));
    }

    [Fact]
    public async Task SetTraffic_VersionThatIsNotThere_SaysWhichAre()
    {
        await using var server = await StartAsync();

        var version = Assert.Throws<ArgumentException>(() => server.SetTraffic("m", new TrafficSplit { Canary = "3", CanaryWeight = 0.5 }));
        var model = Assert.Throws<ArgumentException>(() => server.SetTraffic("n", TrafficSplit.None));

        Assert.Contains("There is no version `3` of the model `m`", version.Message, StringComparison.Ordinal);
        Assert.Contains("it has 1, 2", version.Message, StringComparison.Ordinal);
        Assert.Contains("There is no model `n`", model.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrafficSplit { CanaryWeight = 1.5 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrafficSplit { ShadowShare = double.NaN });
    }

    [Fact]
    public async Task SetAlias_Default_AnswersRequestsWithoutAVersion()
    {
        await using var server = await StartAsync();

        server.SetAlias("m", "champion", "1", isDefault: true);
        server.SetAlias("m", "next", "2");

        Assert.All(await VersionsAsync(server, 3), version => Assert.Equal("1", version));
        Assert.Equal("2", (await RawHttp.PostAsync(server, "v2/models/m/versions/next/infer", Request)).Body.GetProperty("model_version").GetString());
        server.SetAlias("m", "champion", "2");
        Assert.All(await VersionsAsync(server, 3), version => Assert.Equal("2", version));
        Assert.Throws<ArgumentException>(() => server.SetAlias("m", "a/b", "1"));
        Assert.Throws<ArgumentException>(() => server.SetAlias("m", "champion", "9"));
    }

    [Fact]
    public async Task Remove_WhileARequestRuns_AnswersItAndThenLetsThePredictorGo()
    {
        var model = new SteppedModel();
        await using var server = await ModelServer.StartAsync([new ServedModel("m", model, "1")], cancellationToken: Token);
        var request = RawHttp.PostAsync(server, "v2/models/m/infer", """{"inputs":[{"name":"x","datatype":"INT32","shape":[1,1],"data":[7]}]}""");
        var call = await model.NextAsync();

        var left = server.RemoveAsync("m", "1");

        Assert.False(left.IsCompleted);
        Assert.Equal(HttpStatusCode.NotFound, (await RawHttp.GetAsync(server, "v2/models/m")).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await RawHttp.GetAsync(server, "v2/health/ready")).Status);
        call.Release();
        await left.WaitAsync(Token);
        Assert.Equal(HttpStatusCode.OK, (await request).Status);
        Assert.False(model.IsDisposed);

        server.Add(new ServedModel("m", FakePredictor.Echo(DataType.Int32, -1), "5"));
        Assert.All(await VersionsAsync(server, 2), version => Assert.Equal("5", version));
        Assert.Equal(HttpStatusCode.OK, (await RawHttp.GetAsync(server, "v2/health/ready")).Status);
        await Assert.ThrowsAsync<ArgumentException>(() => server.RemoveAsync("m", "1"));
    }

    [Fact]
    public async Task Infer_Overload_Is503WithRetryAfterAtOnce()
    {
        var model = new SteppedModel();
        await using var server = await ModelServer.StartAsync(
            [new ServedModel("m", model) { Execution = new ExecutionOptions { MaxConcurrency = 1, MaxQueue = 1 } }], cancellationToken: Token);
        const string request = """{"inputs":[{"name":"x","datatype":"INT32","shape":[1,1],"data":[7]}]}""";
        var running = RawHttp.PostAsync(server, "v2/models/m/infer", request);
        var call = await model.NextAsync();
        var waiting = RawHttp.PostAsync(server, "v2/models/m/infer", request);
        while (server.Models[0].Waiting == 0)
        {
            await Task.Delay(1, Token);
        }

        using var http = RawHttp.Client();
        using var content = new StringContent(request, mediaType: new("application/json"));
        using var refused = await http.PostAsync(new Uri(server.Url, "v2/models/m/infer"), content, Token);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        var (_, body) = await RawHttp.ReadAsync(refused);
        Assert.Contains("1 requests run and 1 wait", RawHttp.ErrorOf(body), StringComparison.Ordinal);
        call.Release();
        (await model.NextAsync()).Release();
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), ((await running).Status, (await waiting).Status));
    }

    [Fact]
    public async Task Stop_UnderLoad_LosesNoRequest()
    {
        var server = await ModelServer.StartAsync(
            [new ServedModel("m", FakePredictor.Echo(DataType.Int32, -1))], new ModelServerOptions { DrainDelay = TimeSpan.FromSeconds(1) }, Token);
        var (answered, stopping) = (0, false);
        var clients = Enumerable.Range(0, 16).Select(_ => Task.Run(
            async () =>
            {
                using var http = RawHttp.Client();
                while (true)
                {
                    using var content = new StringContent(Request, mediaType: new("application/json"));
                    try
                    {
                        using var response = await http.PostAsync(new Uri(server.Url, "v2/models/m/infer"), content, Token);
                        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                        Interlocked.Increment(ref answered);
                        if (Volatile.Read(ref stopping) && response.Headers.ConnectionClose == true)
                        {
                            // As a client behind a load balancer: the server has asked to be left.
                            return;
                        }
                    }
                    catch (HttpRequestException error)
                    {
                        Assert.Fail($"A request was lost: {error.Message}");
                    }
                }
            },
            Token)).ToArray();
        while (Volatile.Read(ref answered) < 500)
        {
            await Task.Delay(1, Token);
        }

        Volatile.Write(ref stopping, true);
        var stop = server.StopAsync(Token);
        await Task.WhenAll(clients);
        await stop;

        Assert.InRange(answered, 500, int.MaxValue);
    }

    private static Task<ModelServer> StartAsync() => ModelServer.StartAsync(
        [new ServedModel("m", FakePredictor.Echo(DataType.Int32, -1), "1"), new ServedModel("m", FakePredictor.Echo(DataType.Int32, -1), "2")],
        cancellationToken: Token);

    private static async Task<string[]> VersionsAsync(ModelServer server, int requests)
    {
        using var http = RawHttp.Client();
        var versions = new string[requests];
        for (var at = 0; at < requests; at++)
        {
            using var content = new StringContent(Request, mediaType: new("application/json"));
            using var response = await http.PostAsync(new Uri(server.Url, "v2/models/m/infer"), content, Token);
            versions[at] = (await RawHttp.ReadAsync(response)).Body.GetProperty("model_version").GetString()!;
        }

        return versions;
    }
}
