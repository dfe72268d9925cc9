using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using Atelier.OpenInference;
using Google.Protobuf;
using Grpc.Core;

namespace Atelier.Serving.Tests;

/// <summary>Broken calls: messages, frames and bytes on the socket. ATELIER_FUZZ_COUNT says how many; 1,000 by default.</summary>
public sealed class GrpcFuzzTests
{
    private static readonly int Count =
        int.Parse(Environment.GetEnvironmentVariable("ATELIER_FUZZ_COUNT") ?? "1000", NumberStyles.None, CultureInfo.InvariantCulture);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Infer_MutatedMessages_AreAnsweredOrRefusedAndReadAsTheGeneratedCodeReadsThem()
    {
        using var loggers = new CollectingLoggers();
        await using var server = await StartAsync(loggers);
        using var client = new SocketsHttpHandler();
        using var invoker = new HttpMessageInvoker(client);
        var random = new Random(20_27);
        var valid = Valid();
        var statuses = new Dictionary<StatusCode, int>();
        var unread = 0;

        for (var i = 0; i < Count; i++)
        {
            var message = Mutate(valid[random.Next(valid.Length)], random);
            using var request = GrpcFrames.Request(server.GrpcUrl!, "ModelInfer", GrpcFrames.Of(message));
            using var answer = await invoker.SendAsync(request, Token);
            var body = await answer.Content.ReadAsByteArrayAsync(Token);
            var status = await GrpcFrames.StatusOf(answer);
            statuses[status] = statuses.GetValueOrDefault(status) + 1;
            if (status == StatusCode.OK)
            {
                unread += IsEcho(message, body.AsSpan(5).ToArray()) ? 0 : 1;
            }
        }

        Assert.Equal([StatusCode.OK, StatusCode.InvalidArgument, StatusCode.NotFound], statuses.Keys.Order());
        Assert.All(statuses.Values, times => Assert.True(times > Count / 100, $"{string.Join(", ", statuses)}"));
        Assert.InRange(unread, 0, statuses[StatusCode.OK] / 20);
        await EnsureAnswersAsync(server, loggers);
    }

    [Fact]
    public async Task Call_MutatedFrames_EndWithAStatus()
    {
        using var loggers = new CollectingLoggers();
        await using var server = await StartAsync(loggers);
        using var client = new SocketsHttpHandler();
        using var invoker = new HttpMessageInvoker(client);
        var random = new Random(20_28);
        var valid = Valid();
        string[] methods = ["ModelInfer", "ModelInfer", "ModelMetadata", "ModelReady", "ServerMetadata", "ServerLive", "ServerReady"];
        var statuses = new Dictionary<StatusCode, int>();

        for (var i = 0; i < Count; i++)
        {
            var frame = GrpcFrames.Of(valid[random.Next(valid.Length)]);
            using var request = GrpcFrames.Request(server.GrpcUrl!, methods[random.Next(methods.Length)], MutateFrame(frame, random));
            if (random.Next(8) == 0)
            {
                request.Headers.Add("grpc-encoding", random.Next(2) == 0 ? "gzip" : "identity");
            }

            if (random.Next(8) == 0)
            {
                request.Headers.TryAddWithoutValidation("grpc-timeout", $"{random.Next(100_000)}{"HMSmunx"[random.Next(7)]}");
            }

            using var answer = await invoker.SendAsync(request, Token);
            var status = await GrpcFrames.StatusOf(answer);
            statuses[status] = statuses.GetValueOrDefault(status) + 1;
        }

        // A frame that is cut or followed by more is INTERNAL by gRPC's own rule, and its library's word: the log is silent of it.
        Assert.DoesNotContain(StatusCode.Unknown, statuses.Keys);
        Assert.Contains(StatusCode.OK, statuses.Keys);
        Assert.Contains(StatusCode.InvalidArgument, statuses.Keys);
        await EnsureAnswersAsync(server, loggers);
    }

    [Fact]
    public async Task Server_GarbageOnTheSocket_GoesOnAnswering()
    {
        using var loggers = new CollectingLoggers();
        await using var server = await StartAsync(loggers);
        var random = new Random(6);

        for (var i = 0; i < 50; i++)
        {
            using var socket = new TcpClient(server.GrpcUrl!.Host, server.GrpcUrl.Port);
            var garbage = new byte[random.Next(1, 500)];
            random.NextBytes(garbage);
            // With the words of HTTP/2 before it, half of it is read as frames.
            byte[] sent = i % 2 == 0 ? garbage : [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, 0, 0, 0, 4, 0, 0, 0, 0, 0, .. garbage];
            await socket.GetStream().WriteAsync(sent, Token);
        }

        await EnsureAnswersAsync(server, loggers);
    }

    private static Task<ModelServer> StartAsync(CollectingLoggers loggers) => ModelServer.StartAsync(
        [new ServedModel("all", FakePredictor.Echo()), new ServedModel("m", FakePredictor.Classifier())],
        new ModelServerOptions { GrpcPort = 0, LoggerFactory = loggers, MaxRequestBytes = 1 << 20 },
        Token);

    /// <summary>Requests with all types raw, all that can be typed, and one that is small, so that a change hits what matters.</summary>
    private static byte[][] Valid()
    {
        var raw = new ModelInferRequest { ModelName = "all", Id = "7", Parameters = { ["a"] = new InferParameter { StringParam = "b" } } };
        foreach (var row in GrpcInferTests.Raw)
        {
            raw.Inputs.Add(GrpcCalls.Input($"in_{row.Data.Item1}", row.Data.Item1, 1, 2));
            raw.RawInputContents.Add(ByteString.CopyFrom(BinaryHttp.Bytes(row.Data.Item2)));
        }

        var named = GrpcCalls.Features(version: "1");
        named.Outputs.Add(new ModelInferRequest.Types.InferRequestedOutputTensor { Name = "scores" });
        return [raw.ToByteArray(), GrpcCalls.Features().ToByteArray(), named.ToByteArray()];
    }

    /// <summary>
    /// Ensures that the server has understood what the generated code understands; false where that reads no message, as a parameter is
    /// broken, which the server passes by.
    /// </summary>
    private static bool IsEcho(byte[] message, byte[] body)
    {
        ModelInferRequest request;
        try
        {
            request = ModelInferRequest.Parser.ParseFrom(message);
        }
        catch (InvalidProtocolBufferException)
        {
            return false;
        }

        var answer = ModelInferResponse.Parser.ParseFrom(body);
        Assert.Equal((request.ModelName, request.Id), (answer.ModelName, answer.Id));
        var wanted = request.Outputs.Select(output => output.Name).ToList();
        Assert.True(wanted.Count == 0 || wanted.SequenceEqual(answer.Outputs.Select(output => output.Name)));
        if (request.ModelName == "all")
        {
            var sent = request.Inputs.Zip(request.RawInputContents)
                .ToDictionary(input => input.First.Datatype.ToUpperInvariant(), input => input.Second);
            Assert.All(answer.Outputs.Zip(answer.RawOutputContents), output => Assert.Equal(sent[output.First.Datatype], output.Second));
        }
        else if (request.Inputs[0].Contents is { } contents)
        {
            Assert.Equal(contents.Fp32Contents.Count, request.Inputs[0].Shape[0] * request.Inputs[0].Shape[1]);
        }

        return true;
    }

    private static async Task EnsureAnswersAsync(ModelServer server, CollectingLoggers loggers)
    {
        using var calls = new GrpcCalls(server);
        Assert.Equal(2, (await calls.InferAsync(GrpcCalls.Features())).Outputs.Count);
        Assert.Empty(loggers.Entries);
    }

    private static byte[] Mutate(byte[] message, Random random) => Mutation.Of(
        message,
        random,
        // Numbers at the edges, as lengths, counts and values.
        () => BinaryHttp.Bytes(new[] { "ff ff ff ff 0f", "ff ff ff ff ff ff ff ff ff 01", "80 80 80 80 80", "00", "7f" }[random.Next(5)]),
        old => (byte)(old ^ (1 << random.Next(8))));

    private static byte[] MutateFrame(byte[] frame, Random random)
    {
        switch (random.Next(5))
        {
            case 0:
                frame[0] = (byte)random.Next(256);
                return frame;
            case 1:
                BinaryPrimitives.WriteInt32BigEndian(
                    frame.AsSpan(1), random.Next(4) switch { 0 => -1, 1 => int.MaxValue, 2 => 0, _ => random.Next(frame.Length * 2) });
                return frame;
            case 2:
                return frame[..random.Next(frame.Length)];
            case 3:
                return [.. frame, .. frame[..random.Next(1, frame.Length)]];
            default:
                return [.. frame[..5], .. GrpcFrames.Of(Mutate(frame[5..], random))[5..]];
        }
    }
}
