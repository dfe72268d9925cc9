using System.Net;
using Atelier.Client;
using Atelier.Prediction;
using Microsoft.Extensions.DependencyInjection;

namespace Atelier.Serving.Tests;

/// <summary>The client over gRPC: the same calls and the same errors as over HTTP.</summary>
public sealed class GrpcClientTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static ModelServerOptions Grpc => new() { GrpcPort = 0 };

    [Theory]
    [InlineData(null)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Predict_EveryType_ComesBackAsItWent(bool? binary)
    {
        await using var server = await ModelServer.StartAsync([new ServedModel("m", FakePredictor.Echo())], Grpc, Token);
        using var client = await InferenceClient.ConnectAsync(server.GrpcUrl!, "m", binary: binary, cancellationToken: Token);
        NamedTensor[] inputs =
        [
            NamedTensor.Create<bool>("in_BOOL", new[] { true, false }, 1, 2),
            NamedTensor.Create<byte>("in_UINT8", new byte[] { 0, 255 }, 1, 2),
            NamedTensor.Create<ushort>("in_UINT16", new ushort[] { 1, 65535 }, 1, 2),
            NamedTensor.Create<uint>("in_UINT32", new[] { 1u, uint.MaxValue }, 1, 2),
            NamedTensor.Create<ulong>("in_UINT64", new[] { 1ul, ulong.MaxValue }, 1, 2),
            NamedTensor.Create<sbyte>("in_INT8", new sbyte[] { -128, 127 }, 1, 2),
            NamedTensor.Create<short>("in_INT16", new[] { short.MinValue, short.MaxValue }, 1, 2),
            NamedTensor.Create<int>("in_INT32", new[] { int.MinValue, int.MaxValue }, 1, 2),
            NamedTensor.Create<long>("in_INT64", new[] { long.MinValue, long.MaxValue }, 1, 2),
            NamedTensor.Create<Half>("in_FP16", new[] { (Half)0.1, Half.MaxValue }, 1, 2),
            NamedTensor.Create<float>("in_FP32", new[] { 0.1f, float.MaxValue }, 1, 2),
            NamedTensor.Create<double>("in_FP64", new[] { 0.1, double.Epsilon }, 1, 2),
            NamedTensor.Create<string>("in_BYTES", new[] { "ä\0", "" }, 1, 2),
        ];

        var outputs = await client.PredictAsync(inputs, Token);

        Assert.Equal(
            inputs.Select(input => $"out{input.Name[2..]} {input.DataType.ToProtocolName()} (1, 2)"),
            outputs.Select(output => output.ToString()));
        Assert.All(inputs.Zip(outputs), pair => Assert.Equal(TensorContents.Raw(pair.First), TensorContents.Raw(pair.Second)));
    }

    [Fact]
    public async Task Predict_TypesWithoutHalf_TravelTypedWhereAskedTo()
    {
        await using var server = await ModelServer.StartAsync([new ServedModel("m", FakePredictor.Echo(DataType.String, -1))], Grpc, Token);
        using var client = await InferenceClient.ConnectAsync(server.GrpcUrl!, "m", binary: false, cancellationToken: Token);

        var outputs = await client.PredictAsync([NamedTensor.Create<string>("x", new[] { "ä", "", "c" }, 3)], Token);

        Assert.Equal(["ä", "", "c"], outputs[0].Values<string>().ToArray());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Predict_AgainstHttp_IsTheSame(bool binary)
    {
        using var predictor = FakePredictor.Classifier("no", "yes");
        await using var server = await ModelServer.StartAsync([new ServedModel("m", predictor, "2")], Grpc, Token);
        using var grpc = await InferenceClient.ConnectAsync(server.GrpcUrl!.ToString(), "m", "2", binary: binary, cancellationToken: Token);
        using var http = await InferenceClient.ConnectAsync(server.Url, "m", "2", cancellationToken: Token);
        // More than one frame and one window of HTTP/2.
        var rows = Tensors.Features(300_000);

        var (one, other) = (await grpc.PredictAsync([rows], Token), await http.PredictAsync([rows], Token));

        Assert.Equal(http.Signature.ToString(), grpc.Signature.ToString());
        Assert.Equal(["no", "yes"], grpc.Signature.ClassNames);
        Assert.Equal(["scores", "class"], one.Select(output => output.Name));
        Assert.Equal(other[0].Values<float>().ToArray(), one[0].Values<float>().ToArray());
        Assert.Equal(other[1].Values<long>().ToArray(), one[1].Values<long>().ToArray());
        Assert.True(await grpc.IsLiveAsync(Token));
        Assert.True(await grpc.IsReadyAsync(Token));
        Assert.Equal((server.GrpcUrl, "m", "2"), (grpc.Url, grpc.Model, grpc.Version));
    }

    [Fact]
    public async Task Connect_UnknownModel_SaysWhatTheServerSaid()
    {
        await using var server = await ModelServer.StartAsync([new ServedModel("m", FakePredictor.Classifier())], Grpc, Token);

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => InferenceClient.ConnectAsync(server.GrpcUrl!, "n", cancellationToken: Token));

        Assert.Equal(HttpStatusCode.NotFound, error.StatusCode);
        Assert.Equal("There is no model `n` on this server; it has `m`.", error.ServerMessage);
        Assert.Equal($"{server.GrpcUrl} answered NotFound for the model `n`: {error.ServerMessage}", error.Message);
        Assert.Equal((server.GrpcUrl, "n"), (error.Url, error.Model));
    }

    [Theory]
    [InlineData(400, HttpStatusCode.BadRequest, true)]
    [InlineData(500, HttpStatusCode.InternalServerError, true)]
    [InlineData(503, HttpStatusCode.ServiceUnavailable, true)]
    [InlineData(400, HttpStatusCode.BadRequest, false)]
    [InlineData(503, HttpStatusCode.ServiceUnavailable, false)]
    public async Task Predict_Refused_IsToldAlikeOverGrpcAndHttp(int thrown, HttpStatusCode expected, bool isGrpc)
    {
        var signature = FakePredictor.Classifier().Signature;
        var model = new FakePredictor(signature, _ => throw (thrown switch
        {
            400 => new ArgumentException("A row is odd."),
            500 => new InvalidOperationException("A secret."),
            _ => new RequestException(503, "Too much.") { RetryAfter = TimeSpan.FromSeconds(7) },
        }));
        await using var server = await ModelServer.StartAsync([new ServedModel("m", model)], Grpc, Token);
        using var client = await InferenceClient.ConnectAsync(isGrpc ? server.GrpcUrl! : server.Url, "m", cancellationToken: Token);

        var error = await Assert.ThrowsAsync<InferenceException>(async () => await client.PredictAsync([Tensors.Features(1)], Token));

        Assert.Equal(expected, error.StatusCode);
        Assert.Equal(
            thrown switch { 400 => "A row is odd.", 500 => "The server failed on this request; its log says why.", _ => "Too much." },
            error.ServerMessage);
        Assert.Equal(thrown == 503 ? TimeSpan.FromSeconds(7) : null, error.RetryAfter);
        Assert.Equal(thrown == 503, error.Message.EndsWith(" Wait 7 s before the next request.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Connect_KeyOfTheHttpClient_GoesWithEveryCall()
    {
        var (key, secret) = ApiKey.Create("ana");
        await using var server = await ModelServer.StartAsync(
            [new ServedModel("m", FakePredictor.Classifier())], Grpc with { ApiKeys = [key] }, Token);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => InferenceClient.ConnectAsync(server.GrpcUrl!, "m", http: http, cancellationToken: Token));
        http.DefaultRequestHeaders.Authorization = new("Bearer", secret);
        using var client = await InferenceClient.ConnectAsync(server.GrpcUrl!, "m", http: http, cancellationToken: Token);
        var outputs = await client.PredictAsync([Tensors.Features(1)], Token);

        Assert.Equal(HttpStatusCode.Unauthorized, error.StatusCode);
        Assert.Contains("This server asks for an API key", error.ServerMessage);
        Assert.Equal(2, outputs.Count);
    }

    [Fact]
    public async Task Predict_TimeoutOfTheHttpClient_IsTheDeadlineOfTheCall()
    {
        var model = new SteppedModel();
        await using var server = await ModelServer.StartAsync([new ServedModel("m", model)], Grpc, Token);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromMilliseconds(300) };
        using var client = await InferenceClient.ConnectAsync(server.GrpcUrl!, "m", http: http, cancellationToken: Token);

        var asked = client.PredictAsync([NamedTensor.Create<int>("x", new[] { 1 }, 1, 1)], Token).AsTask();
        var running = await model.NextAsync();
        var error = await Assert.ThrowsAsync<InferenceException>(() => asked);

        Assert.Contains($"No answer from {server.GrpcUrl} for the model `m` within 0.3 s.", error.Message);
        Assert.Null(error.StatusCode);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Delay(Timeout.Infinite, running.Token).WaitAsync(Token));
    }

    [Fact]
    public async Task Predict_TimeOfTheServerPasses_IsItsAnswer()
    {
        var model = new SteppedModel();
        await using var server = await ModelServer.StartAsync(
            [new ServedModel("m", model)], Grpc with { RequestTimeout = TimeSpan.FromMilliseconds(200) }, Token);
        using var client = await InferenceClient.ConnectAsync(server.GrpcUrl!, "m", cancellationToken: Token);

        var error = await Assert.ThrowsAsync<InferenceException>(
            async () => await client.PredictAsync([NamedTensor.Create<int>("x", new[] { 1 }, 1, 1)], Token));

        Assert.Equal(HttpStatusCode.GatewayTimeout, error.StatusCode);
        Assert.StartsWith("The request was not answered within 0.2 s.", error.ServerMessage);
    }

    [Fact]
    public async Task Predict_Cancelled_IsCancelledAndTellsTheServer()
    {
        var model = new SteppedModel();
        await using var server = await ModelServer.StartAsync([new ServedModel("m", model)], Grpc, Token);
        using var client = await InferenceClient.ConnectAsync(server.GrpcUrl!, "m", cancellationToken: Token);
        using var cancelled = new CancellationTokenSource();
        var asked = client.PredictAsync([NamedTensor.Create<int>("x", new[] { 1 }, 1, 1)], cancelled.Token).AsTask();
        var running = await model.NextAsync();

        await cancelled.CancelAsync();

        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        Assert.Equal(cancelled.Token, error.CancellationToken);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Delay(Timeout.Infinite, running.Token).WaitAsync(Token));
    }

    [Fact]
    public async Task Connect_NobodyThere_SaysSo()
    {
        Uri url;
        await using (var server = await ModelServer.StartAsync([new ServedModel("m", FakePredictor.Classifier())], Grpc, Token))
        {
            url = server.GrpcUrl!;
        }

        var error = await Assert.ThrowsAsync<InferenceException>(() => InferenceClient.ConnectAsync(url, "m", cancellationToken: Token));

        Assert.StartsWith($"No answer from {url} for the model `m`: ", error.Message);
        Assert.EndsWith("Is the server running, and does it speak gRPC at that address?", error.Message);
        Assert.Null(error.StatusCode);
    }

    [Fact]
    public async Task Connect_PortOfHttp_SaysSo()
    {
        await using var server = await ModelServer.StartAsync([new ServedModel("m", FakePredictor.Classifier())], cancellationToken: Token);

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => InferenceClient.ConnectAsync($"grpc://{server.Url.Authority}", "m", cancellationToken: Token));

        Assert.EndsWith("Is the server running, and does it speak gRPC at that address?", error.Message);
    }

    [Theory]
    [InlineData("ftp://localhost:1")]
    [InlineData("grpcx://localhost:1")]
    public async Task Connect_OtherScheme_IsRefused(string url)
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => InferenceClient.ConnectAsync(url, "m", cancellationToken: Token));

        Assert.Contains("expected one such as http://localhost:8000, or grpc://localhost:8001 for gRPC", error.Message);
    }

    [Fact]
    public async Task Dispose_ThenPredict_IsRefused()
    {
        await using var server = await ModelServer.StartAsync([new ServedModel("m", FakePredictor.Classifier())], Grpc, Token);
        var client = await InferenceClient.ConnectAsync(server.GrpcUrl!, "m", cancellationToken: Token);

        client.Dispose();
        client.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await client.PredictAsync([Tensors.Features(1)], Token));
    }

    [Theory]
    [InlineData(503, 2, true)]
    [InlineData(429, 2, true)]
    [InlineData(413, 1, false)]
    [InlineData(400, 1, false)]
    [InlineData(500, 1, false)]
    public async Task Added_FailsOnce_IsSentAgainWhereThatHelps(int status, int asked, bool answered)
    {
        var calls = 0;
        var inner = FakePredictor.Classifier();
        var model = new FakePredictor(inner.Signature, (inputs, token) => Interlocked.Increment(ref calls) == 1
            ? throw new RequestException(status, "Not now.") { RetryAfter = status is 503 or 429 ? TimeSpan.Zero : null }
            : inner.PredictAsync(inputs, token).AsTask());
        await using var server = await ModelServer.StartAsync([new ServedModel("m", model)], Grpc, Token);
        await using var services = Services(server.GrpcUrl!);
        var client = await services.GetRequiredService<InferenceClients>().GetAsync("m", Token);

        var failure = await Record.ExceptionAsync(async () => await client.PredictAsync([Tensors.Features(1)], Token));

        Assert.Equal(asked, calls);
        Assert.Equal(answered, failure is null);
        Assert.Equal(answered ? null : status, (int?)(failure as InferenceException)?.StatusCode);
        Assert.True(await client.IsReadyAsync(Token));
    }

    [Fact]
    public async Task Added_LineBreaks_IsSentAgain()
    {
        await using var server = await ModelServer.StartAsync([new ServedModel("m", FakePredictor.Classifier())], Grpc, Token);
        await using var line = new FlakyServer(
            new Uri($"http://{server.GrpcUrl!.Authority}"),
            connection => connection < 2 ? FlakyServer.Break.AtOnce : FlakyServer.Break.Never);
        await using var services = Services(new Uri($"grpc://{line.Url.Authority}"));

        var client = await services.GetRequiredService<InferenceClients>().GetAsync("m", Token);
        var outputs = await client.PredictAsync([Tensors.Features(1)], Token);

        Assert.Equal(2, outputs.Count);
        Assert.Equal(3, line.Connections);
    }

    [Fact]
    public async Task Added_FailsOften_BreaksTheCircuit()
    {
        var model = new FakePredictor(FakePredictor.Classifier().Signature, _ => throw new RequestException(503, "Never."));
        await using var server = await ModelServer.StartAsync([new ServedModel("m", model)], Grpc, Token);
        await using var services = Services(
            server.GrpcUrl!, options => (options.Retries, options.BreakMinimum, options.BreakDuration) = (0, 2, TimeSpan.FromMinutes(1)));
        var client = await services.GetRequiredService<InferenceClients>().GetAsync("m", Token);
        // The metadata was an answer: of three or four attempts the failures are at least half.
        for (var i = 0; i < 2; i++)
        {
            await Assert.ThrowsAsync<InferenceException>(async () => await client.PredictAsync([Tensors.Features(1)], Token));
        }

        var error = await Assert.ThrowsAsync<InferenceException>(async () => await client.PredictAsync([Tensors.Features(1)], Token));

        Assert.Contains("failed so often for the model `m` that it is left alone for 60 s", error.Message);
        Assert.Equal(TimeSpan.FromMinutes(1), error.RetryAfter);
    }

    [Fact]
    public async Task Added_AttemptTakesTooLong_IsCutAndTold()
    {
        var model = new SteppedModel();
        await using var server = await ModelServer.StartAsync([new ServedModel("m", model)], Grpc, Token);
        await using var services = Services(
            server.GrpcUrl!, options => (options.Retries, options.AttemptTimeout) = (0, TimeSpan.FromMilliseconds(300)));
        var client = await services.GetRequiredService<InferenceClients>().GetAsync("m", Token);

        var asked = client.PredictAsync([NamedTensor.Create<int>("x", new[] { 1 }, 1, 1)], Token).AsTask();
        var running = await model.NextAsync();
        var error = await Assert.ThrowsAsync<InferenceException>(() => asked);

        Assert.Contains("within 0.3 s. Send fewer rows a request, or extend AttemptTimeout.", error.Message);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Delay(Timeout.Infinite, running.Token).WaitAsync(Token));
    }

    private static ServiceProvider Services(Uri url, Action<InferenceClientOptions>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddInferenceClient("m", options =>
        {
            (options.Url, options.RetryDelay) = (url, TimeSpan.FromMilliseconds(1));
            configure?.Invoke(options);
        });
        return services.BuildServiceProvider();
    }
}
