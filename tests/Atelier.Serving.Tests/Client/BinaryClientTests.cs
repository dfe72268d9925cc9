using System.Net;
using System.Text;
using Atelier.Client;
using Atelier.Prediction;

namespace Atelier.Serving.Tests;

public sealed class BinaryClientTests
{
    private const string Metadata =
        """{"name":"m","platform":"x","inputs":[{"name":"a","datatype":"FP32","shape":[-1,2]}],"outputs":[{"name":"p","datatype":"FP32","shape":[-1]},{"name":"q","datatype":"BYTES","shape":[-1]}]}""";

    private const string Json =
        """{"outputs":[{"name":"q","datatype":"BYTES","shape":[1],"parameters":{"binary_data_size":6}},{"name":"p","datatype":"FP32","shape":[1],"parameters":{"binary_data_size":4}}]}""";

    private const string Listed = """{"name":"x","version":"1","extensions":["other",5,"binary_tensor_data"]}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Listed, null, true)]
    [InlineData(Listed, false, false)]
    [InlineData("""{"name":"x","version":"1","extensions":["other"]}""", null, false)]
    [InlineData("""{"extensions":"binary_tensor_data"}""", null, false)]
    [InlineData("<html>", null, false)]
    [InlineData(null, null, false)]
    [InlineData(null, true, true)]
    public async Task Predict_TakesBytesWhereToldOrListed(string? server, bool? binary, bool expected)
    {
        var handler = new ByteHandler(server, Json, BinaryHttp.Bytes("02 00 00 00 6F 6B 00 00 80 3F"));
        using var http = new HttpClient(handler);
        using var client = await InferenceClient.ConnectAsync(
            "http://elsewhere", "m", http: http, binary: binary, cancellationToken: Token);

        var outputs = await client.PredictAsync([NamedTensor.Create<float>("a", new[] { 1f, -2.5f }, 1, 2)], Token);

        Assert.Equal([1f], outputs[0].Values<float>().ToArray());
        Assert.Equal(["ok"], outputs[1].Values<string>().ToArray());
        const string json =
            """{"parameters":{"binary_data_output":true},"inputs":[{"name":"a","datatype":"FP32","shape":[1,2],"parameters":{"binary_data_size":8}}]}""";
        Assert.Equal(
            expected
                ? ($"{json.Length}", "application/octet-stream", Hex([.. Encoding.UTF8.GetBytes(json), .. BinaryHttp.Bytes("0000803F 000020C0")]))
                : (null, "application/json", Hex("""{"inputs":[{"name":"a","datatype":"FP32","shape":[1,2],"data":[1,-2.5]}]}"""u8)),
            handler.Sent);
    }

    [Theory]
    [InlineData("02 00 00 00 6F 6B 00 00 80", null, "`binary_data_size` is 4 where 3 bytes are left")]
    [InlineData("02 00 00 00 6F 6B 00 00 80 3F 00", null, "Behind the JSON are 11 bytes")]
    [InlineData("03 00 00 00 6F 6B 00 00 80 3F", null, "Element 0 of `q` does not end")]
    [InlineData("02 00 00 00 6F 6B 00 00 80 3F", "9999", "is `9999` and the body has")]
    [InlineData("02 00 00 00 6F 6B 00 00 80 3F", "ten", "is `ten` and the body has")]
    public async Task Predict_AnswerThatDoesNotFit_SaysWhatIsWrong(string hex, string? header, string part)
    {
        using var http = new HttpClient(new ByteHandler(Listed, Json, BinaryHttp.Bytes(hex), header));
        using var client = await InferenceClient.ConnectAsync("http://elsewhere", "m", http: http, cancellationToken: Token);

        var error = await Assert.ThrowsAsync<InferenceException>(async () =>
            await client.PredictAsync([NamedTensor.Create<float>("a", new[] { 1f, -2.5f }, 1, 2)], Token));

        Assert.Contains(part, error.Message);
        Assert.Contains("http://elsewhere/ for the model `m`", error.Message);
    }

    [Fact]
    public async Task Predict_RefusedBinaryRequest_CarriesWhatTheServerSays()
    {
        var signature = new ModelSignature(
            [new TensorSpec("x", DataType.Float32, [-1])], [new TensorSpec("y", DataType.Float32, [-1])], []);
        await using var server = await ModelServer.StartAsync(
            [new ServedModel("m", new FakePredictor(signature, _ => throw new ArgumentException("too cold")))], cancellationToken: Token);
        using var client = await InferenceClient.ConnectAsync(server.Url, "m", binary: true, cancellationToken: Token);

        var error = await Assert.ThrowsAsync<InferenceException>(async () =>
            await client.PredictAsync([NamedTensor.Create<float>("x", new[] { 1f }, 1)], Token));

        Assert.Equal((HttpStatusCode.BadRequest, "too cold"), (error.StatusCode, error.ServerMessage));
    }

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexString(bytes);

    /// <summary>A server of another maker that answers with bytes, and keeps what it was sent.</summary>
    private sealed class ByteHandler(string? server, string json, byte[] binary, string? header = null) : HttpMessageHandler
    {
        public (string? Header, string? Type, string Body) Sent { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method == HttpMethod.Get)
            {
                var text = request.RequestUri!.AbsolutePath == "/v2" ? server : Metadata;
                var status = text is null ? HttpStatusCode.NotFound : HttpStatusCode.OK;
                return new HttpResponseMessage(status) { Content = new StringContent(text ?? "") };
            }

            var body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
            var length = request.Headers.TryGetValues(BinaryHttp.Header, out var values) ? Assert.Single(values) : null;
            Sent = (length, request.Content.Headers.ContentType?.MediaType, Hex(body));
            var head = Encoding.UTF8.GetBytes(json);
            var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent([.. head, .. binary]) };
            response.Headers.Add(BinaryHttp.Header, header ?? $"{head.Length}");
            return response;
        }
    }
}
