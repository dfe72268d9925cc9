using System.Reflection;
using Atelier.Prediction;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Atelier.Serving;

/// <summary>The addresses of the Open Inference Protocol v2 over HTTP.</summary>
internal sealed class InferenceEndpoints(ModelTable models, DrainSwitch drain, ShadowTraffic shadows)
{
    private static readonly string[] Get = ["GET", "HEAD"];

    private static readonly string Version =
        typeof(InferenceEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Adds the routes; the handlers take the context alone, so nothing is bound by reflection.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/v2", Get, ServerMetadataAsync);
        routes.MapMethods("/v2/health/live", Get, context => HealthAsync(context, "live", true));
        // A server that answers has its models loaded; one that stops still answers, and wants no more.
        routes.MapMethods("/v2/health/ready", Get, context => HealthAsync(context, "ready", !drain.IsDraining && models.Models.Any()));
        foreach (var model in (string[])["/v2/models/{model}", "/v2/models/{model}/versions/{version}"])
        {
            routes.MapMethods(model, Get, ModelMetadataAsync);
            routes.MapMethods($"{model}/ready", Get, ModelReadyAsync);
            routes.MapPost($"{model}/infer", InferAsync);
        }
    }

    private static Task ServerMetadataAsync(HttpContext context) => JsonBodies.WriteAsync(context, StatusCodes.Status200OK, json =>
    {
        json.WriteStartObject();
        json.WriteString("name"u8, "atelier");
        json.WriteString("version"u8, Version);
        json.WriteStartArray("extensions"u8);
        json.WriteStringValue("binary_tensor_data"u8);
        json.WriteStringValue("class_names"u8);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static Task HealthAsync(HttpContext context, string name, bool isHealthy) =>
        JsonBodies.WriteAsync(context, isHealthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, json =>
        {
            json.WriteStartObject();
            json.WriteBoolean(name, isHealthy);
            json.WriteEndObject();
        });

    private Task ModelMetadataAsync(HttpContext context)
    {
        var model = Find(context);
        return JsonBodies.WriteAsync(
            context, StatusCodes.Status200OK, json => JsonBodies.WriteMetadata(json, model, VersionsOf(model)));
    }

    private Task ModelReadyAsync(HttpContext context)
    {
        var model = Find(context);
        return JsonBodies.WriteAsync(context, StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WriteString("name"u8, model.Name);
            json.WriteBoolean("ready"u8, true);
            json.WriteEndObject();
        });
    }

    private async Task InferAsync(HttpContext context)
    {
        using var lease = models.Enter(ModelOf(context), VersionOf(context));
        var model = lease.Model.Model;
        EnsureJson(context.Request);
        InferRequest request;
        using (var body = await JsonBodies.ReadAsync(context.Request, context.RequestAborted).ConfigureAwait(false))
        {
            request = InferRequestReader.Read(body.Written, JsonLengthOf(context.Request));
        }

        EnsureOutputs(model.Predictor.Signature, request.Outputs);
        var outputs = await PredictAsync(lease.Model.Predictor, request, context.RequestAborted).ConfigureAwait(false);
        if (VersionOf(context) is null)
        {
            shadows.Send(model, request.Inputs);
        }

        var wanted = request.Outputs.Count == 0
            ? outputs
            : request.Outputs.Select(name => outputs.First(output => output.Name == name));
        await InferAnswer.WriteAsync(context, model, request, [.. wanted]).ConfigureAwait(false);
    }

    private static async Task<IReadOnlyList<NamedTensor>> PredictAsync(
        IPredictor predictor, InferRequest request, CancellationToken cancellationToken)
    {
        try
        {
            predictor.Signature.EnsureAccepts(request.Inputs);
            return await predictor.PredictAsync(request.Inputs, cancellationToken).ConfigureAwait(false);
        }
        catch (ArgumentException error)
        {
            // A predictor's word for inputs that do not fit it. The name of its parameter says nothing to a client.
            var message = error.Message.Replace($" (Parameter '{error.ParamName}')", "", StringComparison.Ordinal);
            throw new RequestException(StatusCodes.Status400BadRequest, message, error);
        }
    }

    private static string ModelOf(HttpContext context) => (string)context.Request.RouteValues["model"]!;

    private static string? VersionOf(HttpContext context) => (string?)context.Request.RouteValues["version"];

    private ServedModel Find(HttpContext context) => models.Find(ModelOf(context), VersionOf(context)).Model;

    private IEnumerable<string> VersionsOf(ServedModel model) => models.Find(model.Name)?.Versions.Select(version => version.Model.Version) ?? [];

    private static string? JsonLengthOf(HttpRequest request) =>
        request.Headers.TryGetValue(BinaryPart.LengthHeader, out var values) ? values.ToString() : null;

    private static bool IsBinary(HttpRequest request) => JsonLengthOf(request) is not null
        && MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals(BinaryPart.MediaType, StringComparison.OrdinalIgnoreCase);

    private static void EnsureJson(HttpRequest request)
    {
        // A form or plain text is a mistake of the caller, such as curl's -d alone; no type at all is what simple HTTP libraries send.
        if (request.ContentType is not null && !request.HasJsonContentType() && !IsBinary(request))
        {
            throw new RequestException(
                StatusCodes.Status415UnsupportedMediaType,
                $"The body is `{request.ContentType}`; expected JSON. Send the header `Content-Type: application/json`.");
        }

        if (request.Headers.ContentEncoding is { Count: > 0 } encoding)
        {
            throw new RequestException(
                StatusCodes.Status415UnsupportedMediaType,
                $"The body is encoded as `{encoding}`; expected plain JSON. Send it uncompressed.");
        }
    }

    private static void EnsureOutputs(ModelSignature signature, IReadOnlyList<string> wanted)
    {
        foreach (var name in wanted)
        {
            if (!signature.Outputs.Any(output => output.Name == name))
            {
                throw new RequestException(
                    StatusCodes.Status400BadRequest,
                    $"There is no output `{name}`; the model gives {string.Join("; ", signature.Outputs)}.");
            }
        }

        if (wanted.Distinct().Count() != wanted.Count)
        {
            throw new RequestException(StatusCodes.Status400BadRequest, "`outputs` names an output twice; expected each once.");
        }
    }
}
