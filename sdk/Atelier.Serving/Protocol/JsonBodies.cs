using System.Buffers;
using System.Text.Json;
using Atelier.Prediction;
using Microsoft.AspNetCore.Http;

namespace Atelier.Serving;

/// <summary>Reads the bodies of requests and writes those of answers.</summary>
internal static class JsonBodies
{
    private const int MaxErrorLength = 2000;

    /// <summary>Reads a whole body, which the server's limit bounds.</summary>
    public static async Task<PooledBuffer> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var body = new PooledBuffer();
        try
        {
            while (true)
            {
                var read = await request.BodyReader.ReadAsync(cancellationToken).ConfigureAwait(false);
                foreach (var segment in read.Buffer)
                {
                    body.Write(segment.Span);
                }

                request.BodyReader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    return body;
                }
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>Writes an answer whole or, when writing fails, not at all.</summary>
    public static async Task WriteAsync(HttpContext context, int statusCode, Action<Utf8JsonWriter> write)
    {
        using var body = new PooledBuffer();
        using (var json = new Utf8JsonWriter(body, TensorWriter.Options))
        {
            write(json);
        }

        context.Response.StatusCode = statusCode;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Written.Length;
        await context.Response.Body.WriteAsync(body.Written, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>A message to a client, who may be quoted in it at length.</summary>
    public static string Shortened(string message) => message.Length > MaxErrorLength ? $"{message[..MaxErrorLength]}..." : message;

    /// <summary>Writes an error as the protocol has it.</summary>
    public static Task WriteErrorAsync(HttpContext context, int statusCode, string message) => WriteAsync(context, statusCode, json =>
    {
        json.WriteStartObject();
        json.WriteString("error"u8, Shortened(message));
        json.WriteEndObject();
    });

    /// <summary>What runs a model, by the protocol's names.</summary>
    public static string PlatformOf(ServedModel model) => model.Predictor is Inference.OnnxPredictor ? "onnxruntime_onnx" : "atelier";

    /// <summary>Writes what a model takes and gives.</summary>
    public static void WriteMetadata(Utf8JsonWriter json, ServedModel model, IEnumerable<string> versions)
    {
        var signature = model.Predictor.Signature;
        json.WriteStartObject();
        json.WriteString("name"u8, model.Name);
        WriteStrings(json, "versions"u8, versions);
        json.WriteString("platform"u8, PlatformOf(model));
        WriteSpecs(json, "inputs"u8, signature.Inputs);
        WriteSpecs(json, "outputs"u8, signature.Outputs);
        if (signature.ClassNames.Count > 0)
        {
            WriteStrings(json, "class_names"u8, signature.ClassNames);
        }

        json.WriteEndObject();
    }

    private static void WriteStrings(Utf8JsonWriter json, ReadOnlySpan<byte> name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    private static void WriteSpecs(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<TensorSpec> specs)
    {
        json.WriteStartArray(name);
        foreach (var spec in specs)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, spec.Name);
            json.WriteString("datatype"u8, spec.DataType.ToProtocolName());
            json.WriteStartArray("shape"u8);
            foreach (var length in spec.Shape)
            {
                json.WriteNumberValue(length);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
