using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace Atelier.Serving.Tests;

/// <summary>Who is let in by a JSON Web Token.</summary>
public sealed class TokenTests : IAsyncDisposable
{
    private const string Body = """{"inputs":[{"name":"features","datatype":"FP32","shape":[1,3],"data":[1,2,3]}]}""";

    private readonly TokenIssuer _issuer = new();
    private readonly TokenIssuer _stranger = new();
    private readonly (ApiKey Key, string Secret) _key = ApiKey.Create("ben");
    private readonly (ApiKey Key, string Secret) _admin = ApiKey.Create("ada");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _issuer.DisposeAsync();
        await _stranger.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(ApiKeyTests.Routes), MemberType = typeof(ApiKeyTests))]
    public async Task Request_OnEveryRoute_AsksForAValidToken(string method, string path, bool isHealth)
    {
        await using var server = await StartAsync(Given() with { ModelsClaim = "models" });
        var forModel = path.Contains("/models/", StringComparison.Ordinal);

        foreach (var (sent, expected) in new (string?, HttpStatusCode)[]
        {
            (null, HttpStatusCode.Unauthorized),
            (_stranger.Token(With("models", "m")), HttpStatusCode.Unauthorized),
            (_issuer.Token(With("exp", In(-120))), HttpStatusCode.Unauthorized),
            (_issuer.Token(With("nbf", In(120))), HttpStatusCode.Unauthorized),
            (_issuer.Token(With("aud", "others")), HttpStatusCode.Unauthorized),
            (_issuer.Token(With("iss", "https://login.example.com/")), HttpStatusCode.Unauthorized),
            ($"{_issuer.Unsigned("none", With("models", "m"))}.", HttpStatusCode.Unauthorized),
            (_issuer.Token(), forModel ? HttpStatusCode.Forbidden : HttpStatusCode.OK),
            (_issuer.Token(With("models", "n")), forModel ? HttpStatusCode.Forbidden : HttpStatusCode.OK),
            (_issuer.Token(With("models", "n m")), HttpStatusCode.OK),
            (_issuer.Token(With("models", new JsonArray("n", "m"))), HttpStatusCode.OK),
            (_key.Secret, HttpStatusCode.OK),
        })
        {
            using var response = await SendAsync(server, method, path, sent);

            Assert.Equal(isHealth ? HttpStatusCode.OK : expected, response.StatusCode);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                Assert.NotEmpty(RawHttp.ErrorOf((await RawHttp.ReadAsync(response)).Body));
                Assert.Equal(expected == HttpStatusCode.Unauthorized, response.Headers.WwwAuthenticate.Count > 0);
            }
        }
    }

    [Theory]
    [MemberData(nameof(AdministrationTests.Routes), MemberType = typeof(AdministrationTests))]
    public async Task Request_OfTheAdministration_IsNotOpenedByAToken(string method, string path)
    {
        await using var server = await StartAsync(Given());

        using var response = await SendAsync(server, method, path, _issuer.Token());

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Request_WithAToken_IsToldWhatIsWrongWithIt()
    {
        await using var server = await StartAsync(Given());
        var unsigned = _issuer.Unsigned("HS256");
        var confused = HMACSHA256.HashData(Encoding.ASCII.GetBytes(_issuer.PublicPem), Encoding.ASCII.GetBytes(unsigned));
        var changed = _issuer.Token().Split('.');
        changed[1] = _issuer.Unsigned("RS256", With("sub", "ada")).Split('.')[1];
        var endless = TokenIssuer.Claims();
        endless.Remove("exp");

        foreach (var (sent, expected) in new[]
        {
            (_issuer.Token(With("exp", In(-120))), "The token expired at"),
            (_issuer.Token(With("nbf", In(120))), "is not valid before"),
            (_issuer.Token(endless), "does not say when it expires"),
            (_issuer.Token(With("aud", "others")), "another audience"),
            (_issuer.Token(With("iss", "https://login.example.com/")), "another issuer"),
            (_stranger.Token(), "not signed with a key of the issuer"),
            ($"{_issuer.Unsigned("none")}.", "not signed with a key of the issuer"),
            ($"{unsigned}.{TokenIssuer.Encode(confused)}", "not signed with a key of the issuer"),
            (string.Join('.', changed), "not signed with a key of the issuer"),
            ("a.b.c", "no JSON Web Token"),
            ("..", "no JSON Web Token"),
        })
        {
            using var response = await SendAsync(server, "GET", "v2", sent);

            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Contains(expected, RawHttp.ErrorOf((await RawHttp.ReadAsync(response)).Body), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Server_WithTokensAlone_LetsNobodyInWithoutOne()
    {
        await using var server = await ModelServer.StartAsync(
            [new ServedModel("m", FakePredictor.Classifier())], new ModelServerOptions { JwtBearer = Given() }, Token);

        using var without = await SendAsync(server, "POST", "v2/models/m/infer", null);
        using var with = await SendAsync(server, "POST", "v2/models/m/infer", _issuer.Token());

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (without.StatusCode, with.StatusCode));
    }

    [Fact]
    public async Task Authority_IsAskedForItsKeysOnce()
    {
        var address = await _issuer.ListenAsync();
        await using var server = await StartAsync(new JwtBearer(TokenIssuer.Name, TokenIssuer.Audience) { Authority = address });

        for (var i = 0; i < 3; i++)
        {
            using var good = await SendAsync(server, "GET", "v2", _issuer.Token());
            using var bad = await SendAsync(server, "GET", "v2", _stranger.Token());
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (good.StatusCode, bad.StatusCode));
        }

        Assert.Equal(1, _issuer.Asked);
    }

    [Fact]
    public async Task Authority_ThatCannotBeAsked_IsTold()
    {
        var address = await _issuer.ListenAsync();
        _issuer.Told = null;
        await using var server = await StartAsync(new JwtBearer(TokenIssuer.Name, TokenIssuer.Audience) { Authority = address });

        using var response = await SendAsync(server, "GET", "v2", _issuer.Token());
        using var byKey = await SendAsync(server, "GET", "v2", _key.Secret);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (response.StatusCode, byKey.StatusCode));
        Assert.NotNull(response.Headers.RetryAfter);
    }

    [Fact]
    public async Task Keys_OfAnIssuerThatRotatesThem_AreFetchedAgain()
    {
        await using var next = new TokenIssuer { KeyId = "second" };
        var address = await _issuer.ListenAsync();
        var time = new HastyTime(TimeSpan.Zero);
        using var loggers = new CollectingLoggers();
        using var keys = new SigningKeys(
            new JwtBearer(TokenIssuer.Name, TokenIssuer.Audience) { Authority = address }, time, loggers.CreateLogger("keys"));
        async Task<string> Known(string keyId) => Assert.Single(await keys.GetAsync(keyId, Token)).KeyId;

        Assert.Equal("first", await Known("first"));
        _issuer.Told = next.KeySet;
        // Invented keys do not make the server ask at once again.
        Assert.Equal(("first", 1), (await Known("second"), _issuer.Asked));
        time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(("second", 2), (await Known("second"), _issuer.Asked));
        _issuer.Told = null;
        time.Advance(TimeSpan.FromHours(1));
        // It is broken before it could be asked for its keys.
        Assert.Equal(("second", 2), (await Known("second"), _issuer.Asked));
        Assert.Equal(LogLevel.Warning, Assert.Single(loggers.Entries).Level);
        _issuer.Told = _issuer.KeySet;
        time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(("first", 3), (await Known("second"), _issuer.Asked));
    }

    [Fact]
    public async Task Options_ThatCannotBe_AreRefused()
    {
        var bearer = new JwtBearer("i", "a");

        Assert.Throws<ArgumentException>(() => new JwtBearer(" ", "a"));
        Assert.Throws<ArgumentException>(() => new JwtBearer("i", ""));
        Assert.Throws<ArgumentException>(() => bearer with { Authority = new Uri("http://login.example.org/") });
        Assert.Throws<ArgumentException>(() => bearer with { ModelsClaim = "" });
        foreach (var (wrong, expected) in new[]
        {
            (bearer, "expected one of them"),
            (Given() with { Authority = new Uri("https://login.example.org/") }, "expected one of them"),
            (bearer with { KeySet = "{" }, "no JSON Web Key Set"),
            (bearer with { KeySet = """{"keys":[]}""" }, "no public key"),
            // A secret.
            (bearer with { KeySet = """{"keys":[{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}]}""" }, "no public key"),
        })
        {
            var error = await Assert.ThrowsAsync<ArgumentException>(() => StartAsync(wrong));
            Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        }
    }

    private static JsonObject With(string claim, JsonNode value)
    {
        var claims = TokenIssuer.Claims();
        claims[claim] = value;
        return claims;
    }

    private static long In(int seconds) => DateTimeOffset.UtcNow.AddSeconds(seconds).ToUnixTimeSeconds();

    private JwtBearer Given() => new(TokenIssuer.Name, TokenIssuer.Audience) { KeySet = _issuer.KeySet };

    private Task<ModelServer> StartAsync(JwtBearer bearer) => ModelServer.StartAsync(
        [new ServedModel("m", FakePredictor.Classifier())],
        new ModelServerOptions { JwtBearer = bearer, ApiKeys = [_key.Key], AdminKeys = [_admin.Key] },
        Token);

    private static async Task<HttpResponseMessage> SendAsync(ModelServer server, string method, string path, string? secret)
    {
        using var http = RawHttp.Client();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(server.Url, path));
        request.Headers.Authorization = secret is null ? null : new AuthenticationHeaderValue("Bearer", secret);
        request.Content = method == "GET" ? null : new StringContent(Body, Encoding.UTF8, "application/json");
        return await http.SendAsync(request, Token);
    }
}
