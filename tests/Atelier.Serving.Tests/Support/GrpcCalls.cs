using Atelier.OpenInference;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace Atelier.Serving.Tests;

/// <summary>Calls of a server over gRPC with the code that is generated from the protocol's file; the server reads by hand.</summary>
internal sealed class GrpcCalls : IDisposable
{
    private const string Service = "inference.GRPCInferenceService";

    private readonly GrpcChannel _channel;
    private readonly CallInvoker _invoker;

    public GrpcCalls(ModelServer server)
    {
        _channel = GrpcChannel.ForAddress($"http://{server.GrpcUrl!.Authority}", new GrpcChannelOptions { MaxReceiveMessageSize = null });
        _invoker = _channel.CreateCallInvoker();
    }

    public static readonly Method<ModelInferRequest, ModelInferResponse> Infer = Of<ModelInferRequest, ModelInferResponse>("ModelInfer");

    /// <summary>Any method, with messages of any bytes.</summary>
    public static Method<byte[], byte[]> Any(string name, string service = Service)
    {
        var bytes = new Marshaller<byte[]>(static message => message, static message => message);
        return new(MethodType.Unary, service, name, bytes, bytes);
    }

    public Task<ModelInferResponse> InferAsync(ModelInferRequest request, CallOptions options = default) =>
        CallAsync(Infer, request, options);

    public async Task<TAnswer> CallAsync<TRequest, TAnswer>(
        Method<TRequest, TAnswer> method, TRequest request, CallOptions options = default)
        where TRequest : class
        where TAnswer : class
    {
        if (!options.CancellationToken.CanBeCanceled)
        {
            options = options.WithCancellationToken(TestContext.Current.CancellationToken);
        }

        using var call = _invoker.AsyncUnaryCall(method, null, options, request);
        return await call.ResponseAsync;
    }

    public void Dispose() => _channel.Dispose();

    /// <summary>A request for one tensor of floats.</summary>
    public static ModelInferRequest Features(int rows = 2, string model = "m", string version = "")
    {
        var input = Input("features", "FP32", [rows, 3]);
        input.Contents = new InferTensorContents { Fp32Contents = { Enumerable.Range(0, rows * 3).Select(i => i / 4f) } };
        return new ModelInferRequest { ModelName = model, ModelVersion = version, Inputs = { input } };
    }

    public static ModelInferRequest.Types.InferInputTensor Input(string name, string type, params long[] shape) =>
        new() { Name = name, Datatype = type, Shape = { shape } };

    private static Method<TRequest, TAnswer> Of<TRequest, TAnswer>(string name)
        where TRequest : class, IMessage<TRequest>, new()
        where TAnswer : class, IMessage<TAnswer>, new() =>
            new(MethodType.Unary, Service, name, Marshaller<TRequest>(), Marshaller<TAnswer>());

    private static Marshaller<T> Marshaller<T>()
        where T : IMessage<T>, new() => new(message => message.ToByteArray(), new MessageParser<T>(() => new T()).ParseFrom);
}
