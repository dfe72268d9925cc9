using Grpc.Core;

namespace Atelier.Serving;

/// <summary>The bytes of a message, in rented memory until it is disposed of.</summary>
internal sealed class GrpcRequest : IDisposable
{
    private readonly PooledBuffer _bytes = new();

    private GrpcRequest()
    {
    }

    /// <summary>How a method takes its messages so; it gets them and never gives one.</summary>
    public static Marshaller<GrpcRequest> Marshaller { get; } =
        new((_, _) => throw new NotSupportedException("A server sends no requests."), Read);

    /// <summary>The message.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.Written;

    public void Dispose() => _bytes.Dispose();

    private static GrpcRequest Read(DeserializationContext context)
    {
        var request = new GrpcRequest();
        var target = request._bytes.GetSpan(context.PayloadLength);
        foreach (var part in context.PayloadAsReadOnlySequence())
        {
            part.Span.CopyTo(target);
            target = target[part.Length..];
        }

        request._bytes.Advance(context.PayloadLength);
        return request;
    }
}
