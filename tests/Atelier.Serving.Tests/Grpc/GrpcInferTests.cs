using Atelier.OpenInference;
using Atelier.Prediction;
using Google.Protobuf;
using Grpc.Core;

namespace Atelier.Serving.Tests;

/// <summary>Predictions over gRPC: every type in both forms, and what else a request may say.</summary>
public sealed class GrpcInferTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Each type, two elements that try its range, as bytes by hand.</summary>
    public static TheoryData<string, string> Raw => new()
    {
        { "BOOL", "01 00" },
        { "UINT8", "00 ff" },
        { "UINT16", "01 00 ff ff" },
        { "UINT32", "01 00 00 00 ff ff ff ff" },
        { "UINT64", "01 00 00 00 00 00 00 00 ff ff ff ff ff ff ff ff" },
        { "INT8", "80 7f" },
        { "INT16", "00 80 ff 7f" },
        { "INT32", "00 00 00 80 ff ff ff 7f" },
        { "INT64", "00 00 00 00 00 00 00 80 ff ff ff ff ff ff ff 7f" },
        { "FP16", "00 3e 00 7c" },
        { "FP32", "00 00 c0 3f ff ff 7f 7f" },
        { "FP64", "00 00 00 00 00 00 f8 bf 00 00 00 00 00 00 f0 7f" },
        { "BYTES", "02 00 00 00 c3 a4 00 00 00 00" },
    };

    /// <summary>The same elements in the fields of their types; FP16 has none.</summary>
    internal static IReadOnlyDictionary<string, InferTensorContents> Typed { get; } = new Dictionary<string, InferTensorContents>
    {
        ["BOOL"] = new() { BoolContents = { true, false } },
        ["UINT8"] = new() { UintContents = { 0, 255 } },
        ["UINT16"] = new() { UintContents = { 1, 65535 } },
        ["UINT32"] = new() { UintContents = { 1, uint.MaxValue } },
        ["UINT64"] = new() { Uint64Contents = { 1, ulong.MaxValue } },
        ["INT8"] = new() { IntContents = { -128, 127 } },
        ["INT16"] = new() { IntContents = { short.MinValue, short.MaxValue } },
        ["INT32"] = new() { IntContents = { int.MinValue, int.MaxValue } },
        ["INT64"] = new() { Int64Contents = { long.MinValue, long.MaxValue } },
        ["FP32"] = new() { Fp32Contents = { 1.5f, float.MaxValue } },
        ["FP64"] = new() { Fp64Contents = { -1.5, double.PositiveInfinity } },
        ["BYTES"] = new() { BytesContents = { ByteString.CopyFromUtf8("ä"), ByteString.Empty } },
    };

    [Theory]
    [MemberData(nameof(Raw))]
    public async Task Infer_Raw_IsAnsweredRawToTheByte(string type, string hex)
    {
        await using var server = await EchoAsync(type);
        using var calls = new GrpcCalls(server);
        var bytes = ByteString.CopyFrom(BinaryHttp.Bytes(hex));

        var answer = await calls.InferAsync(
            new ModelInferRequest { ModelName = "m", Inputs = { GrpcCalls.Input("x", type, 2) }, RawInputContents = { bytes } });

        Assert.Equal([bytes], answer.RawOutputContents);
        var output = Assert.Single(answer.Outputs);
        Assert.Equal(("y", type), (output.Name, output.Datatype));
        Assert.Equal([2L], output.Shape);
        Assert.Null(output.Contents);
    }

    [Theory]
    [MemberData(nameof(Raw))]
    public async Task Infer_Typed_IsAnsweredTypedAndRefusesWhatHasNone(string type, string hex)
    {
        await using var server = await EchoAsync(type);
        using var calls = new GrpcCalls(server);
        var input = GrpcCalls.Input("x", type, 2);
        input.Contents = Typed.GetValueOrDefault(type);
        var request = new ModelInferRequest { ModelName = "m", Inputs = { input } };

        if (type == "FP16")
        {
            var error = await Assert.ThrowsAsync<RpcException>(() => calls.InferAsync(request));
            Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
            Assert.Contains("`x` holds FP16 elements, for which the protocol has no typed contents", error.Status.Detail);
            return;
        }

        var answer = await calls.InferAsync(request);

        Assert.Equal(Typed[type], Assert.Single(answer.Outputs).Contents);
        Assert.Empty(answer.RawOutputContents);
        // The two forms are of the same elements.
        var raw = await calls.InferAsync(new ModelInferRequest
        {
            ModelName = "m",
            Inputs = { GrpcCalls.Input("x", type, 2) },
            RawInputContents = { ByteString.CopyFrom(BinaryHttp.Bytes(hex)) },
        });
        var elements = InferMessage.ReadAnswer(raw.ToByteArray()).ReadTensors()[0];
        Assert.Equal(answer.Outputs[0].Contents, TensorContents.Typed(elements));
    }

    [Fact]
    public async Task Infer_UnpackedAndCutContents_AreReadAsAny()
    {
        await using var server = await EchoAsync("INT32");
        using var calls = new GrpcCalls(server);
        // `contents` comes twice, with the elements 7, then -1 and packed 1, 300: a sender may cut them so.
        var tensor = BinaryHttp.Bytes(
            "0a 01 78 12 05 49 4e 54 33 32 18 04 2a 02 10 07 2a 10 10 ff ff ff ff ff ff ff ff ff 01 12 03 01 ac 02");
        byte[] request = [0x0a, 1, (byte)'m', 0x2a, (byte)tensor.Length, .. tensor];
        Assert.Equal([7, -1, 1, 300], ModelInferRequest.Parser.ParseFrom(request).Inputs[0].Contents.IntContents);

        var answer = ModelInferResponse.Parser.ParseFrom(await calls.CallAsync(GrpcCalls.Any("ModelInfer"), request));

        Assert.Equal([7, -1, 1, 300], answer.Outputs[0].Contents.IntContents);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Infer_AllTypesAtOnce_HalfMakesTheAnswerRaw(bool wantsHalf)
    {
        await using var server = await ModelServer.StartAsync([new ServedModel("m", FakePredictor.Echo())], Grpc, Token);
        using var calls = new GrpcCalls(server);
        var request = new ModelInferRequest { ModelName = "m" };
        foreach (var row in Raw)
        {
            var (type, hex) = row.Data;
            request.Inputs.Add(GrpcCalls.Input($"in_{type}", type, 1, 2));
            request.RawInputContents.Add(ByteString.CopyFrom(BinaryHttp.Bytes(hex)));
        }

        request.Outputs.Add(new ModelInferRequest.Types.InferRequestedOutputTensor { Name = wantsHalf ? "out_FP16" : "out_BYTES" });
        request.Outputs.Add(new ModelInferRequest.Types.InferRequestedOutputTensor { Name = "out_INT8" });
        var answer = await calls.InferAsync(request);

        Assert.Equal([wantsHalf ? "out_FP16" : "out_BYTES", "out_INT8"], answer.Outputs.Select(output => output.Name));
        Assert.Equal([request.RawInputContents[wantsHalf ? 9 : 12], request.RawInputContents[5]], answer.RawOutputContents);
    }

    [Fact]
    public async Task Infer_TypedRequestOfAModelThatGivesHalves_IsAnsweredRaw()
    {
        var signature = new ModelSignature([new TensorSpec("x", DataType.Int32, [-1])], [new TensorSpec("y", DataType.Float16, [-1])], []);
        var model = new FakePredictor(signature, inputs => [NamedTensor.Create<Half>("y", new[] { (Half)1.5 }, 1)]);
        await using var server = await ModelServer.StartAsync([new ServedModel("m", model)], Grpc, Token);
        using var calls = new GrpcCalls(server);
        var input = GrpcCalls.Input("x", "INT32", 1);
        input.Contents = new InferTensorContents { IntContents = { 1 } };

        var answer = await calls.InferAsync(new ModelInferRequest { ModelName = "m", Inputs = { input } });

        Assert.Equal([0x00, 0x3e], Assert.Single(answer.RawOutputContents).ToByteArray());
        Assert.Null(answer.Outputs[0].Contents);
    }

    [Fact]
    public async Task Infer_IdParametersAndOutputs_AreCarriedIgnoredAndPicked()
    {
        await using var server = await ModelServer.StartAsync([new ServedModel("m", FakePredictor.Classifier(), "4")], Grpc, Token);
        using var calls = new GrpcCalls(server);
        var request = GrpcCalls.Features();
        request.Id = "seven";
        request.Parameters["priority"] = new InferParameter { Uint64Param = 3 };
        request.Inputs[0].Parameters["binary_data_size"] = new InferParameter { Int64Param = 5 };
        request.Outputs.Add(new ModelInferRequest.Types.InferRequestedOutputTensor
        {
            Name = "class",
            Parameters = { ["classification"] = new InferParameter { BoolParam = true } },
        });

        var answer = await calls.InferAsync(request);

        Assert.Equal(("m", "4", "seven"), (answer.ModelName, answer.ModelVersion, answer.Id));
        Assert.Equal("class", Assert.Single(answer.Outputs).Name);
        Assert.Equal([2L], answer.Outputs[0].Shape);
        Assert.Equal("", (await calls.InferAsync(GrpcCalls.Features())).Id);
    }

    [Fact]
    public async Task Infer_VersionsAndAliases_AreChosenAsOverHttp()
    {
        await using var server = await ModelServer.StartAsync(
            [new ServedModel("m", FakePredictor.Classifier(), "1"), new ServedModel("m", FakePredictor.Classifier(), "2")], Grpc, Token);
        server.SetAlias("m", "champion", "1");
        using var calls = new GrpcCalls(server);

        foreach (var (version, expected) in new[] { ("", "2"), ("1", "1"), ("2", "2"), ("champion", "1") })
        {
            Assert.Equal(expected, (await calls.InferAsync(GrpcCalls.Features(version: version))).ModelVersion);
        }
    }

    [Fact]
    public async Task Metadata_TellsTheServerAndTheModel()
    {
        await using var server = await ModelServer.StartAsync(
            [.. new[] { "1", "2" }.Select(version => new ServedModel("m", FakePredictor.Classifier("no", "yes"), version))], Grpc, Token);
        using var calls = new GrpcCalls(server);

        var told = await calls.CallAsync(InferenceMethods.ServerMetadata, new ServerMetadataRequest());
        var model = await calls.CallAsync(InferenceMethods.ModelMetadata, new ModelMetadataRequest { Name = "m" });

        Assert.Equal(("atelier", true), (told.Name, told.Version.Length > 0));
        Assert.Equal(["binary_tensor_data", "class_names"], told.Extensions);
        Assert.Equal(("m", "atelier"), (model.Name, model.Platform));
        Assert.Equal(["1", "2"], model.Versions);
        Assert.Equal(["no", "yes"], model.ClassNames);
        Assert.Equal([("features", "FP32", "-1 3")], model.Inputs.Select(spec => (spec.Name, spec.Datatype, string.Join(' ', spec.Shape))));
        Assert.Equal(
            [("scores", "FP32", "-1 2"), ("class", "INT64", "-1")],
            model.Outputs.Select(spec => (spec.Name, spec.Datatype, string.Join(' ', spec.Shape))));
        Assert.True((await calls.CallAsync(InferenceMethods.ServerLive, new ServerLiveRequest())).Live);
        Assert.True((await calls.CallAsync(InferenceMethods.ServerReady, new ServerReadyRequest())).Ready);
        Assert.True((await calls.CallAsync(InferenceMethods.ModelReady, new ModelReadyRequest { Name = "m", Version = "2" })).Ready);
    }

    private static ModelServerOptions Grpc => new() { GrpcPort = 0 };

    private static Task<ModelServer> EchoAsync(string type) =>
        ModelServer.StartAsync([new ServedModel("m", FakePredictor.Echo(DataTypes.FromProtocolName(type), -1))], Grpc, Token);
}
