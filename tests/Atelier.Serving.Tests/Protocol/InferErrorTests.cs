using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Atelier.Prediction;
using Microsoft.Extensions.Logging;

namespace Atelier.Serving.Tests;

public sealed class InferErrorTests
{
    private const string Valid = """{"inputs":[{"name":"features","shape":[1,3],"datatype":"FP32","data":[1,2,3]}]}""";

    [Theory]
    [InlineData("", "The body is empty")]
    [InlineData("not json", "The body is not JSON", "LineNumber: 0")]
    [InlineData("{\"inputs\":[", "The body is not JSON")]
    [InlineData("{\"inputs\":[]} {}", "The body is not JSON")]
    [InlineData("[]", "The body is an array", "expected a JSON object")]
    [InlineData("{}", "no `inputs`")]
    [InlineData("{\"inputs\":{}}", "`inputs` is an object", "expected an array of tensors")]
    [InlineData("{\"inputs\":[3]}", "`inputs`[0] is a number", "name, shape, datatype and data")]
    [InlineData("{\"inputs\":[]}", "`features` is given 0 times", "FP32 (batch, 3)")]
    [InlineData("{\"id\":42,\"inputs\":[]}", "`id` is a number", "expected a string")]
    [InlineData("{\"id\":\"\\ud800\",\"inputs\":[]}", "not Unicode")]
    public async Task Infer_NoInferenceRequest_SaysWhatIsWrong(string body, params string[] parts) => await FailsAsync(body, parts);

    [Theory]
    [InlineData("""{"shape":[1,3],"datatype":"FP32","data":[1,2,3]}""", "`inputs`[0] has no `name`")]
    [InlineData("""{"name":"","shape":[1,3],"datatype":"FP32","data":[1,2,3]}""", "`name` of `inputs`[0] is empty")]
    [InlineData("""{"name":"features","datatype":"FP32","data":[1,2,3]}""", "`features` has no `shape`")]
    [InlineData("""{"name":"features","shape":[1,3],"data":[1,2,3]}""", "`features` has no `datatype`")]
    [InlineData("""{"name":"features","shape":[1,3],"datatype":"FP32"}""", "`features` has no `data`")]
    [InlineData("""{"name":"wrong","shape":[1,3],"datatype":"FP32","data":[1,2,3]}""", "`features` is given 0 times", "wrong FP32 (1, 3)")]
    [InlineData("""{"name":"features","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]}""", "shape (1, 4)", "expected (batch, 3)")]
    [InlineData("""{"name":"features","shape":[3],"datatype":"FP32","data":[1,2,3]}""", "shape (3,)", "expected (batch, 3)")]
    [InlineData("""{"name":"features","shape":[0,3],"datatype":"FP32","data":[]}""", "shape (0, 3)", "at least one row")]
    [InlineData("""{"name":"features","shape":[1,3],"datatype":"FP64","data":[1,2,3]}""", "FP64", "expected FP32")]
    [InlineData("""{"name":"features","shape":[1,3],"datatype":"FLOAT","data":[1,2,3]}""", "`FLOAT` is no element type", "FP32")]
    [InlineData("""{"name":"features","shape":[-1,3],"datatype":"FP32","data":[1,2,3]}""", "holds -1", "whole numbers from 0")]
    [InlineData("""{"name":"features","shape":[1.5,3],"datatype":"FP32","data":[1,2,3]}""", "holds 1.5")]
    [InlineData("""{"name":"features","shape":["1",3],"datatype":"FP32","data":[1,2,3]}""", "holds \"1\"")]
    [InlineData("""{"name":"features","shape":"1,3","datatype":"FP32","data":[1,2,3]}""", "`shape` of `features` is a string")]
    [InlineData("""{"name":"features","shape":[2147483647,2147483647],"datatype":"FP32","data":[1]}""", "more elements than the whole message")]
    [InlineData("""{"name":"features","shape":[1000000000,3],"datatype":"FP32","data":[1]}""", "more elements than the whole message")]
    [InlineData("""{"name":"features","shape":[1,3],"datatype":"FP32","data":"AAAA"}""", "`data` of `features` is a string", "an array")]
    [InlineData("""{"name":"features","shape":[1,3],"datatype":"FP32","data":[1,2]}""", "has 2 elements", "(1, 3) needs 3")]
    [InlineData("""{"name":"features","shape":[1,3],"datatype":"FP32","data":[1,2,3,4]}""", "more than 3 elements")]
    [InlineData("""{"name":"features","shape":[2,3],"datatype":"FP32","data":[[1,2],[3,4,5,6]]}""", "nested otherwise than its shape (2, 3)")]
    [InlineData("""{"name":"features","shape":[2,3],"datatype":"FP32","data":[[1,2,3],4,5,6]}""", "nested otherwise")]
    [InlineData("""{"name":"features","shape":[2,3],"datatype":"FP32","data":[1,2,3,[4,5,6]]}""", "nested otherwise")]
    [InlineData("""{"name":"features","shape":[2,3],"datatype":"FP32","data":[[[1,2,3],[4,5,6]]]}""", "nested otherwise")]
    [InlineData("""{"name":"features","shape":[1,3],"datatype":"FP32","data":[1,"2",3]}""", "Element 1 of `features` is \"2\"", "FP32")]
    [InlineData("""{"name":"features","shape":[1,3],"datatype":"FP32","data":[1,2,null]}""", "Element 2 of `features` is null")]
    [InlineData("""{"name":"features","shape":[1,3],"datatype":"FP32","data":[1,true,2]}""", "Element 1 of `features` is true")]
    [InlineData("""{"name":"features","shape":[1,3],"datatype":"FP32","data":[1,1e39,2]}""", "is 1e39", "3.4028235E+38")]
    [InlineData("""{"name":"features","shape":[1,3],"datatype":"FP32","data":[1,NaN,2]}""", "not JSON")]
    [InlineData("""{"name":"features","shape":[1,3],"datatype":"FP32","data":[1,"NaN",2]}""", "holds NaN at element 1", "Fill missing values")]
    public async Task Infer_BadTensor_SaysWhatIsWrong(string tensor, params string[] parts) =>
        await FailsAsync($$"""{"inputs":[{{tensor}}]}""", parts);

    [Theory]
    [InlineData("UINT8", "256", "whole number from 0 to 255")]
    [InlineData("UINT64", "-1", "from 0 to 18446744073709551615")]
    [InlineData("INT8", "-129", "from -128 to 127")]
    [InlineData("INT64", "9223372036854775808", "to 9223372036854775807")]
    [InlineData("INT32", "1.5", "whole number")]
    [InlineData("INT32", "\"1\"", "whole number")]
    [InlineData("FP16", "65520", "FP16")]
    [InlineData("FP64", "1e309", "FP64")]
    [InlineData("BOOL", "1", "true or false")]
    [InlineData("BYTES", "1", "a string")]
    public async Task Infer_ElementOutsideItsType_SaysTheType(string type, string element, string part)
    {
        await using var server = await StartAsync(FakePredictor.Echo(DataTypes.FromProtocolName(type), -1));

        var (status, body) = await RawHttp.PostAsync(
            server, "v2/models/m/infer", $$"""{"inputs":[{"name":"x","shape":[1],"datatype":"{{type}}","data":[{{element}}]}]}""");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        var error = RawHttp.ErrorOf(body);
        Assert.Contains($"Element 0 of `x` is {element}; expected {type}", error);
        Assert.Contains(part, error);
    }

    [Theory]
    [InlineData("""{"inputs":[$],"outputs":[{"name":"nothing"}]}""", "no output `nothing`", "scores FP32 (batch, 2)")]
    [InlineData("""{"inputs":[$],"outputs":[{"name":"class"},{"name":"class"}]}""", "twice")]
    [InlineData("""{"inputs":[$],"outputs":[{}]}""", "`outputs`[0] has no `name`")]
    [InlineData("""{"inputs":[$],"outputs":["class"]}""", "`outputs`[0] is a string")]
    [InlineData("""{"inputs":[$],"outputs":{}}""", "`outputs` is an object")]
    [InlineData("""{"inputs":[$,$]}""", "`features` is given 2 times")]
    public async Task Infer_BadOutputsOrRepeats_SayWhatIsWrong(string body, params string[] parts) =>
        await FailsAsync(body.Replace("$", """{"name":"features","shape":[1,3],"datatype":"FP32","data":[1,2,3]}"""), parts);

    [Fact]
    public async Task Infer_BadInput_SaysTheSameAsInProcess()
    {
        using var predictor = FakePredictor.Classifier();
        await using var server = await StartAsync(predictor);

        var here = await Assert.ThrowsAsync<ArgumentException>(async () => await predictor.PredictAsync([Tensors.Features(2, width: 4)], TestContext.Current.CancellationToken));
        var (_, body) = await RawHttp.PostAsync(
            server, "v2/models/m/infer", """{"inputs":[{"name":"features","shape":[2,4],"datatype":"FP32","data":[1,2,3,4,5,6,7,8]}]}""");

        Assert.Equal(here.Message, $"{RawHttp.ErrorOf(body)} (Parameter 'inputs')");
    }

    [Fact]
    public async Task Infer_LongNonsense_IsQuotedInPart()
    {
        await using var server = await StartAsync(FakePredictor.Classifier());

        var (status, body) = await RawHttp.PostAsync(
            server, "v2/models/m/infer", $$"""{"inputs":[{"name":"{{new string('x', 100_000)}}","shape":[1],"datatype":"FP32","data":[1]}]}""");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.True(RawHttp.ErrorOf(body).Length < 2100);
    }

    [Theory]
    [InlineData("""{"inputs":[{"name":"features","shape":[RANK],"datatype":"FP32","data":[1]}]}""", "more than 32 dimensions")]
    [InlineData("""{"inputs":[TENSORS]}""", "more than 1000 tensors")]
    public async Task Infer_Floods_AreRefused(string body, string part)
    {
        body = body
            .Replace("RANK", string.Join(',', Enumerable.Repeat(1, 50_000)))
            .Replace("TENSORS", string.Join(',', Enumerable.Repeat("""{"name":"x","shape":[1],"datatype":"FP32","data":[1]}""", 5_000)));

        await FailsAsync(body, part);
    }

    [Fact]
    public async Task Infer_UnknownModelOrVersion_ListsTheKnown()
    {
        await using var server = await ModelServer.StartAsync(
            [new ServedModel("a", FakePredictor.Classifier(), "3"), new ServedModel("b", FakePredictor.Classifier())],
            cancellationToken: TestContext.Current.CancellationToken);

        var (status, body) = await RawHttp.PostAsync(server, "v2/models/c%20d/infer", Valid);
        var (versionStatus, versionBody) = await RawHttp.PostAsync(server, "v2/models/a/versions/1/infer", Valid);
        var (caseStatus, _) = await RawHttp.GetAsync(server, "v2/models/A");

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Equal("There is no model `c d` on this server; it has `a`, `b`.", RawHttp.ErrorOf(body));
        Assert.Equal(HttpStatusCode.NotFound, versionStatus);
        Assert.Equal("There is no version `1` of the model `a` on this server; it has 3.", RawHttp.ErrorOf(versionBody));
        Assert.Equal(HttpStatusCode.NotFound, caseStatus);
    }

    [Theory]
    [InlineData("GET", "v2/models/m/infer", 405, "use POST")]
    [InlineData("POST", "v2/models/m", 405, "use GET")]
    [InlineData("DELETE", "v2/health/live", 405, "use GET")]
    [InlineData("GET", "nothing", 404, "/v2/models/MODEL")]
    [InlineData("GET", "v1/models/m", 404, "nothing at `/v1/models/m`")]
    [InlineData("GET", "v2/models/m/versions", 404, "/v2/health/live")]
    public async Task Request_WrongMethodOrPath_SaysWhatIsThere(string method, string path, int expected, string part)
    {
        await using var server = await StartAsync(FakePredictor.Classifier());
        using var http = RawHttp.Client();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(server.Url, path));

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var (status, body) = await RawHttp.ReadAsync(response);

        Assert.Equal(expected, (int)status);
        Assert.Contains(part, RawHttp.ErrorOf(body));
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("text/plain")]
    [InlineData("application/octet-stream")]
    public async Task Infer_OtherContentType_Is415(string contentType)
    {
        await using var server = await StartAsync(FakePredictor.Classifier());

        var (status, body) = await RawHttp.PostAsync(server, "v2/models/m/infer", Valid, contentType);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, status);
        Assert.Contains($"`{contentType}`", RawHttp.ErrorOf(body));
        Assert.Contains("`Content-Type: application/json`", RawHttp.ErrorOf(body));
    }

    [Fact]
    public async Task Infer_EncodedBody_SaysWhatToSend()
    {
        await using var server = await StartAsync(FakePredictor.Classifier());
        using var http = RawHttp.Client();
        using var content = new StringContent(Valid, new MediaTypeHeaderValue("application/json"));
        content.Headers.Add("Content-Encoding", "gzip");

        using var response = await http.PostAsync(new Uri(server.Url, "v2/models/m/infer"), content, TestContext.Current.CancellationToken);
        var (status, body) = await RawHttp.ReadAsync(response);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, status);
        Assert.Contains("uncompressed", RawHttp.ErrorOf(body));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Infer_BodyOverTheLimit_Is413AndTheServerLives(bool chunked)
    {
        await using var server = await ModelServer.StartAsync(
            [new ServedModel("m", FakePredictor.Classifier())],
            new ModelServerOptions { MaxRequestBytes = 1000 },
            TestContext.Current.CancellationToken);
        using var http = RawHttp.Client();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Url, "v2/models/m/infer"))
        {
            Content = new StringContent(Valid + new string(' ', 1000), Encoding.UTF8, "application/json"),
        };
        request.Headers.TransferEncodingChunked = chunked;

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var (status, body) = await RawHttp.ReadAsync(response);
        var (after, _) = await RawHttp.PostAsync(server, "v2/models/m/infer", Valid);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.Contains("more than 1000 bytes", RawHttp.ErrorOf(body));
        Assert.Equal(HttpStatusCode.OK, after);
    }

    [Fact]
    public async Task Infer_PredictorFails_Is500WithoutDetailsAndLogged()
    {
        using var loggers = new CollectingLoggers();
        var signature = FakePredictor.Classifier().Signature;
        await using var server = await ModelServer.StartAsync(
            [new ServedModel("m", new FakePredictor(signature, _ => throw new InvalidOperationException("secret path")))],
            new ModelServerOptions { LoggerFactory = loggers },
            TestContext.Current.CancellationToken);

        var (status, body) = await RawHttp.PostAsync(server, "v2/models/m/infer", Valid);

        Assert.Equal(HttpStatusCode.InternalServerError, status);
        Assert.DoesNotContain("secret", RawHttp.ErrorOf(body));
        Assert.Contains("log", RawHttp.ErrorOf(body));
        var entry = Assert.Single(loggers.Entries);
        Assert.Equal(LogLevel.Error, entry.Level);
        Assert.Equal("POST /v2/models/m/infer failed", entry.Text);
        Assert.Equal("secret path", entry.Error?.Message);
    }

    [Fact]
    public async Task Infer_DecimalCommaCulture_ReadsAndWritesPoints()
    {
        var before = CultureInfo.DefaultThreadCurrentCulture;
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.GetCultureInfo("de-DE");
        try
        {
            await using var server = await StartAsync(FakePredictor.Echo(DataType.Float32, -1));

            var (_, body) = await RawHttp.PostAsync(
                server, "v2/models/m/infer", """{"inputs":[{"name":"x","shape":[2],"datatype":"FP32","data":[1.5,-2.25]}]}""");

            Assert.Equal("[1.5,-2.25]", body.GetProperty("outputs")[0].GetProperty("data").GetRawText());
        }
        finally
        {
            CultureInfo.DefaultThreadCurrentCulture = before;
        }
    }

    private static async Task FailsAsync(string body, params string[] parts)
    {
        await using var server = await StartAsync(FakePredictor.Classifier());

        var (status, answer) = await RawHttp.PostAsync(server, "v2/models/m/infer", body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        var error = RawHttp.ErrorOf(answer);
        Assert.All(parts, part => Assert.Contains(part, error));
    }

    private static Task<ModelServer> StartAsync(IPredictor predictor) =>
        ModelServer.StartAsync([new ServedModel("m", predictor)], cancellationToken: TestContext.Current.CancellationToken);
}
