using System.Net;
using Atelier.Client;
using Atelier.Prediction;

namespace Atelier.Serving.Tests;

public sealed class InferenceClientErrorTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("localhost:8000")]
    [InlineData("digits")]
    [InlineData("ftp://localhost/")]
    public async Task Connect_NoHttpAddress_SaysWhatIsExpected(string url)
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => InferenceClient.ConnectAsync(url, "m", cancellationToken: Token));

        Assert.Contains($"`{url}", error.Message);
        Assert.Contains("such as http://localhost:8000", error.Message);
    }

    [Fact]
    public async Task Connect_NoServer_AsksWhetherItRuns()
    {
        var server = await StartAsync();
        await server.DisposeAsync();

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => InferenceClient.ConnectAsync(server.Url, "m", cancellationToken: Token));

        Assert.Contains($"No answer from {server.Url} for the model `m`", error.Message);
        Assert.Contains("Is the server running", error.Message);
        Assert.Null(error.StatusCode);
        Assert.Null(error.ServerMessage);
        Assert.Equal((server.Url, "m"), (error.Url, error.Model));
        Assert.IsType<HttpRequestException>(error.InnerException);
    }

    [Fact]
    public async Task Connect_UnknownModel_CarriesTheServersList()
    {
        await using var server = await StartAsync();

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => InferenceClient.ConnectAsync(server.Url, "other one", cancellationToken: Token));

        Assert.Equal(HttpStatusCode.NotFound, error.StatusCode);
        Assert.Equal("There is no model `other one` on this server; it has `m`.", error.ServerMessage);
        Assert.Equal($"{server.Url} answered 404 (Not Found) for the model `other one`: {error.ServerMessage}", error.Message);
    }

    [Fact]
    public async Task Connect_UnknownVersion_CarriesTheServersList()
    {
        await using var server = await StartAsync();

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => InferenceClient.ConnectAsync(server.Url, "m", "9", cancellationToken: Token));

        Assert.Contains("no version `9`", error.ServerMessage);
    }

    [Fact]
    public async Task Predict_WrongWidth_SaysTheSameAsInProcessAndSendsNothing()
    {
        using var predictor = FakePredictor.Classifier();
        var handler = new CannedHandler().With(
            "GET /v2/models/m",
            """{"name":"m","inputs":[{"name":"features","datatype":"FP32","shape":[-1,3]}],"outputs":[{"name":"y","datatype":"FP32","shape":[-1]}]}""");
        using var http = new HttpClient(handler);
        using var client = await InferenceClient.ConnectAsync("http://elsewhere", "m", http: http, cancellationToken: Token);

        var here = await Assert.ThrowsAsync<ArgumentException>(async () => await predictor.PredictAsync([Tensors.Features(2, width: 5)], Token));
        var there = await Assert.ThrowsAsync<ArgumentException>(async () => await client.PredictAsync([Tensors.Features(2, width: 5)], Token));

        Assert.Equal(here.Message, there.Message);
        Assert.DoesNotContain(handler.Requests, request => request.Address.StartsWith("POST", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Predict_NaN_IsRefusedBeforeItIsSent()
    {
        await using var server = await StartAsync();
        using var client = await InferenceClient.ConnectAsync(server.Url, "m", cancellationToken: Token);

        var error = await Assert.ThrowsAsync<ArgumentException>(async () =>
            await client.PredictAsync([NamedTensor.Create<float>("features", new[] { 1, float.NaN, 2 }, 1, 3)], Token));

        Assert.Contains("NaN at element 1", error.Message);
    }

    [Fact]
    public async Task Predict_ServerGone_AsksWhetherItRuns()
    {
        var server = await StartAsync();
        using var client = await InferenceClient.ConnectAsync(server.Url, "m", cancellationToken: Token);
        await server.DisposeAsync();

        var error = await Assert.ThrowsAsync<InferenceException>(async () => await client.PredictAsync([Tensors.Features(1)], Token));

        Assert.Contains("Is the server running", error.Message);
    }

    [Fact]
    public async Task Predict_ServerFails_CarriesStatusAndMessage()
    {
        var signature = FakePredictor.Classifier().Signature;
        await using var server = await ModelServer.StartAsync(
            [new ServedModel("m", new FakePredictor(signature, _ => throw new InvalidOperationException("inside")))], cancellationToken: Token);
        using var client = await InferenceClient.ConnectAsync(server.Url, "m", cancellationToken: Token);

        var error = await Assert.ThrowsAsync<InferenceException>(async () => await client.PredictAsync([Tensors.Features(1)], Token));

        Assert.Equal(HttpStatusCode.InternalServerError, error.StatusCode);
        Assert.Contains("its log says why", error.ServerMessage);
        Assert.Contains("answered 500", error.Message);
    }

    [Fact]
    public async Task Predict_TooSlow_SaysTheTimeAndWhatToDo()
    {
        var signature = FakePredictor.Classifier().Signature;
        await using var server = await ModelServer.StartAsync(
            [
                new ServedModel("m", new FakePredictor(signature, async (_, cancellationToken) =>
                {
                    await Task.Delay(Timeout.Infinite, cancellationToken);
                    return [];
                })),
            ],
            cancellationToken: Token);
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(1.5) };
        using var client = await InferenceClient.ConnectAsync(server.Url, "m", http: http, cancellationToken: Token);

        var error = await Assert.ThrowsAsync<InferenceException>(async () => await client.PredictAsync([Tensors.Features(1)], Token));

        Assert.Contains("within 1.5 s", error.Message);
        Assert.Contains("longer Timeout", error.Message);
    }

    [Fact]
    public async Task Predict_AfterDispose_SaysSo()
    {
        await using var server = await StartAsync();
        var client = await InferenceClient.ConnectAsync(server.Url, "m", cancellationToken: Token);
        client.Dispose();
        client.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await client.PredictAsync([Tensors.Features(1)], Token));
    }

    private static Task<ModelServer> StartAsync() =>
        ModelServer.StartAsync([new ServedModel("m", FakePredictor.Classifier())], cancellationToken: Token);
}
