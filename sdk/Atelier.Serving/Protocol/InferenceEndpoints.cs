using System.Diagnostics;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Atelier.Serving;

/// <summary>The addresses of the Open Inference Protocol v2 over HTTP.</summary>
internal sealed class InferenceEndpoints(ModelTable models, DrainSwitch drain, InferenceRunner runner)
{
    /// <summary>The methods that read.</summary>
    internal static readonly string[] Get = ["GET", "HEAD"];

    /// <summary>What the server speaks beside the protocol.</summary>
    internal static readonly string[] Extensions = ["binary_tensor_data", "class_names"];

    /// <summary>The server's version.</summary>
    internal static readonly string Version =
        typeof(InferenceEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>Adds the routes; the handlers take the context alone, so nothing is bound by reflection.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/", Get, context => TextAsync(
            context,
            "text/html; charset=utf-8",
            StatusPage.Write(models, drain.IsDraining, Version, Stopwatch.GetElapsedTime(_start))));
        routes.MapMethods("/metrics", Get, context => TextAsync(context, PrometheusText.MediaType, PrometheusText.Write(models)));
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
        foreach (var extension in Extensions)
        {
            json.WriteStringValue(extension);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static Task TextAsync(HttpContext context, string mediaType, string text)
    {
        context.Response.ContentType = mediaType;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }

    private static Task HealthAsync(HttpContext context, string name, bool isHealthy) =>
        JsonBodies.WriteAsync(context, HealthStatus(isHealthy), json =>
        {
            json.WriteStartObject();
            json.WriteBoolean(name, isHealthy);
            json.WriteEndObject();
        });

    private static int HealthStatus(bool isHealthy) => isHealthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;

    private Task ModelMetadataAsync(HttpContext context)
    {
        var model = Find(context);
        return JsonBodies.WriteAsync(
            context, StatusCodes.Status200OK, json => JsonBodies.WriteMetadata(json, model, VersionsOf(model)));
    }

    private Task ModelReadyAsync(HttpContext context)
    {
        var (model, isReady) = (Find(context), !drain.IsDraining);
        return JsonBodies.WriteAsync(context, HealthStatus(isReady), json =>
        {
            json.WriteStartObject();
            json.WriteString("name"u8, model.Name);
            json.WriteBoolean("ready"u8, isReady);
            json.WriteEndObject();
        });
    }

    private Task InferAsync(HttpContext context) => runner.RunAsync(
        ModelOf(context), VersionOf(context), context, token => ReadAsync(context, token), (model, request, outputs) => InferAnswer.WriteAsync(context, model, request, outputs),
        context.RequestAborted);

    private static async Task<InferRequest> ReadAsync(HttpContext context, CancellationToken cancellationToken)
    {
        EnsureJson(context.Request);
        using var body = await JsonBodies.ReadAsync(context.Request, cancellationToken).ConfigureAwait(false);
        return InferRequestReader.Read(body.Written, JsonLengthOf(context.Request));
    }

    private static string ModelOf(HttpContext context) => (string)context.Request.RouteValues["model"]!;

    private static string? VersionOf(HttpContext context) => (string?)context.Request.RouteValues["version"];

    private ServedModel Find(HttpContext context) => models.Find(ModelOf(context), VersionOf(context)).Model;

    private IEnumerable<string> VersionsOf(ServedModel model) => models.Find(model.Name)?.Versions.Select(version => version.Model.Version) ?? [];

    private static string? JsonLengthOf(HttpRequest request) =>
        request.Headers.TryGetValue(BinaryPart.LengthHeader, out var values) ? values.ToString() : null;

    private static bool IsBinary(HttpRequest request) => JsonLengthOf(request) is not null
        && (request.ContentType == BinaryPart.MediaType
            || (MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals(BinaryPart.MediaType, StringComparison.OrdinalIgnoreCase)));

    private static void EnsureJson(HttpRequest request)
    {
        // A form or plain text is a mistake of the caller, such as curl's -d alone; no type at all is what simple HTTP libraries send.
        if (request.ContentType is not (null or "application/json") && !request.HasJsonContentType() && !IsBinary(request))
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
}
