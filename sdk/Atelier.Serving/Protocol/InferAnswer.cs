using System.Globalization;
using System.Text.Json;
using Atelier.Prediction;
using Microsoft.AspNetCore.Http;

namespace Atelier.Serving;

/// <summary>Writes what a model answered: JSON, and behind it the elements of the outputs that are wanted as bytes.</summary>
internal static class InferAnswer
{
    /// <summary>Writes an answer whole or, when writing fails, not at all.</summary>
    public static async Task WriteAsync(HttpContext context, ServedModel model, InferRequest request, IReadOnlyList<NamedTensor> outputs)
    {
        using var body = new PooledBuffer();
        using (var json = new Utf8JsonWriter(body, TensorWriter.Options))
        {
            WriteJson(json, model, request, outputs);
        }

        var jsonLength = body.Written.Length;
        var hasBinary = false;
        foreach (var output in outputs)
        {
            if (request.IsBinary(output.Name))
            {
                BinaryElements.Write(body, output);
                hasBinary = true;
            }
        }

        if (hasBinary)
        {
            context.Response.Headers[BinaryPart.LengthHeader] = jsonLength.ToString(CultureInfo.InvariantCulture);
        }

        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentType = hasBinary ? BinaryPart.MediaType : "application/json";
        context.Response.ContentLength = body.Written.Length;
        await context.Response.Body.WriteAsync(body.Written, context.RequestAborted).ConfigureAwait(false);
    }

    private static void WriteJson(Utf8JsonWriter json, ServedModel model, InferRequest request, IReadOnlyList<NamedTensor> outputs)
    {
        json.WriteStartObject();
        json.WriteString("model_name"u8, model.Name);
        json.WriteString("model_version"u8, model.Version);
        if (request.Id is not null)
        {
            json.WriteString("id"u8, request.Id);
        }

        json.WriteStartArray("outputs"u8);
        foreach (var output in outputs)
        {
            if (request.IsBinary(output.Name))
            {
                TensorWriter.WriteSized(json, output);
            }
            else
            {
                TensorWriter.Write(json, output);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
