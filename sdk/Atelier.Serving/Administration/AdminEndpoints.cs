using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Atelier.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Atelier.Serving;

/// <summary>The administration over HTTP, which the key gate guards: load, unload, aliases and traffic.</summary>
/// <remarks>
/// Index, load and unload have the addresses of the model repository extension of the Triton Inference Server; the others stand beside them. Each answers with the versions
/// of its model as they are afterwards. Where the server follows a registry, aliases are moved in it.
/// </remarks>
internal sealed partial class AdminEndpoints(ModelTable table, RegistryFollower? follower, string? packages, ILogger<AdminEndpoints> logger)
{
    /// <summary>Where the administration begins.</summary>
    public const string Root = "/v2/repository";

    private const int MaxBody = 64 << 10;

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost($"{Root}/index", context => WriteAsync(context, table.Models));
        routes.MapPost($"{Root}/models/{{model}}/load", LoadAsync);
        routes.MapPost($"{Root}/models/{{model}}/unload", UnloadAsync);
        routes.MapPut($"{Root}/models/{{model}}/aliases/{{alias}}", SetAliasAsync);
        routes.MapPut($"{Root}/models/{{model}}/traffic", SetTrafficAsync);
    }

    private Task LoadAsync(HttpContext context) => ChangeAsync(context, AdminJson.Default.LoadRequest, async (model, request) =>
    {
        if (follower is not null)
        {
            Refuse(request.Package is not null, "`package` is given, and this server follows a registry; expected `version` alone, an alias or number.");
            await follower.AddAsync(model, request.Version ?? "champion", context.RequestAborted).ConfigureAwait(false);
            return;
        }

        Refuse(packages is null, "This server follows no registry, and has no folder of packages to load from; give it one of them when it starts.");
        var package = new PackageShelf(packages!).Load(request.Package ?? model);
        Refuse(package.Name != model, $"The package `{request.Package ?? model}` holds the model `{package.Name}`; expected `{model}`.");
        table.Load(package, request.Version ?? "1", null);
    });

    private Task UnloadAsync(HttpContext context) => ChangeAsync(context, AdminJson.Default.UnloadRequest, async (model, request) =>
    {
        if (follower is not null)
        {
            await follower.RemoveAsync(model, request.Version, context.RequestAborted).ConfigureAwait(false);
            return;
        }

        // Not awaited: requests that run are answered, and the version is freed after them.
        _ = table.Leave(model, request.Version ?? table.Find(model, null).Model.Version);
        while (request.Version is null && table.Find(model) is { Versions: [var next, ..] })
        {
            _ = table.Leave(model, next.Model.Version);
        }
    });

    private Task SetAliasAsync(HttpContext context) => ChangeAsync(context, AdminJson.Default.AliasRequest, async (model, request) =>
    {
        var alias = (string)context.Request.RouteValues["alias"]!;
        if (follower is not null)
        {
            Refuse(request.Default, "`default` is given, and this server follows a registry: the first alias that it was told of answers requests that name no version.");
            await follower.SetAliasAsync(model, alias, request.Version, context.RequestAborted).ConfigureAwait(false);
            return;
        }

        ServedModel.EnsureSegment(alias, nameof(alias));
        table.SetAlias(model, alias, request.Version, request.Default);
    });

    private Task SetTrafficAsync(HttpContext context) => ChangeAsync(context, AdminJson.Default.TrafficRequest, (model, request) =>
    {
        Refuse(request.Weight is not (>= 0 and <= 1), FormattableString.Invariant($"`weight` is {request.Weight}; expected a share from 0 to 1."));
        Refuse(request.Share is not (>= 0 and <= 1), FormattableString.Invariant($"`share` is {request.Share}; expected a share from 0 to 1."));
        table.SetTraffic(
            model, new TrafficSplit { Canary = request.Canary, CanaryWeight = request.Weight, Shadow = request.Shadow, ShadowShare = request.Share });
        return Task.CompletedTask;
    });

    /// <summary>Reads what is asked for, does it, writes it down and answers with what has become of the model.</summary>
    private async Task ChangeAsync<T>(HttpContext context, JsonTypeInfo<T> type, Func<string, T, Task> change)
    {
        var model = (string)context.Request.RouteValues["model"]!;
        var request = await ReadAsync(context, type).ConfigureAwait(false);
        try
        {
            await change(model, request).ConfigureAwait(false);
        }
        catch (ModelNotFoundException error)
        {
            throw new RequestException(StatusCodes.Status404NotFound, error.Message, error);
        }
        catch (InvalidDataException error)
        {
            throw new RequestException(StatusCodes.Status422UnprocessableEntity, error.Message, error);
        }
        catch (ArgumentException error)
        {
            throw RequestException.Of(error);
        }

        LogChange(context.Features.Get<ApiKey>()?.Name, context.Request.Path, request);
        await WriteAsync(context, table.Find(model) is { } routes ? [routes] : []).ConfigureAwait(false);
    }

    private static async Task<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = Math.Min(MaxBody, limit.MaxRequestBodySize ?? MaxBody);
        }

        using var body = await JsonBodies.ReadAsync(context.Request, context.RequestAborted).ConfigureAwait(false);
        try
        {
            // A load or unload of all may say nothing more.
            return JsonSerializer.Deserialize(body.Written.IsEmpty ? "{}"u8 : body.Written.Span, type)
                ?? throw new JsonException("null is no object");
        }
        catch (JsonException error)
        {
            var fields = string.Join(", ", type.Properties.Select(property => $"`{property.Name}`"));
            throw new RequestException(
                StatusCodes.Status400BadRequest, $"The body is not what is expected, a JSON object with {fields}: {error.Message}", error);
        }
    }

    private static void Refuse(bool isWrong, string message)
    {
        if (isWrong)
        {
            throw new RequestException(StatusCodes.Status400BadRequest, message);
        }
    }

    private static Task WriteAsync(HttpContext context, IEnumerable<ModelRoutes> models) => JsonBodies.WriteAsync(context, StatusCodes.Status200OK, json =>
    {
        json.WriteStartArray();
        foreach (var routes in models)
        {
            foreach (var version in routes.Versions)
            {
                Write(json, routes, version);
            }
        }

        json.WriteEndArray();
    });

    private static void Write(Utf8JsonWriter json, ModelRoutes routes, HostedModel version)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, routes.Name);
        json.WriteString("version"u8, version.Model.Version);
        json.WriteString("state"u8, "READY"u8);
        json.WriteString("reason"u8, ""u8);
        json.WriteStartArray("aliases"u8);
        foreach (var alias in routes.Aliases.Where(alias => alias.Value == version.Model.Version))
        {
            json.WriteStringValue(alias.Key);
        }

        json.WriteEndArray();
        json.WriteBoolean("default"u8, version == routes.Stable);
        json.WriteNumber("canary_weight"u8, routes.Traffic.Canary is { } canary && routes.Find(canary) == version ? routes.Traffic.CanaryWeight : 0);
        json.WriteNumber("shadow_share"u8, routes.Traffic.Shadow is { } shadow && routes.Find(shadow) == version ? routes.Traffic.ShadowShare : 0);
        json.WriteEndObject();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The administrator {Key} asked {Path} for {Request}")]
    private partial void LogChange(string? key, string path, object? request);
}
