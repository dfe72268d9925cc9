using Atelier.OpenInference;
using Google.Protobuf;
using Grpc.Core;

namespace Atelier;

/// <summary>The methods of <c>inference.GRPCInferenceService</c>, compiled into server and client.</summary>
internal static class InferenceMethods
{
    /// <summary>The address below which the methods are.</summary>
    public const string Path = "/inference.GRPCInferenceService";

    private const string Service = "inference.GRPCInferenceService";

    public static readonly Method<ServerLiveRequest, ServerLiveResponse> ServerLive =
        Of("ServerLive", ServerLiveRequest.Parser, ServerLiveResponse.Parser);

    public static readonly Method<ServerReadyRequest, ServerReadyResponse> ServerReady =
        Of("ServerReady", ServerReadyRequest.Parser, ServerReadyResponse.Parser);

    public static readonly Method<ModelReadyRequest, ModelReadyResponse> ModelReady =
        Of("ModelReady", ModelReadyRequest.Parser, ModelReadyResponse.Parser);

    public static readonly Method<ServerMetadataRequest, ServerMetadataResponse> ServerMetadata =
        Of("ServerMetadata", ServerMetadataRequest.Parser, ServerMetadataResponse.Parser);

    public static readonly Method<ModelMetadataRequest, ModelMetadataResponse> ModelMetadata =
        Of("ModelMetadata", ModelMetadataRequest.Parser, ModelMetadataResponse.Parser);

    /// <summary>The method that predicts, whose messages each side reads in its own way.</summary>
    public static Method<TRequest, TAnswer> ModelInfer<TRequest, TAnswer>(Marshaller<TRequest> request, Marshaller<TAnswer> answer) =>
        new(MethodType.Unary, Service, "ModelInfer", request, answer);

    /// <summary>Writes a message in one piece, of a size that is known before.</summary>
    public static void Write(IMessage message, SerializationContext context)
    {
        context.SetPayloadLength(message.CalculateSize());
        message.WriteTo(context.GetBufferWriter());
        context.Complete();
    }

    private static Method<TRequest, TAnswer> Of<TRequest, TAnswer>(
        string name, MessageParser<TRequest> request, MessageParser<TAnswer> answer)
        where TRequest : class, IMessage<TRequest>
        where TAnswer : class, IMessage<TAnswer> => new(MethodType.Unary, Service, name, Marshaller(request), Marshaller(answer));

    private static Marshaller<T> Marshaller<T>(MessageParser<T> parser)
        where T : class, IMessage<T> => new(Write, context => Read(parser, context));

    private static T Read<T>(MessageParser<T> parser, DeserializationContext context)
        where T : class, IMessage<T>
    {
        try
        {
            return parser.ParseFrom(context.PayloadAsReadOnlySequence());
        }
        catch (InvalidProtocolBufferException error)
        {
            // Otherwise the server would answer as for a failure of its own.
            throw new RpcException(new Status(
                StatusCode.InvalidArgument, $"The message is not what Protocol Buffers write: {error.Message}", error));
        }
    }
}
