using System.Net;
using System.Net.Sockets;
using Atelier.Prediction;
using Microsoft.Extensions.Logging;

namespace Atelier.Serving.Tests;

public sealed class ModelServerTests
{
    private const string Valid = """{"inputs":[{"name":"features","shape":[1,3],"datatype":"FP32","data":[1,2,3]}]}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_ByDefault_ListensOnAFreeLoopbackPort()
    {
        await using var server = await ModelServer.StartAsync(Models(), cancellationToken: Token);

        Assert.Equal("127.0.0.1", server.Url.Host);
        Assert.InRange(server.Url.Port, 1, 65535);
        Assert.Equal("http", server.Url.Scheme);
    }

    [Fact]
    public async Task Start_Twice_GivesTwoServers()
    {
        await using var first = await ModelServer.StartAsync([new ServedModel("a", FakePredictor.Classifier())], cancellationToken: Token);
        await using var second = await ModelServer.StartAsync([new ServedModel("b", FakePredictor.Classifier())], cancellationToken: Token);

        var (there, _) = await RawHttp.GetAsync(first, "v2/models/a");
        var (elsewhere, _) = await RawHttp.GetAsync(second, "v2/models/a");

        Assert.NotEqual(first.Url, second.Url);
        Assert.Equal(HttpStatusCode.OK, there);
        Assert.Equal(HttpStatusCode.NotFound, elsewhere);
    }

    [Fact]
    public async Task Start_OnAnyAddress_TellsAUrlThatCanBeCalled()
    {
        await using var server = await ModelServer.StartAsync(Models(), new ModelServerOptions { Address = IPAddress.Any }, Token);

        var (status, _) = await RawHttp.GetAsync(server, "v2/health/live");

        Assert.Equal("127.0.0.1", server.Url.Host);
        Assert.Equal(HttpStatusCode.OK, status);
    }

    [Fact]
    public async Task Start_PortTaken_SaysWhatToDo()
    {
        await using var first = await ModelServer.StartAsync(Models(), cancellationToken: Token);

        var error = await Assert.ThrowsAsync<IOException>(
            () => ModelServer.StartAsync(Models(), new ModelServerOptions { Port = first.Url.Port }, Token));

        Assert.Contains($"cannot listen on 127.0.0.1:{first.Url.Port}", error.Message);
        Assert.Contains("address already in use", error.Message);
        Assert.Contains("0 for any free one", error.Message);
    }

    [Fact]
    public async Task Start_ForeignAddress_SaysWhatToDo()
    {
        // An address for documentation, which no machine has.
        var options = new ModelServerOptions { Address = IPAddress.Parse("192.0.2.1") };

        var error = await Assert.ThrowsAsync<IOException>(() => ModelServer.StartAsync(Models(), options, Token));

        Assert.Contains("cannot listen on 192.0.2.1:0", error.Message);
        Assert.Contains("an Address of this machine", error.Message);
    }

    [Fact]
    public async Task Start_WithoutModels_SaysSo()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => ModelServer.StartAsync([], cancellationToken: Token));

        Assert.Contains("expected at least one", error.Message);
    }

    [Fact]
    public async Task Start_VersionTwice_SaysWhich()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => ModelServer.StartAsync([.. Models(), .. Models()], cancellationToken: Token));

        Assert.Contains("Version 1 of the model `m` is given twice", error.Message);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("ü")]
    [InlineData("a b")]
    public void ServedModel_NameThatNoAddressHolds_IsRefused(string name)
    {
        var error = Assert.Throws<ArgumentException>(() => new ServedModel(name, FakePredictor.Classifier()));
        var versionError = Assert.Throws<ArgumentException>(() => new ServedModel("m", FakePredictor.Classifier(), name));

        Assert.Contains($"`{name}` is no model name; expected at most 64 letters", error.Message);
        Assert.Contains($"`{name}` is no model version", versionError.Message);
    }

    [Fact]
    public void Options_OutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ModelServerOptions { Port = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ModelServerOptions { Port = 65536 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ModelServerOptions { MaxRequestBytes = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ModelServerOptions { DrainTimeout = TimeSpan.FromSeconds(-1) });
        Assert.Throws<ArgumentNullException>(() => new ModelServerOptions { Address = null! });
    }

    [Fact]
    public async Task Stop_FreesThePortAndKeepsTheCallersPredictor()
    {
        using var predictor = FakePredictor.Classifier();
        var server = await ModelServer.StartAsync([new ServedModel("m", predictor)], cancellationToken: Token);

        await server.StopAsync(Token);
        await server.StopAsync(Token);
        await server.DisposeAsync();

        Assert.False(predictor.IsDisposed);
        await using var again = await ModelServer.StartAsync(Models(), new ModelServerOptions { Port = server.Url.Port }, Token);
        Assert.Equal(server.Url, again.Url);
    }

    [Fact]
    public async Task Stop_WhileARequestRuns_LetsItFinish()
    {
        var (predictor, entered, release) = Held();
        await using var server = await ModelServer.StartAsync([new ServedModel("m", predictor)], cancellationToken: Token);
        var request = RawHttp.PostAsync(server, "v2/models/m/infer", Valid);
        await entered.Task.WaitAsync(Token);

        var stop = server.StopAsync(Token);
        Assert.False(stop.IsCompleted);
        release.SetResult();
        var (status, _) = await request;
        await stop;

        Assert.Equal(HttpStatusCode.OK, status);
        using var socket = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(async () => await socket.ConnectAsync(server.Url.Host, server.Url.Port, Token));
    }

    [Fact]
    public async Task Stop_Cancelled_CutsRequestsOff()
    {
        var (predictor, entered, _) = Held();
        await using var server = await ModelServer.StartAsync([new ServedModel("m", predictor)], cancellationToken: Token);
        var request = RawHttp.PostAsync(server, "v2/models/m/infer", Valid);
        await entered.Task.WaitAsync(Token);
        using var now = new CancellationTokenSource();
        await now.CancelAsync();

        await server.StopAsync(now.Token);

        await Assert.ThrowsAsync<HttpRequestException>(() => request);
    }

    [Fact]
    public async Task Infer_ClientGone_CancelsThePredictionAndLogsNothing()
    {
        using var loggers = new CollectingLoggers();
        var (predictor, entered, release) = Held();
        var server = await ModelServer.StartAsync(
            [new ServedModel("m", predictor)], new ModelServerOptions { LoggerFactory = loggers }, Token);
        using var http = RawHttp.Client();
        using var cancellation = new CancellationTokenSource();
        using var content = new StringContent(Valid, mediaType: new("application/json"));
        var request = http.PostAsync(new Uri(server.Url, "v2/models/m/infer"), content, cancellation.Token);
        await entered.Task.WaitAsync(Token);

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);

        // Held ends by its token alone, so the wait ends only when the server has passed the disconnection on.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => release.Task.WaitAsync(Token));
        await server.DisposeAsync();
        Assert.Empty(loggers.Entries);
    }

    [Fact]
    public async Task Log_OfAFactory_GetsNothingBelowWarningsAndIsNotDisposed()
    {
        using var loggers = new CollectingLoggers();
        var server = await ModelServer.StartAsync(Models(), new ModelServerOptions { LoggerFactory = loggers }, Token);

        await RawHttp.PostAsync(server, "v2/models/m/infer", Valid);
        await RawHttp.PostAsync(server, "v2/models/m/infer", "nonsense");
        await server.DisposeAsync();

        Assert.DoesNotContain(loggers.Entries, entry => entry.Level < LogLevel.Warning);
        Assert.Empty(loggers.Entries);
        Assert.False(loggers.IsDisposed);
    }

    [Fact]
    public async Task Requests_32AtOnce_AllGetTheirOwnAnswer()
    {
        await using var server = await ModelServer.StartAsync(
            [new ServedModel("m", FakePredictor.Echo(DataType.Int32, -1))], cancellationToken: Token);

        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => RawHttp.PostAsync(
            server, "v2/models/m/infer", $$"""{"id":"{{i}}","inputs":[{"name":"x","shape":[1],"datatype":"INT32","data":[{{i}}]}]}""")));

        Assert.Equal(Enumerable.Range(0, 32).Select(i => $"{i}"), answers.Select(answer => answer.Body.GetProperty("id").GetString()));
        Assert.Equal(Enumerable.Range(0, 32), answers.Select(answer => answer.Body.GetProperty("outputs")[0].GetProperty("data")[0].GetInt32()));
    }

    private static ServedModel[] Models() => [new ServedModel("m", FakePredictor.Classifier())];

    /// <summary>A predictor that says when it has begun, and answers when it is released or its request is cancelled.</summary>
    private static (FakePredictor Predictor, TaskCompletionSource Entered, TaskCompletionSource Release) Held()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var inner = FakePredictor.Classifier();
        var predictor = new FakePredictor(inner.Signature, async (inputs, cancellationToken) =>
        {
            entered.TrySetResult();
            await using var registration = cancellationToken.Register(() => release.TrySetCanceled(cancellationToken));
            await release.Task;
            return await inner.PredictAsync(inputs, cancellationToken);
        });
        return (predictor, entered, release);
    }
}
