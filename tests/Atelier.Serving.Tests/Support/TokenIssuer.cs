using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Atelier.Serving.Tests;

/// <summary>Signs tokens as RFC 7515 has it, put together part by part, and tells of its keys on this machine where asked to.</summary>
internal sealed class TokenIssuer : IAsyncDisposable
{
    public const string Name = "https://login.example.org/";
    public const string Audience = "models";

    private readonly RSA _rsa = RSA.Create(2048);
    private WebApplication? _app;

    /// <summary>The name of its key.</summary>
    public string KeyId { get; init; } = "first";

    /// <summary>What it tells of its keys: those of others, while it rotates them, and nothing while it is broken.</summary>
    public string? Told { get; set; }

    /// <summary>How often it was asked for its keys.</summary>
    public int Asked { get; private set; }

    public string PublicPem => _rsa.ExportSubjectPublicKeyInfoPem();

    public string KeySet => new JsonObject { ["keys"] = new JsonArray(Key()) }.ToJsonString();

    /// <summary>Who calls the models, from now on for ten minutes; a test changes what it likes.</summary>
    public static JsonObject Claims() => new()
    {
        ["iss"] = Name,
        ["aud"] = Audience,
        ["sub"] = "ana",
        ["exp"] = DateTimeOffset.UtcNow.AddMinutes(10).ToUnixTimeSeconds(),
    };

    public static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);

    /// <summary>A token of claims, or of the usual ones.</summary>
    public string Token(JsonObject? claims = null)
    {
        var signed = Unsigned("RS256", claims);
        return $"{signed}.{Encode(_rsa.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    /// <summary>A token's first two parts.</summary>
    public string Unsigned(string algorithm, JsonObject? claims = null)
    {
        var head = new JsonObject { ["alg"] = algorithm, ["typ"] = "JWT", ["kid"] = KeyId };
        return $"{Encode(JsonSerializer.SerializeToUtf8Bytes(head))}.{Encode(JsonSerializer.SerializeToUtf8Bytes(claims ?? Claims()))}";
    }

    /// <summary>Begins to tell of its keys.</summary>
    /// <returns>Where.</returns>
    public async Task<Uri> ListenAsync()
    {
        Told = KeySet;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        _app = builder.Build();
        _app.Run(context =>
        {
            var isSet = context.Request.Path == "/keys";
            Asked += isSet ? 1 : 0;
            context.Response.StatusCode = Told is null ? StatusCodes.Status500InternalServerError : StatusCodes.Status200OK;
            return context.Response.WriteAsync(
                isSet ? Told ?? "" : $$"""{"issuer":"{{Name}}","jwks_uri":"http://{{context.Request.Host}}/keys"}""", context.RequestAborted);
        });
        await _app.StartAsync(TestContext.Current.CancellationToken);
        return new Uri(_app.Urls.First());
    }

    public async ValueTask DisposeAsync()
    {
        _rsa.Dispose();
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    private JsonObject Key()
    {
        var key = _rsa.ExportParameters(includePrivateParameters: false);
        return new JsonObject { ["kty"] = "RSA", ["use"] = "sig", ["kid"] = KeyId, ["n"] = Encode(key.Modulus!), ["e"] = Encode(key.Exponent!) };
    }
}
