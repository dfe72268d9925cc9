using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using Google.Protobuf;
using Grpc.Core;

namespace Atelier.Serving.Tests;

/// <summary>Calls over gRPC below any library: a frame is a flag, a length of four bytes, and the message.</summary>
internal static class GrpcFrames
{
    public static byte[] Of(IMessage message) => Of(message.ToByteArray());

    public static byte[] Of(byte[] message)
    {
        var frame = new byte[5 + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame.AsSpan(5));
        return frame;
    }

    public static HttpRequestMessage Request(Uri server, string method, byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/grpc");
        return new HttpRequestMessage(HttpMethod.Post, $"http://{server.Authority}/inference.GRPCInferenceService/{method}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
            Headers = { { "te", "trailers" } },
        };
    }

    /// <summary>The status of an answer, which stands behind it or, where there is none, before it.</summary>
    public static async Task<StatusCode> StatusOf(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var text = answer.TrailingHeaders.TryGetValues(
            "grpc-status", out var values) || answer.Headers.TryGetValues("grpc-status", out values)
            ? Assert.Single(values)
            : throw new InvalidDataException("The answer has no grpc-status.");
        return (StatusCode)int.Parse(text, CultureInfo.InvariantCulture);
    }
}
