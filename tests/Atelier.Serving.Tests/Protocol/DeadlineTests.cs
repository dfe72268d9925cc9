using System.Net;
using System.Net.Sockets;
using System.Text;
using Atelier.Prediction;

namespace Atelier.Serving.Tests;

/// <summary>Requests that take too long to arrive or to be answered, and senders that are too slow.</summary>
public sealed class DeadlineTests
{
    private const string Head = "POST /v2/models/m/infer HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Infer_NotAnsweredInTime_Is504AndEndsTheModelsCall()
    {
        var model = new SteppedModel();
        await using var server = await StartAsync(model, new ModelServerOptions { RequestTimeout = TimeSpan.FromMilliseconds(300) });

        var (status, body) = await RawHttp.PostAsync(server, "v2/models/m/infer", Request());

        Assert.Equal(HttpStatusCode.GatewayTimeout, status);
        Assert.StartsWith("The request was not answered within 0.3 s. ", RawHttp.ErrorOf(body), StringComparison.Ordinal);
        Assert.True((await model.NextAsync()).Token.IsCancellationRequested);
        Assert.Equal((0, 0), (server.Models[0].Waiting, server.Models[0].Running));
        using var http = RawHttp.Client();
        Assert.Contains("outcome=\"expired\"} 1\n", await http.GetStringAsync(new Uri(server.Url, "metrics"), Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Infer_ParameterTimeout_EndsARequestThatStillWaits()
    {
        var model = new SteppedModel();
        await using var server = await StartAsync(model, new ModelServerOptions { Execution = new ExecutionOptions { MaxConcurrency = 1 } });
        var running = RawHttp.PostAsync(server, "v2/models/m/infer", Request());
        var call = await model.NextAsync();

        var (status, body) = await RawHttp.PostAsync(server, "v2/models/m/infer", Request(""" "parameters":{"a":{},"timeout":50000},"""));

        Assert.Equal(HttpStatusCode.GatewayTimeout, status);
        Assert.StartsWith("The request was not answered within 0.05 s. ", RawHttp.ErrorOf(body), StringComparison.Ordinal);
        Assert.Equal(0, server.Models[0].Waiting);
        call.Release();
        Assert.Equal(HttpStatusCode.OK, (await running).Status);
        Assert.False(model.HasBegun);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("30000000")]
    [InlineData("9223372036854775807")]
    public async Task Infer_ParameterTimeoutThatIsLongOrNone_ChangesNothing(string timeout)
    {
        await using var server = await StartAsync(FakePredictor.Echo(DataType.Int32, -1, -1), new ModelServerOptions { RequestTimeout = null });

        var (status, _) = await RawHttp.PostAsync(server, "v2/models/m/infer", Request($$""" "parameters":{"timeout":{{timeout}},"binary_data_output":false},"""));

        Assert.Equal(HttpStatusCode.OK, status);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("\"1\"")]
    [InlineData("9223372036854775808")]
    public async Task Infer_ParameterTimeoutThatIsNone_IsRefused(string timeout)
    {
        await using var server = await StartAsync(FakePredictor.Echo(DataType.Int32, -1, -1), new ModelServerOptions());

        var (status, body) = await RawHttp.PostAsync(server, "v2/models/m/infer", Request($$""" "parameters":{"timeout":{{timeout}}},"""));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal($"`timeout` is {timeout}; expected a whole number of microseconds.", RawHttp.ErrorOf(body));
    }

    [Fact]
    public async Task Infer_BodyThatDoesNotArriveInTime_Is408AndTheConnectionIsClosed()
    {
        await using var server = await StartAsync(
            FakePredictor.Echo(DataType.Int32, -1, -1), new ModelServerOptions { RequestTimeout = TimeSpan.FromMilliseconds(300), MinRequestRate = 0 });

        var answer = await TrickleAsync(server, Head);

        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        Assert.Contains("Connection: close\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("""{"error":"The request had not arrived after 0.3 s. Send it faster, or fewer rows at a time."}""", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Infer_BodyThatTrickles_IsDroppedWhileOthersAreAnswered()
    {
        await using var server = await StartAsync(FakePredictor.Echo(DataType.Int32, -1, -1), new ModelServerOptions { MinRequestRate = 10_000 });
        var trickling = TrickleAsync(server, Head);

        Assert.Equal(HttpStatusCode.OK, (await RawHttp.PostAsync(server, "v2/models/m/infer", Request())).Status);
        Assert.StartsWith("HTTP/1.1 408 ", await trickling, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_HeadThatTrickles_IsDropped()
    {
        await using var server = await StartAsync(FakePredictor.Echo(DataType.Int32, -1, -1), new ModelServerOptions());

        Assert.StartsWith("HTTP/1.1 408 ", await TrickleAsync(server, "POST /v2/models/m/infer HTTP/1.1\r\nHost: "), StringComparison.Ordinal);
    }

    private static Task<ModelServer> StartAsync(IPredictor model, ModelServerOptions options) => ModelServer.StartAsync([new ServedModel("m", model)], options, Token);

    private static string Request(string parameters = "") => $$"""{{{parameters}}"inputs":[{"name":"x","datatype":"INT32","shape":[1,1],"data":[7]}]}""";

    /// <summary>Sends a beginning, and then a letter now and then until the server closes the connection; gives what it said.</summary>
    private static async Task<string> TrickleAsync(ModelServer server, string beginning)
    {
        using var client = new TcpClient(server.Url.Host, server.Url.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(beginning), Token);
        var answer = new byte[10_000];
        var reading = stream.ReadAtLeastAsync(answer, answer.Length, throwOnEndOfStream: false, Token).AsTask();
        while (await Task.WhenAny(reading, Task.Delay(100, Token)) != reading)
        {
            try
            {
                await stream.WriteAsync("x"u8.ToArray(), Token);
            }
            catch (IOException)
            {
                break;
            }
        }

        return Encoding.ASCII.GetString(answer, 0, await reading);
    }
}
