using Atelier.OpenInference;
using Atelier.Prediction;
using Grpc.Core;
using Grpc.Net.Client;

namespace Atelier.Client;

/// <summary>A model over gRPC.</summary>
/// <remarks>
/// The time-out of the <see cref="HttpClient"/> goes out as the deadline of each call, so that the server gives up as well; without one,
/// a call that is cut resets its stream, which tells the server the same.
/// </remarks>
internal sealed class GrpcModel : IModelConnection
{
    private static readonly Method<ModelInferRequest, GrpcAnswer> Infer = InferenceMethods.ModelInfer(
        new Marshaller<ModelInferRequest>(InferenceMethods.Write, static _ => throw new NotSupportedException("A client gets none.")),
        GrpcAnswer.Marshaller);

    private readonly Uri _url;
    private readonly string _model;
    private readonly string _version;
    private readonly bool _raw;
    private readonly HttpClient? _owned;
    private readonly HttpClient _http;
    private readonly GrpcChannel _channel;
    private readonly CallInvoker _invoker;
    private readonly GrpcFailures _failures;

    public GrpcModel(Uri url, string model, string? version, HttpClient? http, bool? binary)
    {
        (_url, _model, _version, _raw) = (url, model, version ?? "", binary ?? true);
        _owned = http is null ? new HttpClient(ServerAddress.Handler(url)) : null;
        _http = http ?? _owned!;
        _channel = GrpcChannel.ForAddress(ServerAddress.OfHttp(url), new GrpcChannelOptions
        {
            HttpClient = _http,
            DisposeHttpClient = false,
            // An answer is as large as the model's outputs are; a server that is trusted with the inputs is with this.
            MaxReceiveMessageSize = null,
            MaxSendMessageSize = null,
            // Sending again is the business of the client's options, which do it below.
            MaxRetryAttempts = null,
        });
        _invoker = _channel.CreateCallInvoker();
        _failures = new GrpcFailures(url, model, _http);
    }

    public async Task<ModelSignature> ConnectAsync(CancellationToken cancellationToken)
    {
        var request = new ModelMetadataRequest { Name = _model, Version = _version };
        var metadata = await CallAsync(InferenceMethods.ModelMetadata, request, cancellationToken).ConfigureAwait(false);
        return _failures.Understand(() => metadata.Inputs.Count > 0
            ? new ModelSignature([.. metadata.Inputs.Select(Spec)], [.. metadata.Outputs.Select(Spec)], [.. metadata.ClassNames])
            : throw new InvalidDataException("it lists no inputs, so that nothing can be sent to the model"));
    }

    public async Task<IReadOnlyList<NamedTensor>> InferAsync(
        IReadOnlyList<NamedTensor> inputs, IReadOnlyList<TensorSpec> outputs, CancellationToken cancellationToken)
    {
        var answer = await CallAsync(Infer, Request(inputs), cancellationToken).ConfigureAwait(false);
        return _failures.Understand(() => InferMessages.InOrder(answer.Tensors, outputs));
    }

    public Task<bool> IsLiveAsync(CancellationToken cancellationToken) =>
        AskAsync(InferenceMethods.ServerLive, new ServerLiveRequest(), answer => answer.Live, cancellationToken);

    public Task<bool> IsReadyAsync(CancellationToken cancellationToken) => AskAsync(
        InferenceMethods.ModelReady,
        new ModelReadyRequest { Name = _model, Version = _version },
        answer => answer.Ready,
        cancellationToken);

    public void Dispose()
    {
        _channel.Dispose();
        _owned?.Dispose();
    }

    private async Task<bool> AskAsync<TRequest, TAnswer>(
        Method<TRequest, TAnswer> method, TRequest request, Func<TAnswer, bool> isSo, CancellationToken cancellationToken)
        where TRequest : class
        where TAnswer : class
    {
        try
        {
            return isSo(await CallAsync(method, request, cancellationToken).ConfigureAwait(false));
        }
        catch (InferenceException)
        {
            return false;
        }
    }

    private static TensorSpec Spec(ModelMetadataResponse.Types.TensorMetadata spec)
    {
        try
        {
            var type = DataTypes.FromProtocolName(spec.Datatype);
            return new TensorSpec(spec.Name, type, [.. spec.Shape.Select(length => Length(length, spec.Name))]);
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException($"the tensor `{spec.Name}` has a type that this client does not know: {error.Message}", error);
        }
    }

    private static int Length(long length, string name) => length is >= -1 and <= int.MaxValue
        ? (int)length
        : throw new InvalidDataException($"the shape of `{name}` holds {length}; expected -1 or a length");

    private ModelInferRequest Request(IReadOnlyList<NamedTensor> inputs)
    {
        var request = new ModelInferRequest { ModelName = _model, ModelVersion = _version };
        var raw = _raw || !inputs.All(input => TensorContents.HasTyped(input.DataType));
        foreach (var input in inputs)
        {
            request.Inputs.Add(new ModelInferRequest.Types.InferInputTensor
            {
                Name = input.Name,
                Datatype = input.DataType.ToProtocolName(),
                Shape = { input.Shape.Select(length => (long)length) },
                Contents = raw ? null : TensorContents.Typed(input),
            });
            if (raw)
            {
                request.RawInputContents.Add(TensorContents.Raw(input));
            }
        }

        return request;
    }

    private async Task<TAnswer> CallAsync<TRequest, TAnswer>(
        Method<TRequest, TAnswer> method, TRequest request, CancellationToken cancellationToken)
        where TRequest : class
        where TAnswer : class
    {
        DateTime? deadline = _http.Timeout == Timeout.InfiniteTimeSpan ? null : DateTime.UtcNow + _http.Timeout;
        try
        {
            var options = new CallOptions(deadline: deadline, cancellationToken: cancellationToken);
            using var call = _invoker.AsyncUnaryCall(method, null, options, request);
            return await call.ResponseAsync.ConfigureAwait(false);
        }
        catch (RpcException error)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw _failures.Of(error, deadline);
        }
    }
}
