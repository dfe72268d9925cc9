using System.Diagnostics;
using Atelier.Monitoring;
using Atelier.OpenInference;
using Atelier.Prediction;
using Grpc.Core;

namespace Atelier.Serving.Tests;

/// <summary>Calls over gRPC wait, are cut off, counted, traced, written down and shown to shadows like those over HTTP.</summary>
public sealed class GrpcLifeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Infer_CancelledWhileItWaits_LeavesTheQueue()
    {
        var model = new SteppedModel();
        await using var server = await StartAsync(model);
        using var calls = new GrpcCalls(server);
        using var cancelled = new CancellationTokenSource();
        var first = calls.InferAsync(Numbers(1));
        var running = await model.NextAsync();
        var second = calls.InferAsync(Numbers(2), new CallOptions(cancellationToken: cancelled.Token));
        await UntilAsync(() => server.Models[0].Waiting == 1);

        await cancelled.CancelAsync();
        var error = await Assert.ThrowsAsync<RpcException>(() => second);
        await UntilAsync(() => server.Models[0].Waiting == 0);
        running.Release();

        Assert.Equal(StatusCode.Cancelled, error.StatusCode);
        Assert.Equal([2], (await first).Outputs[0].Contents.IntContents);
        Assert.False(model.HasBegun);
        await UntilAsync(() => Metrics(server).Contains("outcome=\"abandoned\"} 1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Infer_DeadlinePasses_EndsTheCallAndCancelsTheModel()
    {
        using var loggers = new CollectingLoggers();
        var model = new SteppedModel();
        await using var server = await StartAsync(model, new ModelServerOptions { GrpcPort = 0, LoggerFactory = loggers });
        using var http = new SocketsHttpHandler();
        // A client that sends the deadline and does not watch it: the server must.
        using var invoker = new HttpMessageInvoker(http);
        using var message = GrpcFrames.Request(server.GrpcUrl!, "ModelInfer", GrpcFrames.Of(Numbers(1)));
        message.Headers.Add("grpc-timeout", "200m");

        var asked = invoker.SendAsync(message, Token);
        var running = await model.NextAsync();
        using var answer = await asked;

        Assert.Equal(StatusCode.DeadlineExceeded, await GrpcFrames.StatusOf(answer));
        await UntilAsync(() => running.Token.IsCancellationRequested);
        await UntilAsync(() => Metrics(server).Contains("outcome=\"abandoned\"} 1", StringComparison.Ordinal));
        Assert.Empty(loggers.Entries);
    }

    [Fact]
    public async Task Infer_QueueFull_IsUnavailableAndSaysWhenToTryAgain()
    {
        var model = new SteppedModel();
        await using var server = await StartAsync(model, execution: new ExecutionOptions { MaxConcurrency = 1, MaxQueue = 0 });
        using var calls = new GrpcCalls(server);
        var first = calls.InferAsync(Numbers(1));
        var running = await model.NextAsync();

        var error = await Assert.ThrowsAsync<RpcException>(() => calls.InferAsync(Numbers(2)));
        running.Release();
        await first;

        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
        Assert.StartsWith("The model is overloaded", error.Status.Detail, StringComparison.Ordinal);
        Assert.InRange(int.Parse(error.Trailers.GetValue("retry-after")!), 1, 60);
        Assert.Contains("outcome=\"overloaded\"} 1", Metrics(server), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Infer_FromBothSides_IsJoinedInOneBatch()
    {
        var model = new SteppedModel();
        await using var server = await StartAsync(model, execution: new ExecutionOptions { MaxConcurrency = 1, MaxBatchSize = 8 });
        using var calls = new GrpcCalls(server);
        var first = calls.InferAsync(Numbers(1));
        var running = await model.NextAsync();
        var second = calls.InferAsync(Numbers(2));
        await UntilAsync(() => server.Models[0].Waiting == 1);
        const string json = """{"inputs":[{"name":"x","datatype":"INT32","shape":[1,1],"data":[3]}]}""";
        var third = RawHttp.PostAsync(server, "v2/models/m/infer", json);
        await UntilAsync(() => server.Models[0].Waiting == 2);

        running.Release();
        var joined = await model.NextAsync();
        joined.Release();

        Assert.Equal([2, 3], joined.Values);
        Assert.Equal([2], (await first).Outputs[0].Contents.IntContents);
        Assert.Equal([4], (await second).Outputs[0].Contents.IntContents);
        Assert.Equal(6, (await third).Body.GetProperty("outputs")[0].GetProperty("data")[0].GetInt32());
    }

    [Fact]
    public async Task Stop_WhileACallRuns_IsNotReadyAndLetsItFinish()
    {
        var model = new SteppedModel();
        await using var server = await StartAsync(model, new ModelServerOptions { GrpcPort = 0, DrainDelay = TimeSpan.FromMinutes(1) });
        using var calls = new GrpcCalls(server);
        var request = calls.InferAsync(Numbers(1));
        var running = await model.NextAsync();
        using var now = new CancellationTokenSource();

        var stop = server.StopAsync(now.Token);
        await UntilAsync(() => !calls.CallAsync(InferenceMethods.ServerReady, new ServerReadyRequest()).Result.Ready);
        Assert.False((await calls.CallAsync(InferenceMethods.ModelReady, new ModelReadyRequest { Name = "m" })).Ready);
        running.Release();
        var answer = await request;
        await now.CancelAsync();
        await stop;

        Assert.Equal([2], answer.Outputs[0].Contents.IntContents);
        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => calls.InferAsync(Numbers(2)))).StatusCode);
    }

    [Fact]
    public async Task Infer_CountsTracesAndLogs_AsOverHttp()
    {
        using var folder = new TemporaryFolder();
        var ended = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Atelier.Serving",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                lock (ended)
                {
                    ended.Add(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        var started = DateTimeOffset.UtcNow;
        var name = $"traced-{Guid.NewGuid():N}";
        string[] ids;
        await using (var log = new RequestLog(folder["log"]))
        {
            await using var server = await ModelServer.StartAsync(
                [new ServedModel(name, FakePredictor.Classifier(), "4")], new ModelServerOptions { GrpcPort = 0, RequestLog = log }, Token);
            using var calls = new GrpcCalls(server);
            var mine = GrpcCalls.Features(model: name);
            mine.Id = "mine";
            var bad = GrpcCalls.Features(model: name);
            (bad.Id, bad.Inputs[0].Name) = ("bad", "other");
            var metadata = new Metadata { { "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" } };
            ids = [(await calls.InferAsync(mine, new CallOptions(metadata))).Id, (await calls.InferAsync(GrpcCalls.Features(3, name))).Id];
            await Assert.ThrowsAsync<RpcException>(() => calls.InferAsync(bad));

            await UntilAsync(() => Metrics(server).Contains("outcome=\"refused\"} 1", StringComparison.Ordinal));
            Assert.Contains(
                $"atelier_requests_total{{model=\"{name}\",version=\"4\",outcome=\"answered\"}} 2",
                Metrics(server),
                StringComparison.Ordinal);
            Assert.Contains($"atelier_rows_total{{model=\"{name}\",version=\"4\"}} 5", Metrics(server), StringComparison.Ordinal);
        }

        var window = RequestWindow.Read(folder["log"], started.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
        Assert.Equal(["mine", ids[1], "bad"], window.Requests.Select(request => request.Id));
        Assert.True(Guid.TryParse(ids[1], out _));
        Assert.Equal(
            [null, null, true], window.Requests.Select(request => request.Error?.Contains("The model takes", StringComparison.Ordinal)));
        Activity[] traces;
        lock (ended)
        {
            traces = [.. ended.Where(activity => (string?)activity.GetTagItem("atelier.model") == name)];
        }

        Assert.Equal(["answered", "answered", "refused"], traces.Select(activity => activity.GetTagItem("atelier.outcome")));
    }

    [Fact]
    public async Task Infer_WithoutAVersion_IsShownToTheShadow()
    {
        var seen = new TaskCompletionSource<int[]>();
        var shadow = new FakePredictor(FakePredictor.Echo(DataType.Int32, -1).Signature, inputs =>
        {
            seen.SetResult(inputs[0].Values<int>().ToArray());
            return inputs;
        });
        await using var server = await ModelServer.StartAsync(
            [new ServedModel("m", shadow, "1"), new ServedModel("m", FakePredictor.Echo(DataType.Int32, -1), "2")],
            new ModelServerOptions { GrpcPort = 0 },
            Token);
        server.SetTraffic("m", new TrafficSplit { Shadow = "1" });
        using var calls = new GrpcCalls(server);

        var request = Numbers(7);
        request.Inputs[0].Shape.RemoveAt(0);
        Assert.Equal("2", (await calls.InferAsync(request)).ModelVersion);

        var shown = await seen.Task.WaitAsync(Token);
        Assert.Equal([7], shown);
    }

    [Fact]
    public async Task Infer_64AtOnce_AllGetTheirOwnAnswer()
    {
        await using var server = await ModelServer.StartAsync(
            [new ServedModel("m", FakePredictor.Echo(DataType.Int32, -1, -1))], new ModelServerOptions { GrpcPort = 0 }, Token);
        using var calls = new GrpcCalls(server);

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => calls.InferAsync(Numbers(i))));

        Assert.Equal(Enumerable.Range(0, 64), answers.Select(answer => answer.Outputs[0].Contents.IntContents[0]));
    }

    private static Task<ModelServer> StartAsync(
        SteppedModel model, ModelServerOptions? options = null, ExecutionOptions? execution = null) => ModelServer.StartAsync(
        [new ServedModel("m", model) { Execution = execution ?? new ExecutionOptions { MaxConcurrency = 1 } }],
        options ?? new ModelServerOptions { GrpcPort = 0 },
        Token);

    private static ModelInferRequest Numbers(int value)
    {
        var input = GrpcCalls.Input("x", "INT32", 1, 1);
        input.Contents = new InferTensorContents { IntContents = { value } };
        return new ModelInferRequest { ModelName = "m", Inputs = { input } };
    }

    private static string Metrics(ModelServer server)
    {
        using var http = RawHttp.Client();
        return http.GetStringAsync(new Uri(server.Url, "metrics"), Token).Result;
    }

    /// <summary>Waits for what another thread is about to do.</summary>
    private static async Task UntilAsync(Func<bool> done)
    {
        while (!done())
        {
            await Task.Delay(5, Token);
        }
    }
}
