using System.Net;
using Atelier.Client;
using Atelier.OpenInference;
using Atelier.Prediction;
using Google.Protobuf;

namespace Atelier.Serving.Tests;

/// <summary>Answers of other servers over gRPC: what the protocol leaves open is understood, and what it does not allow is told.</summary>
public sealed class GrpcForeignServerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>What a server tells of its model, and what the client says of that.</summary>
    public static TheoryData<string, string> Metadata => new()
    {
        { "", "it lists no inputs, so that nothing can be sent to the model" },
        {
            "22 0c 0a 01 78 12 04 42 46 31 36 1a 01 03",
            "the tensor `x` has a type that this client does not know: `BF16` is no element type"
        },
        { "22 11 0a 01 78 12 04 46 50 33 32 1a 06 ff ff ff ff ff 7f", "the shape of `x` holds 4398046511103; expected -1 or a length" },
        { "22 05 0a", "cannot be read: " },
    };

    [Theory]
    [MemberData(nameof(Metadata))]
    public async Task Connect_OddMetadata_SaysWhatIsOdd(string hex, string expected)
    {
        using var http = new HttpClient(new Peer(BinaryHttp.Bytes(hex), []));

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => InferenceClient.ConnectAsync("grpc://peer:1", "m", http: http, cancellationToken: Token));

        Assert.StartsWith("The answer of grpc://peer:1/ for the model `m` cannot be read: ", error.Message);
        Assert.Contains(expected, error.Message);
    }

    /// <summary>An answer, and what the client says of it; null where it understands it as y = 1, 2.</summary>
    public static TheoryData<string, string?> Answers => new()
    {
        { "raw", null },
        { "typed", null },
        { "lower case and more", null },
        { "nothing", "it has no output `y`, which the model's metadata promised" },
        { "other name", "it has no output `y`, which the model's metadata promised; it has z FP32 (2,)" },
        { "other type", "its output `y` holds INT32 elements; the model's metadata promised FP32" },
        { "few bytes", "`y` has 4 bytes; FP32 elements in its shape (2,) take 8" },
        { "too many raw", "There are 2 raw contents for 1 tensors in `outputs`" },
        { "broken", "the message is not what Protocol Buffers write" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Predict_Answer_IsUnderstoodOrTold(string kind, string? expected)
    {
        using var http = new HttpClient(new Peer(Model(), Answer(kind)));
        using var client = await InferenceClient.ConnectAsync("grpc://peer:1", "m", http: http, cancellationToken: Token);

        var asked = client.PredictAsync([NamedTensor.Create<float>("x", new float[] { 1 }, 1)], Token).AsTask();

        if (expected is null)
        {
            var outputs = await asked;
            Assert.Equal([1, 2], Assert.Single(outputs).Values<float>().ToArray());
            return;
        }

        var error = await Assert.ThrowsAsync<InferenceException>(() => asked);
        Assert.StartsWith("The answer of grpc://peer:1/ for the model `m` cannot be read: ", error.Message);
        Assert.Contains(expected, error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.EndsWith("Does a server of the Open Inference Protocol v2 run there?", error.Message);
    }

    [Theory]
    [InlineData(HttpStatusCode.OK)]
    [InlineData(HttpStatusCode.BadGateway)]
    public async Task Connect_PageOfAWebServer_IsNoAnswer(HttpStatusCode status)
    {
        using var http = new HttpClient(new Page(status));

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => InferenceClient.ConnectAsync("grpc://peer:1", "m", http: http, cancellationToken: Token));

        Assert.Contains("grpc://peer:1/", error.Message);
        Assert.Contains("Bad gRPC response", error.Message);
    }

    private static byte[] Model() => new ModelMetadataResponse
    {
        Name = "m",
        Inputs = { new ModelMetadataResponse.Types.TensorMetadata { Name = "x", Datatype = "FP32", Shape = { -1 } } },
        Outputs = { new ModelMetadataResponse.Types.TensorMetadata { Name = "y", Datatype = "FP32", Shape = { -1 } } },
    }.ToByteArray();

    private static byte[] Answer(string kind)
    {
        var bytes = ByteString.CopyFrom(BinaryHttp.Bytes("00 00 80 3f 00 00 00 40"));
        var output = new ModelInferResponse.Types.InferOutputTensor { Name = "y", Datatype = "FP32", Shape = { 2 } };
        var answer = new ModelInferResponse { ModelName = "m", Outputs = { output }, RawOutputContents = { bytes } };
        Action? change = kind switch
        {
            "typed" => MakeTyped,
            "lower case and more" => () => (output.Datatype, answer.Id) = ("fp32", "a"),
            "nothing" => () => answer = new ModelInferResponse(),
            "other name" => () => output.Name = "z",
            "other type" => () => output.Datatype = "INT32",
            "few bytes" => () => answer.RawOutputContents[0] = ByteString.CopyFrom(1, 2, 3, 4),
            "too many raw" => () => answer.RawOutputContents.Add(bytes),
            _ => null,
        };
        change?.Invoke();
        return kind == "broken" ? answer.ToByteArray()[..^1] : answer.ToByteArray();

        void MakeTyped()
        {
            output.Contents = new InferTensorContents { Fp32Contents = { 1, 2 } };
            answer.RawOutputContents.Clear();
        }
    }

    /// <summary>Answers each method with a message, as HTTP/2 would bring it.</summary>
    private sealed class Peer(byte[] metadata, byte[] answer) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await request.Content!.CopyToAsync(Stream.Null, cancellationToken);
            var message = request.RequestUri!.AbsolutePath.EndsWith("ModelInfer", StringComparison.Ordinal) ? answer : metadata;
            var content = new ByteArrayContent(GrpcFrames.Of(message));
            content.Headers.ContentType = new("application/grpc");
            return new HttpResponseMessage(HttpStatusCode.OK)
            {
                Version = HttpVersion.Version20,
                Content = content,
                TrailingHeaders = { { "grpc-status", "0" } },
            };
        }
    }

    private sealed class Page(HttpStatusCode status) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await request.Content!.CopyToAsync(Stream.Null, cancellationToken);
            var page = new StringContent("<html>", mediaType: new("text/html"));
            return new HttpResponseMessage(status) { Version = HttpVersion.Version20, Content = page };
        }
    }
}
