using System.Net;
using System.Text.Json;
using Atelier.Prediction;

namespace Atelier.Serving.Tests;

public sealed class InferTests
{
    private const string Valid = """{"inputs":[{"name":"features","shape":[2,3],"datatype":"FP32","data":[1,2,3,4.5,-5e-1,6]}]}""";

    [Fact]
    public async Task Infer_WithId_AnswersInTheProtocolsForm()
    {
        await using var server = await StartAsync(FakePredictor.Classifier());

        var (status, body) = await RawHttp.PostAsync(
            server,
            "v2/models/m/infer",
            """
            { "id" : "42", "parameters" : { "priority" : 3, "nested" : [ { } ] },
              "inputs" : [ { "name" : "features", "shape" : [ 1, 3 ], "datatype" : "FP32", "parameters" : { "a" : true }, "data" : [ 0, 0, 0 ] } ],
              "outputs" : [ { "name" : "class", "parameters" : { "classification" : 2 } } ] }
            """);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            """{"model_name":"m","model_version":"1","id":"42","outputs":[{"name":"class","datatype":"INT64","shape":[1],"data":[0]}]}""",
            body.GetRawText());
    }

    [Fact]
    public async Task Infer_WithoutIdAndOutputs_GivesAllOutputsAndNoId()
    {
        await using var server = await StartAsync(FakePredictor.Classifier());

        var (status, body) = await RawHttp.PostAsync(server, "v2/models/m/infer", Valid);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.False(body.TryGetProperty("id", out _));
        Assert.Equal(["scores", "class"], body.GetProperty("outputs").EnumerateArray().Select(output => output.GetProperty("name").GetString()));
        Assert.Equal("[2,2]", body.GetProperty("outputs")[0].GetProperty("shape").GetRawText());
    }

    [Fact]
    public async Task Infer_Outputs_KeepTheOrderAskedFor()
    {
        await using var server = await StartAsync(FakePredictor.Classifier());

        var (_, body) = await RawHttp.PostAsync(
            server, "v2/models/m/infer", Valid[..^1] + ""","outputs":[{"name":"class"},{"name":"scores"}]}""");

        Assert.Equal(["class", "scores"], body.GetProperty("outputs").EnumerateArray().Select(output => output.GetProperty("name").GetString()));
    }

    [Theory]
    [InlineData("[1,2,3,4.5,-5e-1,6]")]
    [InlineData("[[1,2,3],[4.5,-5e-1,6]]")]
    [InlineData(" [ [ 1.0 , 2 , 3e0 ] ,\n[ 45E-1 , -0.5 , 0.6e+1 ] ] ")]
    public async Task Infer_FlatAndNestedData_AreTheSame(string data)
    {
        await using var server = await StartAsync(FakePredictor.Echo(DataType.Float32, -1, 3));

        var (status, body) = await RawHttp.PostAsync(
            server, "v2/models/m/infer", $$"""{"inputs":[{"name":"x","shape":[2,3],"datatype":"FP32","data":{{data}}}]}""");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("[1,2,3,4.5,-0.5,6]", body.GetProperty("outputs")[0].GetProperty("data").GetRawText());
    }

    [Fact]
    public async Task Infer_DataBeforeTheFieldsThatExplainIt_IsRead()
    {
        await using var server = await StartAsync(FakePredictor.Echo(DataType.Int64, -1, 2));

        var (status, body) = await RawHttp.PostAsync(
            server, "v2/models/m/infer", """{"inputs":[{"data":[[9223372036854775807,-1]],"shape":[1,2],"extra":null,"datatype":"INT64","name":"x"}],"id":""}""");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("", body.GetProperty("id").GetString());
        Assert.Equal("[9223372036854775807,-1]", body.GetProperty("outputs")[0].GetProperty("data").GetRawText());
    }

    [Theory]
    [InlineData("BOOL", "[true,false]")]
    [InlineData("UINT8", "[0,255]")]
    [InlineData("UINT16", "[0,65535]")]
    [InlineData("UINT32", "[0,4294967295]")]
    [InlineData("UINT64", "[0,18446744073709551615]")]
    [InlineData("INT8", "[-128,127]")]
    [InlineData("INT16", "[-32768,32767]")]
    [InlineData("INT32", "[-2147483648,2147483647]")]
    [InlineData("INT64", "[-9223372036854775808,9223372036854775807]")]
    [InlineData("FP16", "[-65504,0.5]")]
    [InlineData("FP32", "[3.4028235E+38,1E-45]")]
    [InlineData("FP64", "[0.1,-1.7976931348623157E+308]")]
    [InlineData("FP64", "[\"NaN\",\"-Infinity\"]")]
    [InlineData("BYTES", "[\"Zürich \\\"a\\\"\\n\",\"\"]")]
    public async Task Infer_EveryType_ComesBackAsItWent(string type, string data)
    {
        await using var server = await StartAsync(FakePredictor.Echo(DataTypes.FromProtocolName(type), -1));

        var (status, body) = await RawHttp.PostAsync(
            server, "v2/models/m/infer", $$"""{"inputs":[{"name":"x","shape":[2],"datatype":"{{type}}","data":{{data}}}]}""");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(type, body.GetProperty("outputs")[0].GetProperty("datatype").GetString());
        Assert.Equal(data, body.GetProperty("outputs")[0].GetProperty("data").GetRawText());
    }

    [Fact]
    public async Task Infer_NonFiniteAnswer_IsWrittenAsStrings()
    {
        var signature = new ModelSignature(
            [new TensorSpec("x", DataType.Float32, [-1])], [new TensorSpec("y", DataType.Float32, [-1])], []);
        await using var server = await StartAsync(new FakePredictor(
            signature, inputs => [NamedTensor.Create<float>("y", new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity, -0f }, 4)]));

        var (status, body) = await RawHttp.PostAsync(
            server, "v2/models/m/infer", """{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1]}]}""");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("""["NaN","Infinity","-Infinity",-0]""", body.GetProperty("outputs")[0].GetProperty("data").GetRawText());
    }

    [Fact]
    public async Task Infer_VersionsAsked_AnswerThemselves_AndTheLastWithoutOne()
    {
        await using var server = await ModelServer.StartAsync(
            [
                new ServedModel("m", FakePredictor.Classifier(), "1"),
                new ServedModel("m", FakePredictor.Classifier(), "1.1-beta"),
            ],
            cancellationToken: TestContext.Current.CancellationToken);

        var (_, first) = await RawHttp.PostAsync(server, "v2/models/m/versions/1/infer", Valid);
        var (_, second) = await RawHttp.PostAsync(server, "v2/models/m/versions/1.1-beta/infer", Valid);
        var (_, any) = await RawHttp.PostAsync(server, "v2/models/m/infer", Valid);

        Assert.Equal("1", first.GetProperty("model_version").GetString());
        Assert.Equal("1.1-beta", second.GetProperty("model_version").GetString());
        Assert.Equal("1.1-beta", any.GetProperty("model_version").GetString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/vnd.inference+json")]
    public async Task Infer_JsonTypes_AreTaken(string? contentType)
    {
        await using var server = await StartAsync(FakePredictor.Classifier());

        var (status, _) = await RawHttp.PostAsync(server, "v2/models/m/infer", Valid, contentType);

        Assert.Equal(HttpStatusCode.OK, status);
    }

    [Fact]
    public async Task Infer_ChunkedBody_IsTaken()
    {
        await using var server = await StartAsync(FakePredictor.Classifier());
        using var http = RawHttp.Client();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Url, "v2/models/m/infer"))
        {
            Content = new StringContent(Valid, mediaType: new("application/json")),
        };
        request.Headers.TransferEncodingChunked = true;

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Infer_LargeBatch_AnswersEveryRow()
    {
        await using var server = await StartAsync(FakePredictor.Classifier());
        var rows = 20_000;
        var data = string.Join(',', Enumerable.Range(0, rows * 3).Select(i => JsonSerializer.Serialize(MathF.Sin(i))));

        var (status, body) = await RawHttp.PostAsync(
            server, "v2/models/m/infer", $$"""{"inputs":[{"name":"features","shape":[{{rows}},3],"datatype":"FP32","data":[{{data}}]}]}""");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(rows * 2, body.GetProperty("outputs")[0].GetProperty("data").GetArrayLength());
    }

    private static Task<ModelServer> StartAsync(IPredictor predictor) =>
        ModelServer.StartAsync([new ServedModel("m", predictor)], cancellationToken: TestContext.Current.CancellationToken);
}
