using System.Net;
using System.Text;
using System.Text.Json;
using Atelier.Client;
using Atelier.Prediction;

namespace Atelier.Serving.Tests;

public sealed class BinaryTensorTests
{
    private const string AllBinary = "\"parameters\":{\"binary_data_output\":true}";

    [Fact]
    public async Task Server_Get_ListsTheExtension()
    {
        await using var server = await StartAsync(FakePredictor.Classifier());

        var (_, body) = await RawHttp.GetAsync(server, "v2");

        Assert.Contains("binary_tensor_data", body.GetProperty("extensions").EnumerateArray().Select(entry => entry.GetString()));
    }

    // The bytes are written out by hand from the extension's text and the formats' standards, not by code.
    [Theory]
    [InlineData("BOOL", "01 00", "[true,false]")]
    [InlineData("UINT8", "00 FF", "[0,255]")]
    [InlineData("UINT16", "01 00 00 80", "[1,32768]")]
    [InlineData("UINT32", "01 00 00 00 00 00 00 80", "[1,2147483648]")]
    [InlineData("UINT64", "01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 80", "[1,9223372036854775808]")]
    [InlineData("INT8", "80 7F", "[-128,127]")]
    [InlineData("INT16", "00 80 02 01", "[-32768,258]")]
    [InlineData("INT32", "FE FF FF FF 04 03 02 01", "[-2,16909060]")]
    [InlineData("INT64", "FE FF FF FF FF FF FF FF 00 00 00 00 00 00 00 80", "[-2,-9223372036854775808]")]
    [InlineData("FP16", "00 3C 00 C1", "[1,-2.5]")]
    [InlineData("FP32", "00 00 80 3F 00 00 20 C0", "[1,-2.5]")]
    [InlineData("FP64", "00 00 00 00 00 00 F0 3F 00 00 00 00 00 00 F8 7F", "[1,\"NaN\"]")]
    [InlineData("BYTES", "03 00 00 00 C3 BC 61 00 00 00 00", "[\"\u00fca\",\"\"]")]
    public async Task Infer_KnownBytes_MeanWhatTheExtensionSaysOnBothWays(string type, string hex, string data)
    {
        await using var server = await StartAsync(FakePredictor.Echo(DataTypes.FromProtocolName(type), -1));
        var bytes = BinaryHttp.Bytes(hex);
        var input = $$"""{"name":"x","shape":[2],"datatype":"{{type}}","parameters":{"binary_data_size":{{bytes.Length}} } }""";

        var asJson = await PostAsync(server, $$"""{"inputs":[{{input}}]}""", bytes);
        var asBytes = await PostAsync(server, $$"""{ {{AllBinary}},"inputs":[{{input}}]}""", bytes);

        Assert.Equal(HttpStatusCode.OK, asJson.Status);
        Assert.Equal(data, asJson.Json.GetProperty("outputs")[0].GetProperty("data").GetRawText());
        Assert.Empty(asJson.Binary);
        Assert.Equal(HttpStatusCode.OK, asBytes.Status);
        Assert.Equal(
            $$$"""{"model_name":"m","model_version":"1","outputs":[{"name":"y","datatype":"{{{type}}}","shape":[2],"parameters":{"binary_data_size":{{{bytes.Length}}}}}]}""",
            asBytes.Json.GetRawText());
        Assert.Equal(bytes, asBytes.Binary);
    }

    [Fact]
    public async Task Infer_JsonAndBinaryInputsTogether_AreEachRead()
    {
        var signature = new ModelSignature(
            [.. "abc".Select(name => new TensorSpec($"{name}", DataType.UInt8, [-1]))],
            [new TensorSpec("all", DataType.UInt8, [-1])], []);
        await using var server = await StartAsync(new FakePredictor(signature, inputs =>
            [NamedTensor.Create<byte>("all", inputs.SelectMany(input => input.Values<byte>().ToArray()).ToArray(), 6)]));

        var (status, json, _) = await PostAsync(
            server,
            """
            {"inputs":[{"parameters":{"binary_data_size":2,"other":[{}]},"name":"a","shape":[2],"datatype":"UINT8"},
            {"name":"b","shape":[2],"datatype":"UINT8","data":[7,8]},
            {"name":"c","shape":[2],"datatype":"UINT8","parameters":{"binary_data_size":2}}]}
            """,
            [1, 2, 3, 4]);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("[1,2,7,8,3,4]", json.GetProperty("outputs")[0].GetProperty("data").GetRawText());
    }

    [Theory]
    [InlineData("", "", false, false)]
    [InlineData(AllBinary + ",", "", true, true)]
    [InlineData("", "\"outputs\":[{\"name\":\"scores\",\"parameters\":{\"binary_data\":true}},{\"name\":\"class\"}],", true, false)]
    [InlineData(AllBinary + ",", "\"outputs\":[{\"name\":\"scores\",\"parameters\":{\"binary_data\":false}},{\"name\":\"class\"}],", false, true)]
    [InlineData("\"parameters\":{\"binary_data_output\":false},", "\"outputs\":[{\"name\":\"scores\"},{\"name\":\"class\"}],", false, false)]
    public async Task Infer_OutputsAskedFor_AreBinaryWhereTheyOrTheRequestSaySo(string parameters, string outputs, bool scores, bool classes)
    {
        await using var server = await StartAsync(FakePredictor.Classifier());
        using var http = RawHttp.Client();
        using var content = new StringContent(
            $$"""{ {{parameters}}{{outputs}}"inputs":[{"name":"features","shape":[1,3],"datatype":"FP32","data":[0,0,0]}]}""",
            new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));

        using var response = await http.PostAsync(Infer(server), content, TestContext.Current.CancellationToken);
        var (status, json, binary) = await BinaryHttp.ReadAsync(response);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal([scores, classes], json.GetProperty("outputs").EnumerateArray().Select(output => !output.TryGetProperty("data", out _)));
        Assert.Equal(
            BinaryHttp.Bytes((scores ? "00 00 00 3F 00 00 00 3F" : "") + (classes ? "00 00 00 00 00 00 00 00" : "")), binary);
    }

    [Fact]
    public async Task Infer_EmptyOutput_TakesNoBytes()
    {
        var signature = new ModelSignature(
            [new TensorSpec("x", DataType.UInt8, [-1])], [new TensorSpec("y", DataType.String, [-1])], []);
        await using var server = await StartAsync(
            new FakePredictor(signature, _ => [NamedTensor.Create<string>("y", Array.Empty<string>(), 0)]));

        var (status, json, binary) = await PostAsync(
            server,
            $$"""{ {{AllBinary}},"inputs":[{"name":"x","shape":[1],"datatype":"UINT8","parameters":{"binary_data_size":1} }]}""",
            [9]);
        using var client = await InferenceClient.ConnectAsync(
            server.Url, "m", binary: true, cancellationToken: TestContext.Current.CancellationToken);
        var outputs = await client.PredictAsync(
            [NamedTensor.Create<byte>("x", new byte[] { 9 }, 1)], TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("""{"binary_data_size":0}""", json.GetProperty("outputs")[0].GetProperty("parameters").GetRawText());
        Assert.Empty(binary);
        Assert.Equal("y BYTES (0,)", Assert.Single(outputs).ToString());
    }

    [Theory]
    [InlineData("FP32", "[2]", "8", "00 00 00 00", "`x` has no `data`, and its `binary_data_size` is 8 where 4 bytes are left")]
    [InlineData("FP32", "[2]", "4", "00 00 00 00", "`x` has 4 bytes; FP32 elements in its shape (2,) take 8.")]
    [InlineData("FP32", "[1]", "4", "00 00 00 00 00", "Behind the JSON are 5 bytes; the tensors' `binary_data_size` take 4 of them.")]
    [InlineData("FP32", "[2147483647,2147483647]", "4", "00 00 00 00", "`x` has 4 bytes; FP32 elements in its shape (2147483647, 2147483647)")]
    [InlineData("FP32", "[1]", "9223372036854775807", "00 00 00 00", "is 9223372036854775807 where 4 bytes are left")]
    [InlineData("FP32", "[1]", "-4", "00 00 00 00", "`binary_data_size` of `x` is -4; expected the number of its bytes")]
    [InlineData("FP32", "[1]", "\"4\"", "00 00 00 00", "`binary_data_size` of `x` is \"4\"")]
    [InlineData("FP32", "[1]", "{\"a\":[4]}", "00 00 00 00", "`binary_data_size` of `x` is {")]
    [InlineData("FP32", "[1]", "4},\"data\":[1],\"z\":{", "00 00 00 00", "`x` has both `data` and `binary_data_size`")]
    [InlineData("BF16", "[2]", "4", "00 00 00 00", "`BF16` is no element type; expected one of BOOL")]
    [InlineData("BOOL", "[2]", "2", "01 02", "Element 1 of `x` is the byte 2; expected BOOL, a byte of 0 or 1.")]
    [InlineData("BYTES", "[2147483647]", "8", "00 00 00 00 00 00 00 00", "too few for the lengths of 2147483647 BYTES elements")]
    [InlineData("BYTES", "[1]", "5", "02 00 00 00 61", "Element 0 of `x` does not end within the tensor's bytes")]
    [InlineData("BYTES", "[1]", "5", "FF FF FF FF 61", "Element 0 of `x` does not end within the tensor's bytes")]
    [InlineData("BYTES", "[2]", "8", "04 00 00 00 00 00 00 00", "Element 1 of `x` does not end within the tensor's bytes")]
    [InlineData("BYTES", "[1]", "6", "01 00 00 00 61 62", "`x` has 1 bytes behind the 1 elements that its shape (1,) needs")]
    [InlineData("BYTES", "[1]", "5", "01 00 00 00 FF", "Element 0 of `x` is not UTF-8")]
    public async Task Infer_BytesThatDoNotFit_SayWhatIsExpected(string type, string shape, string size, string hex, string part)
    {
        await using var server = await StartAsync(FakePredictor.Echo(DataType.Float32, -1));

        var (status, json, _) = await PostAsync(
            server,
            $$"""{"inputs":[{"name":"x","shape":{{shape}},"datatype":"{{type}}","parameters":{"binary_data_size":{{size}} } }]}""",
            BinaryHttp.Bytes(hex));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(part, RawHttp.ErrorOf(json));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("+80")]
    [InlineData("0x10")]
    [InlineData("")]
    [InlineData("100000")]
    [InlineData("99999999999999999999")]
    public async Task Infer_HeaderThatIsNoLengthWithinTheBody_IsRefused(string header)
    {
        await using var server = await StartAsync(FakePredictor.Echo(DataType.Float32, -1));

        var (status, json, _) = await PostAsync(
            server, """{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1]}]}""", [], header);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains($"The header {BinaryHttp.Header} is `{header}` and the body has", RawHttp.ErrorOf(json));
    }

    [Fact]
    public async Task Infer_BytesWithoutTheHeader_AreUnsupported()
    {
        await using var server = await StartAsync(FakePredictor.Classifier());

        var (status, body) = await RawHttp.PostAsync(server, "v2/models/m/infer", "{}", "application/octet-stream");

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, status);
        Assert.Contains("expected JSON", RawHttp.ErrorOf(body));
    }

    [Theory]
    [InlineData("\"parameters\":{\"binary_data_output\":1},", "`binary_data_output` is 1; expected true or false.")]
    [InlineData("\"outputs\":[{\"name\":\"y\",\"parameters\":{\"binary_data\":\"yes\"}}],", "`binary_data` of `outputs`[0] is \"yes\"")]
    public async Task Infer_FlagThatIsNone_IsRefused(string field, string part)
    {
        await using var server = await StartAsync(FakePredictor.Echo(DataType.Float32, -1));

        var (status, body) = await RawHttp.PostAsync(
            server, "v2/models/m/infer", $$"""{ {{field}}"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1]}]}""");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(part, RawHttp.ErrorOf(body));
    }

    [Fact]
    public async Task Infer_MutationsOfABinaryRequest_AreAnsweredOrRefusedAndNothingBreaks()
    {
        using var loggers = new CollectingLoggers();
        await using var server = await ModelServer.StartAsync(
            [new ServedModel("m", FakePredictor.Echo(DataType.String, -1))],
            new ModelServerOptions { LoggerFactory = loggers },
            TestContext.Current.CancellationToken);
        using var http = RawHttp.Client();
        var random = new Random(20_27);
        var json = Encoding.UTF8.GetBytes(
            $$"""{ {{AllBinary}},"inputs":[{"name":"x","shape":[2],"datatype":"BYTES","parameters":{"binary_data_size":11} }]}""");
        byte[] valid = [.. json, .. BinaryHttp.Bytes("03 00 00 00 C3 BC 61 00 00 00 00")];
        var statuses = new Dictionary<HttpStatusCode, int>();

        for (var i = 0; i < Count; i++)
        {
            var body = valid.ToArray();
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                // Half of the changes go behind the JSON, which is the shorter part; a digit for a digit leaves JSON whole.
                var at = random.Next(2) == 0 ? random.Next(json.Length, body.Length) : random.Next(json.Length);
                body[at] = char.IsAsciiDigit((char)body[at]) ? (byte)('0' + random.Next(10)) : (byte)random.Next(256);
            }

            var length = random.Next(3) == 0 ? random.Next(-1, body.Length + 2) : json.Length;
            var cut = random.Next(4) == 0 ? body[..random.Next(body.Length)] : body;
            using var response = await BinaryHttp.PostAsync(http, Infer(server), cut, $"{length}");
            var answer = await BinaryHttp.ReadAsync(response);
            statuses[answer.Status] = statuses.GetValueOrDefault(answer.Status) + 1;
            if (answer.Status != HttpStatusCode.OK)
            {
                Assert.NotEmpty(RawHttp.ErrorOf(answer.Json));
            }
        }

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.BadRequest], statuses.Keys.Order());
        Assert.True(statuses[HttpStatusCode.BadRequest] > Count / 4);
        Assert.Empty(loggers.Entries);
    }

    private static int Count => int.TryParse(Environment.GetEnvironmentVariable("ATELIER_FUZZ_COUNT"), out var count) ? count : 1000;

    private static Uri Infer(ModelServer server) => new(server.Url, "v2/models/m/infer");

    private static async Task<(HttpStatusCode Status, JsonElement Json, byte[] Binary)> PostAsync(
        ModelServer server, string json, byte[] binary, string? header = null)
    {
        using var http = RawHttp.Client();
        using var response = await BinaryHttp.PostAsync(http, Infer(server), json, binary, header);
        return await BinaryHttp.ReadAsync(response);
    }

    private static Task<ModelServer> StartAsync(IPredictor predictor) =>
        ModelServer.StartAsync([new ServedModel("m", predictor)], cancellationToken: TestContext.Current.CancellationToken);
}
