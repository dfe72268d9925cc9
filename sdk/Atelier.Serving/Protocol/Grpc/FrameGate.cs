using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Atelier.Serving;

/// <summary>Looks at the start of a call, before the library for gRPC does, which takes some of it for a failure of the server.</summary>
internal static class FrameGate
{
    // A flag and a length.
    private const int HeaderLength = 5;

    /// <summary>Runs the rest of a call.</summary>
    /// <exception cref="RequestException">400: there is no frame. 413: it is too large.</exception>
    public static async Task InvokeAsync(HttpContext context, RequestDelegate next, int maxRequestBytes)
    {
        // The limit is one of the message; that of the body would count the frame around it.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        Check(await PeekAsync(context.Request.BodyReader, context.RequestAborted).ConfigureAwait(false), maxRequestBytes);
        await next(context).ConfigureAwait(false);
    }

    /// <summary>The first bytes of a body, which stay in it; fewer where it ends.</summary>
    private static async Task<byte[]> PeekAsync(PipeReader body, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await body.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (read.Buffer.Length >= HeaderLength || read.IsCompleted)
            {
                var header = read.Buffer.Slice(0, Math.Min(HeaderLength, read.Buffer.Length)).ToArray();
                body.AdvanceTo(read.Buffer.Start);
                return header;
            }

            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static void Check(byte[] header, int maxRequestBytes)
    {
        if (header is [> 1, ..])
        {
            throw new RequestException(
                StatusCodes.Status400BadRequest,
                $"The call begins with the byte {header[0]}; expected a frame of gRPC, which begins with 0, or 1 where it is compressed.");
        }

        var length = header.Length == HeaderLength ? BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(1)) : 0;
        if (length > maxRequestBytes)
        {
            throw new RequestException(
                StatusCodes.Status413PayloadTooLarge,
                $"The message has {length} bytes; the limit of this server is {maxRequestBytes}. Send fewer rows a request.");
        }
    }
}
