using System.Diagnostics;
using System.Reflection;
using Atelier.Monitoring;
using Atelier.Prediction;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Atelier.Serving;

/// <summary>The addresses of the Open Inference Protocol v2 over HTTP.</summary>
internal sealed class InferenceEndpoints(ModelTable models, DrainSwitch drain, ShadowTraffic shadows, RequestLog? log)
{
    private static readonly string[] Get = ["GET", "HEAD"];

    private static readonly string Version =
        typeof(InferenceEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>Adds the routes; the handlers take the context alone, so nothing is bound by reflection.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/", Get, context => TextAsync(
            context,
            "text/html; charset=utf-8",
            StatusPage.Write(models.Models, drain.IsDraining, models.Troubles, Version, Stopwatch.GetElapsedTime(_start))));
        routes.MapMethods("/metrics", Get, context => TextAsync(context, PrometheusText.MediaType, PrometheusText.Write(models.Models)));
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

    private static Task TextAsync(HttpContext context, string mediaType, string text)
    {
        context.Response.ContentType = mediaType;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }

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
        var start = Stopwatch.GetTimestamp();
        using var lease = models.Enter(ModelOf(context), VersionOf(context));
        using var activity = ServingSource.Start(lease.Model.Model, context.Request.Headers);
        var (outcome, rows) = (Outcome.Failed, 0);
        try
        {
            rows = await InferAsync(context, lease.Model).ConfigureAwait(false);
            outcome = Outcome.Answered;
        }
        catch (Exception error)
        {
            outcome = OutcomeOf(error, context);
            throw;
        }
        finally
        {
            var elapsed = Stopwatch.GetElapsedTime(start);
            lease.Model.Counters.Count(outcome, elapsed, rows);
            ServingSource.Record(lease.Model.Model, outcome, elapsed, rows, activity);
        }
    }

    private static Outcome OutcomeOf(Exception error, HttpContext context) => error switch
    {
        _ when context.RequestAborted.IsCancellationRequested => Outcome.Abandoned,
        RequestException { StatusCode: StatusCodes.Status503ServiceUnavailable } => Outcome.Overloaded,
        RequestException or BadHttpRequestException => Outcome.Refused,
        _ => Outcome.Failed,
    };

    /// <summary>Answers a request, and gives its rows.</summary>
    private async Task<int> InferAsync(HttpContext context, HostedModel hosted)
    {
        var model = hosted.Model;
        EnsureJson(context.Request);
        hosted.EnsureRoom();
        InferRequest request;
        using (var body = await JsonBodies.ReadAsync(context.Request, context.RequestAborted).ConfigureAwait(false))
        {
            request = InferRequestReader.Read(body.Written, JsonLengthOf(context.Request));
        }

        EnsureOutputs(model.Predictor.Signature, request.Outputs);
        if (log is not null)
        {
            // The name by which a label that arrives later finds the answer.
            request = request with { Id = request.Id ?? Guid.CreateVersion7().ToString() };
        }

        var outputs = await RecordAsync(hosted, request, context.RequestAborted).ConfigureAwait(false);
        if (VersionOf(context) is null)
        {
            shadows.Send(model, request.Inputs);
        }

        var wanted = request.Outputs.Count == 0
            ? outputs
            : request.Outputs.Select(name => outputs.First(output => output.Name == name));
        await InferAnswer.WriteAsync(context, model, request, [.. wanted]).ConfigureAwait(false);
        return request.Inputs[0].Shape is [var rows, ..] ? rows : 1;
    }

    /// <summary>Predicts, and writes down what was asked and answered where the server keeps a log.</summary>
    private async Task<IReadOnlyList<NamedTensor>> RecordAsync(HostedModel hosted, InferRequest request, CancellationToken cancellationToken)
    {
        if (log is null)
        {
            return await PredictAsync(hosted.Predictor, request, cancellationToken).ConfigureAwait(false);
        }

        var (time, start) = (DateTimeOffset.UtcNow, Stopwatch.GetTimestamp());
        RecordedRequest Record() => new(request.Id!, time, hosted.Model.Name, hosted.Model.Version, Stopwatch.GetElapsedTime(start));
        try
        {
            var outputs = await PredictAsync(hosted.Predictor, request, cancellationToken).ConfigureAwait(false);
            log.TryWrite(Record(), request.Inputs, outputs);
            return outputs;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            log.TryWrite(Record() with { Error = error.Message }, request.Inputs, []);
            throw;
        }
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
