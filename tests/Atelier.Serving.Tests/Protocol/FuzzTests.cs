using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Atelier.Serving.Tests;

public sealed class FuzzTests
{
    private const string Valid =
        """{"id":"7","parameters":{"a":1},"inputs":[{"name":"features","shape":[2,3],"datatype":"FP32","data":[1,2.5,-3e1,4,5,6]}],"outputs":[{"name":"scores"}]}""";

    private static readonly string[] Tokens =
        ["[", "]", "{", "}", ",", ":", "\"", "\\", "\\u", "\\ud800", "null", "true", "NaN", "-", "1e999", "99999999999999999999", "0.1e-400",
            "\"data\":", "\"shape\":", "\"inputs\":", "[[[[", "{\"a\":", "\0", "\u00ff", "\uD83D\uDE00", "FP64", "BYTES", "-1", "2147483648"];

    private static int Count => int.TryParse(Environment.GetEnvironmentVariable("ATELIER_FUZZ_COUNT"), out var count) ? count : 2000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Infer_Mutations_AreAnsweredOrRefusedAndNothingBreaks(bool packaged)
    {
        using var loggers = new CollectingLoggers();
        var options = new ModelServerOptions { LoggerFactory = loggers };
        await using var server = packaged
            ? await ModelServer.StartAsync(Samples.Classifier(), options, TestContext.Current.CancellationToken)
            : await ModelServer.StartAsync(
                [new ServedModel("classifier", FakePredictor.Classifier())], options, TestContext.Current.CancellationToken);
        var valid = packaged ? Valid.Replace("[2,3]", "[2,4]").Replace("5,6]", "5,6,7,-0.8]").Replace("scores", "probabilities") : Valid;
        using var http = RawHttp.Client();
        var random = new Random(20_26);
        var statuses = new Dictionary<HttpStatusCode, int>();

        for (var i = 0; i < Count; i++)
        {
            using var content = new ByteArrayContent(Mutate(Encoding.UTF8.GetBytes(valid), random));
            content.Headers.ContentType = new("application/json");
            using var response = await http.PostAsync(
                new Uri(server.Url, "v2/models/classifier/infer"), content, TestContext.Current.CancellationToken);
            var (status, body) = await RawHttp.ReadAsync(response);
            statuses[status] = statuses.GetValueOrDefault(status) + 1;
            if (status != HttpStatusCode.OK)
            {
                Assert.NotEmpty(RawHttp.ErrorOf(body));
            }
        }

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.BadRequest], statuses.Keys.Order());
        Assert.True(statuses[HttpStatusCode.BadRequest] > Count / 4);
        Assert.Empty(loggers.Entries);
        var (after, _) = await RawHttp.PostAsync(server, "v2/models/classifier/infer", valid);
        Assert.Equal(HttpStatusCode.OK, after);
    }

    [Fact]
    public async Task Server_GarbageOnTheSocket_GoesOnAnswering()
    {
        await using var server = await ModelServer.StartAsync(
            [new ServedModel("m", FakePredictor.Classifier())], cancellationToken: TestContext.Current.CancellationToken);
        var random = new Random(5);

        for (var i = 0; i < 50; i++)
        {
            using var socket = new TcpClient(server.Url.Host, server.Url.Port);
            var garbage = new byte[random.Next(1, 500)];
            random.NextBytes(garbage);
            await socket.GetStream().WriteAsync(garbage, TestContext.Current.CancellationToken);
        }

        var (after, _) = await RawHttp.PostAsync(server, "v2/models/m/infer", Valid);
        Assert.Equal(HttpStatusCode.OK, after);
    }

    // A digit changes most often into JSON that still parses: wrong shapes, counts and values.
    private static byte[] Mutate(byte[] body, Random random) => Mutation.Of(
        body,
        random,
        () => Encoding.UTF8.GetBytes(Tokens[random.Next(Tokens.Length)]),
        old => char.IsAsciiDigit((char)old) ? (byte)('0' + random.Next(10)) : old);
}
