using System.Net;
using Atelier.OpenInference;
using Atelier.Prediction;
using Google.Protobuf;
using Grpc.Core;

namespace Atelier.Serving.Tests;

/// <summary>What is refused over gRPC: with which status, and in which words.</summary>
public sealed class GrpcErrorTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static ModelServerOptions Grpc => new() { GrpcPort = 0 };

    /// <summary>A mistake in a request for `x`, UINT8 (3), and the words for it.</summary>
    public static TheoryData<string, string> Mistakes => new()
    {
        { "model", "There is no model `n` on this server; it has `m`." },
        { "no model", "There is no model `` on this server" },
        { "version", "There is no version `9` of the model `m` on this server; it has 1." },
        { "no inputs", "The model takes" },
        { "no name", "`inputs`[0] has no `name`; expected name, datatype, shape and elements." },
        { "no datatype", "`inputs`[0] has no `datatype`" },
        { "datatype", "`datatype` of `x`: `BF16` is no element type; expected one of BOOL" },
        { "negative", "`shape` of `inputs`[0] holds -3; expected whole numbers from 0 to 2147483647." },
        { "rank", "`shape` of `inputs`[0] has more than 32 dimensions" },
        { "huge", "`x` has 3 elements in `uint_contents`; its shape (2147483647, 2147483647) needs" },
        { "huge raw", "`x` has 3 bytes; UINT8 elements in its shape (2147483647, 2147483647) take" },
        { "few", "`x` has 2 elements in `uint_contents`; its shape (3,) needs 3. Correct the shape or the contents." },
        { "none", "`x` has 0 elements in `uint_contents`" },
        { "field", "`x` holds UINT8 elements and has `int_contents`; expected `uint_contents`." },
        { "range", "Element 1 of `x` is 256; expected UINT8." },
        { "raw count", "There are 2 raw contents for 1 tensors in `inputs`; expected one for each" },
        { "raw size", "`x` has 4 bytes; UINT8 elements in its shape (3,) take 3." },
        { "both", "`x` has both `contents` and raw contents" },
        { "other shape", "`x`" },
        { "twice", "`outputs` names an output twice; expected each once." },
        { "no output", "There is no output `z`; the model gives y UINT8" },
        { "nameless output", "`outputs`[0] has no `name`; expected that of an output." },
        { "many", "The message has more than 1000 inputs; send fewer." },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task Infer_Mistake_IsToldWithItsStatus(string mistake, string expected)
    {
        await using var server = await ModelServer.StartAsync([new ServedModel("m", FakePredictor.Echo(DataType.UInt8, 3))], Grpc, Token);
        using var calls = new GrpcCalls(server);
        var request = Valid();
        Break(request, mistake);

        var error = await Assert.ThrowsAsync<RpcException>(() => calls.InferAsync(request));

        Assert.Equal(mistake is "model" or "no model" or "version" ? StatusCode.NotFound : StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains(expected, error.Status.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("(Parameter", error.Status.Detail, StringComparison.Ordinal);
        Assert.Equal([1, 2, 3], (await calls.InferAsync(Valid())).Outputs[0].Contents.UintContents.Select(value => (int)value));
    }

    [Theory]
    [InlineData("ModelInfer", "0a", "it ends within a number")]
    [InlineData("ModelInfer", "0a 05 6d", "a field of 5 bytes does not end within the 1 that are left")]
    [InlineData("ModelInfer", "0a 01 ff", "`model_name` is not UTF-8")]
    [InlineData("ModelInfer", "00 00", "no field begins with 0")]
    [InlineData("ModelInfer", "ff ff ff ff ff ff ff ff ff ff ff", "a number has more than ten bytes")]
    [InlineData("ModelInfer", "0c", "a group ends that has not begun")]
    [InlineData("ModelInfer", "0b 0b", "it ends within a group")]
    [InlineData("ModelMetadata", "0a 05 6d", "The message is not what Protocol Buffers write")]
    [InlineData("ModelReady", "0a", "The message is not what Protocol Buffers write")]
    [InlineData("ServerLive", "0a", "The message is not what Protocol Buffers write")]
    public async Task Call_BrokenMessage_IsInvalid(string method, string hex, string expected)
    {
        await using var server = await ModelServer.StartAsync([new ServedModel("m", FakePredictor.Classifier())], Grpc, Token);
        using var calls = new GrpcCalls(server);

        var error = await Assert.ThrowsAsync<RpcException>(() => calls.CallAsync(GrpcCalls.Any(method), BinaryHttp.Bytes(hex)));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains(expected, error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Infer_DeepGroups_AreRefusedAndUnknownFieldsPassedBy()
    {
        await using var server = await ModelServer.StartAsync([new ServedModel("m", FakePredictor.Classifier())], Grpc, Token);
        using var calls = new GrpcCalls(server);
        byte[] deep = [.. Enumerable.Repeat((byte)0x63, 100_000), .. Enumerable.Repeat((byte)0x64, 100_000)];
        // Field 100 in every form: a varint, eight bytes, bytes, a group, four bytes.
        byte[] unknown = BinaryHttp.Bytes("a0 06 ff 01 a1 06 00 00 00 00 00 00 00 00 a2 06 02 00 00 a3 06 08 01 a4 06 a5 06 00 00 00 00");

        var error = await Assert.ThrowsAsync<RpcException>(() => calls.CallAsync(GrpcCalls.Any("ModelInfer"), deep));
        var answer = await calls.CallAsync(GrpcCalls.Any("ModelInfer"), [.. GrpcCalls.Features().ToByteArray(), .. unknown]);

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains("its groups are too deep", error.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(2, ModelInferResponse.Parser.ParseFrom(answer).Outputs.Count);
    }

    [Fact]
    public async Task Call_TooLarge_IsResourceExhaustedAndTheLimitItselfPasses()
    {
        var size = Valid().CalculateSize();
        var options = Grpc with { MaxRequestBytes = size };
        await using var server = await ModelServer.StartAsync(
            [new ServedModel("m", FakePredictor.Echo(DataType.UInt8, 3))], options, Token);
        using var calls = new GrpcCalls(server);
        var larger = Valid();
        larger.ModelVersion = "1";

        var error = await Assert.ThrowsAsync<RpcException>(() => calls.InferAsync(larger));

        Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
        Assert.Equal(
            $"The message has {size + 3} bytes; the limit of this server is {size}. Send fewer rows a request.", error.Status.Detail);
        Assert.Single((await calls.InferAsync(Valid())).Outputs);
    }

    [Fact]
    public async Task Call_Compressed_IsUnimplemented()
    {
        await using var server = await ModelServer.StartAsync([new ServedModel("m", FakePredictor.Classifier())], Grpc, Token);
        using var calls = new GrpcCalls(server);

        var error = await Assert.ThrowsAsync<RpcException>(
            () => calls.InferAsync(GrpcCalls.Features(), new CallOptions(new Metadata { { "grpc-internal-encoding-request", "gzip" } })));

        Assert.Equal(StatusCode.Unimplemented, error.StatusCode);
    }

    [Theory]
    [InlineData("ModelConfig", "inference.GRPCInferenceService")]
    [InlineData("Check", "grpc.health.v1.Health")]
    public async Task Call_UnknownMethod_IsUnimplemented(string method, string service)
    {
        await using var server = await ModelServer.StartAsync([new ServedModel("m", FakePredictor.Classifier())], Grpc, Token);
        using var calls = new GrpcCalls(server);

        var error = await Assert.ThrowsAsync<RpcException>(() => calls.CallAsync(GrpcCalls.Any(method, service), []));

        Assert.Equal(StatusCode.Unimplemented, error.StatusCode);
    }

    [Theory]
    [InlineData("ModelReady")]
    [InlineData("ModelMetadata")]
    public async Task Call_UnknownModel_IsNotFound(string method)
    {
        await using var server = await ModelServer.StartAsync([new ServedModel("m", FakePredictor.Classifier())], Grpc, Token);
        using var calls = new GrpcCalls(server);

        var error = await Assert.ThrowsAsync<RpcException>(
            () => calls.CallAsync(GrpcCalls.Any(method), new ModelReadyRequest { Name = "ä" }.ToByteArray()));
        var version = await Assert.ThrowsAsync<RpcException>(
            () => calls.CallAsync(GrpcCalls.Any(method), new ModelReadyRequest { Name = "m", Version = "7" }.ToByteArray()));

        Assert.Equal((StatusCode.NotFound, "There is no model `ä` on this server; it has `m`."), (error.StatusCode, error.Status.Detail));
        Assert.Equal(
            (StatusCode.NotFound, "There is no version `7` of the model `m` on this server; it has 1."),
            (version.StatusCode, version.Status.Detail));
    }

    [Fact]
    public async Task Infer_ModelFails_IsInternalAndOnlyTheLogSaysWhy()
    {
        using var loggers = new CollectingLoggers();
        var broken = new FakePredictor(
            FakePredictor.Classifier().Signature, _ => throw new InvalidOperationException("A secret of the inside."));
        await using var server = await ModelServer.StartAsync([new ServedModel("m", broken)], Grpc with { LoggerFactory = loggers }, Token);
        using var calls = new GrpcCalls(server);

        var error = await Assert.ThrowsAsync<RpcException>(() => calls.InferAsync(GrpcCalls.Features()));

        Assert.Equal(
            (StatusCode.Internal, "The server failed on this request; its log says why."), (error.StatusCode, error.Status.Detail));
        Assert.Contains("A secret of the inside.", Assert.Single(loggers.Entries).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Infer_ModelRefuses_IsInvalidInItsWords()
    {
        var model = new FakePredictor(
            FakePredictor.Classifier().Signature,
            inputs => throw new ArgumentException("A row is odd; expected even ones.", nameof(inputs)));
        await using var server = await ModelServer.StartAsync([new ServedModel("m", model)], Grpc, Token);
        using var calls = new GrpcCalls(server);

        var error = await Assert.ThrowsAsync<RpcException>(() => calls.InferAsync(GrpcCalls.Features()));

        Assert.Equal((StatusCode.InvalidArgument, "A row is odd; expected even ones."), (error.StatusCode, error.Status.Detail));
    }

    [Fact]
    public async Task Port_WithoutGrpc_IsNotThere()
    {
        await using var server = await ModelServer.StartAsync([new ServedModel("m", FakePredictor.Classifier())], cancellationToken: Token);

        using var http = RawHttp.Client();
        using var content = new ByteArrayContent([0, 0, 0, 0, 0]);
        content.Headers.ContentType = new("application/grpc");
        using var response = await http.PostAsync(new Uri(server.Url, $"{InferenceMethods.Path}/ServerLive"), content, Token);

        Assert.Null(server.GrpcUrl);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ModelServerOptions { GrpcPort = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ModelServerOptions { GrpcPort = 65536 });
        Assert.Null(new ModelServerOptions { GrpcPort = null }.GrpcPort);
    }

    [Fact]
    public async Task Start_PortTaken_NamesBoth()
    {
        await using var first = await ModelServer.StartAsync([new ServedModel("m", FakePredictor.Classifier())], Grpc, Token);

        var error = await Assert.ThrowsAsync<IOException>(
            () => ModelServer.StartAsync(
                [new ServedModel("m", FakePredictor.Classifier())], Grpc with { GrpcPort = first.GrpcUrl!.Port }, Token));

        Assert.Contains($"cannot listen on 127.0.0.1:0 and 127.0.0.1:{first.GrpcUrl!.Port}", error.Message, StringComparison.Ordinal);
        Assert.Contains("Give another Port or GrpcPort", error.Message, StringComparison.Ordinal);
    }

    private static ModelInferRequest Valid()
    {
        var input = GrpcCalls.Input("x", "UINT8", 3);
        input.Contents = new InferTensorContents { UintContents = { 1, 2, 3 } };
        return new ModelInferRequest { ModelName = "m", Inputs = { input } };
    }

    private static void Break(ModelInferRequest request, string mistake)
    {
        var input = request.Inputs[0];
        var bytes = ByteString.CopyFrom(1, 2, 3);
        Action change = mistake switch
        {
            "model" => () => request.ModelName = "n",
            "no model" => () => request.ModelName = "",
            "version" => () => request.ModelVersion = "9",
            "no inputs" => request.Inputs.Clear,
            "no name" => () => input.Name = "",
            "no datatype" => () => input.Datatype = "",
            "datatype" => () => input.Datatype = "BF16",
            "negative" => () => input.Shape[0] = -3,
            "rank" => () => input.Shape.AddRange(Enumerable.Repeat(1L, 32)),
            "huge" => () => (input.Shape[0], _) = (int.MaxValue, AddLength(input)),
            "huge raw" => () => (input.Shape[0], input.Contents, _, _) = (int.MaxValue, null, AddLength(input), AddRaw(request, bytes)),
            "few" => () => input.Contents.UintContents.RemoveAt(0),
            "none" => () => input.Contents = null,
            "field" => () => input.Contents = new InferTensorContents { IntContents = { 1, 2, 3 } },
            "range" => () => input.Contents.UintContents[1] = 256,
            "raw count" => () => (input.Contents, _, _) = (null, AddRaw(request, bytes), AddRaw(request, bytes)),
            "raw size" => () => (input.Contents, _) = (null, AddRaw(request, ByteString.CopyFrom(1, 2, 3, 4))),
            "both" => () => AddRaw(request, bytes),
            "other shape" => () => (input.Shape[0], _) = (2, Remove(input)),
            "twice" => () => request.Outputs.Add([Wanted("y"), Wanted("y")]),
            "no output" => () => request.Outputs.Add(Wanted("z")),
            "nameless output" => () => request.Outputs.Add(Wanted("")),
            _ => () => request.Inputs.Add(Enumerable.Repeat(input, 1000)),
        };
        change();
    }

    private static ModelInferRequest.Types.InferRequestedOutputTensor Wanted(string name) => new() { Name = name };

    private static bool AddLength(ModelInferRequest.Types.InferInputTensor input)
    {
        input.Shape.Add(int.MaxValue);
        return true;
    }

    private static bool AddRaw(ModelInferRequest request, ByteString bytes)
    {
        request.RawInputContents.Add(bytes);
        return true;
    }

    private static bool Remove(ModelInferRequest.Types.InferInputTensor input)
    {
        input.Contents.UintContents.RemoveAt(0);
        return true;
    }
}
