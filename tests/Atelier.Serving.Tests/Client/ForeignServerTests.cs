using System.Net;
using Atelier.Client;
using Atelier.Prediction;

namespace Atelier.Serving.Tests;

public sealed class ForeignServerTests
{
    private const string Metadata =
        """{"name":"m","platform":"x","inputs":[{"name":"a","datatype":"FP32","shape":[-1,2]}],"outputs":[{"name":"p","datatype":"FP32","shape":[-1,-1]},{"name":"q","datatype":"BYTES","shape":[-1]}]}""";

    private const string Answer =
        """{"outputs":[{"parameters":{"z":1},"data":["one"],"name":"q","datatype":"BYTES","shape":[1]},{"name":"p","datatype":"FP32","shape":[1,2],"data":[[1,0.25]]},{"name":"r","datatype":"INT8","shape":[1],"data":[5]}],"model_name":"m","id":"","parameters":{"sequence_id":0}}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Predict_AnswerInAnotherOrderWithMore_IsPutInTheSignaturesOrder()
    {
        var handler = new CannedHandler().With("GET /prefix/v2/models/m", Metadata).With("POST /prefix/v2/models/m/infer", Answer);
        using var http = new HttpClient(handler);

        using var client = await InferenceClient.ConnectAsync("https://models.example/prefix", "m", http: http, cancellationToken: Token);
        var outputs = await client.PredictAsync([NamedTensor.Create<float>("a", new[] { 1.5f, -2 }, 1, 2)], Token);

        Assert.Equal(["p FP32 (1, 2)", "q BYTES (1,)"], outputs.Select(output => output.ToString()));
        Assert.Equal([1, 0.25f], outputs[0].Values<float>().ToArray());
        Assert.Equal(["one"], outputs[1].Values<string>().ToArray());
        Assert.Empty(client.Signature.ClassNames);
        Assert.Equal(
            ("POST https://models.example/prefix/v2/models/m/infer", """{"inputs":[{"name":"a","datatype":"FP32","shape":[1,2],"data":[1.5,-2]}]}"""),
            handler.Requests[^1]);
    }

    [Fact]
    public async Task Dispose_KeepsTheCallersHttpClient()
    {
        var handler = new CannedHandler().With("GET /v2/models/m", Metadata);
        using var http = new HttpClient(handler);
        var client = await InferenceClient.ConnectAsync("http://elsewhere", "m", http: http, cancellationToken: Token);

        client.Dispose();

        Assert.False(handler.IsDisposed);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () =>
            await client.PredictAsync([NamedTensor.Create<float>("a", new[] { 1.5f, -2 }, 1, 2)], Token));
    }

    [Theory]
    [InlineData("", HttpStatusCode.OK, true)]
    [InlineData("{\"ready\":true}", HttpStatusCode.OK, true)]
    [InlineData("{\"name\":\"m\",\"ready\":false}", HttpStatusCode.OK, false)]
    [InlineData("", HttpStatusCode.BadRequest, false)]
    [InlineData("{\"ready\":true}", HttpStatusCode.ServiceUnavailable, false)]
    public async Task IsReady_StatusOrBody_DecideTogether(string body, HttpStatusCode status, bool expected)
    {
        var handler = new CannedHandler().With("GET /v2/models/m", Metadata).With("GET /v2/models/m/ready", body, status);
        using var http = new HttpClient(handler);
        using var client = await InferenceClient.ConnectAsync("http://elsewhere", "m", http: http, cancellationToken: Token);

        Assert.Equal(expected, await client.IsReadyAsync(Token));
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("<html>", "The answer begins `<html>`")]
    [InlineData("[]", "it is no JSON object")]
    [InlineData("{}", "it has no list of `inputs`")]
    [InlineData("""{"inputs":[],"outputs":[]}""", "it lists no inputs")]
    [InlineData("""{"inputs":[{"name":"a","datatype":"FP32","shape":[-1]}]}""", "it has no list of `outputs`")]
    [InlineData("""{"inputs":[{"name":"a","datatype":"FP32"}],"outputs":[]}""", "an entry of its `inputs` has no name, datatype and shape")]
    [InlineData("""{"inputs":[{"name":"a","datatype":"BF16","shape":[-1]}],"outputs":[]}""", "`BF16` is no element type")]
    [InlineData("""{"inputs":[{"name":"a","datatype":"FP32","shape":[-2]}],"outputs":[]}""", "the shape of `a` holds -2")]
    [InlineData("""{"inputs":[{"name":"a","datatype":"FP32","shape":[9999999999]}],"outputs":[]}""", "holds 9999999999")]
    [InlineData("""{"inputs":[{"name":"\ud800","datatype":"FP32","shape":[1]}],"outputs":[]}""", "cannot be read")]
    public async Task Connect_NoMetadataOfTheProtocol_SaysWhatIsWrong(string body, string part)
    {
        using var http = new HttpClient(new CannedHandler().With("GET /v2/models/m", body));

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => InferenceClient.ConnectAsync("http://elsewhere", "m", http: http, cancellationToken: Token));

        Assert.Contains(part, error.Message);
        Assert.Contains("http://elsewhere/ for the model `m`", error.Message);
        Assert.Contains("Does a server of the Open Inference Protocol v2 run there?", error.Message);
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("{", "cannot be read")]
    [InlineData("{}", "it has no `outputs`")]
    [InlineData("""{"outputs":{}}""", "`outputs` is an object")]
    [InlineData("""{"outputs":[]}""", "it has no output `p`")]
    [InlineData("""{"outputs":[{"name":"p","datatype":"FP64","shape":[1],"data":[1]}]}""", "`p` holds FP64 elements; the model's metadata promised FP32")]
    [InlineData("""{"outputs":[{"name":"p","datatype":"FP32","shape":[2],"data":[1]}]}""", "`p` has 1 elements")]
    [InlineData("""{"outputs":[{"name":"p","datatype":"FP32","shape":[2],"parameters":{"binary_data_size":8}}]}""", "`p` has no `data`")]
    [InlineData("""{"outputs":[{"name":"p","datatype":"FP32","shape":[1],"data":[NaN]}]}""", "cannot be read")]
    public async Task Predict_NoAnswerOfTheProtocol_SaysWhatIsWrong(string body, string part)
    {
        using var http = new HttpClient(new CannedHandler().With("GET /v2/models/m", Metadata).With("POST /v2/models/m/infer", body));
        using var client = await InferenceClient.ConnectAsync("http://elsewhere", "m", http: http, cancellationToken: Token);

        var error = await Assert.ThrowsAsync<InferenceException>(async () =>
            await client.PredictAsync([NamedTensor.Create<float>("a", new[] { 1.5f, -2 }, 1, 2)], Token));

        Assert.Contains(part, error.Message);
        Assert.Contains("http://elsewhere/ for the model `m`", error.Message);
    }

    [Theory]
    [InlineData("""{"error":"no memory"}""", "no memory", "no memory")]
    [InlineData("""{"detail":"no memory"}""", null, "the answer begins `{\"detail\":\"no memory\"}`")]
    [InlineData("", null, "it is empty")]
    public async Task Predict_ServerRefuses_CarriesWhatItSays(string body, string? serverMessage, string part)
    {
        using var http = new HttpClient(new CannedHandler()
            .With("GET /v2/models/m", Metadata).With("POST /v2/models/m/infer", body, HttpStatusCode.ServiceUnavailable));
        using var client = await InferenceClient.ConnectAsync("http://elsewhere", "m", http: http, cancellationToken: Token);

        var error = await Assert.ThrowsAsync<InferenceException>(async () =>
            await client.PredictAsync([NamedTensor.Create<float>("a", new[] { 1.5f, -2 }, 1, 2)], Token));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, error.StatusCode);
        Assert.Equal(serverMessage, error.ServerMessage);
        Assert.Contains(part, error.Message);
        Assert.Contains("answered 503", error.Message);
    }
}
