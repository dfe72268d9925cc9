using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Atelier.Serving.Tests;

/// <summary>Who is let in: without a key, with a wrong, expired, foreign or tired one, over every route.</summary>
public sealed class ApiKeyTests
{
    private const string Body = """{"inputs":[{"name":"features","datatype":"FP32","shape":[1,3],"data":[1,2,3]}]}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Every route of the server; true for those that tell of health.</summary>
    public static TheoryData<string, string, bool> Routes => new()
    {
        { "GET", "", false },
        { "GET", "metrics", false },
        { "GET", "openapi.json", false },
        { "GET", "v2", false },
        { "GET", "v2/health/live", true },
        { "GET", "v2/health/ready", true },
        { "GET", "v2/models/m", false },
        { "GET", "v2/models/m/ready", false },
        { "POST", "v2/models/m/infer", false },
        { "GET", "v2/models/m/versions/1", false },
        { "GET", "v2/models/m/versions/1/ready", false },
        { "POST", "v2/models/m/versions/1/infer", false },
    };

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Request_OnEveryRoute_AsksForAKey(string method, string path, bool isHealth)
    {
        var (key, secret) = ApiKey.Create("ana");
        var (old, expired) = ApiKey.Create("old");
        var (other, foreign) = ApiKey.Create("other");
        var (slow, tired) = ApiKey.Create("slow");
        await using var server = await StartAsync(
            key,
            old with { ExpiresAt = DateTimeOffset.UtcNow.AddSeconds(-1) },
            other with { Models = ["n"] },
            slow with { RequestsPerSecond = 0.001, Burst = 1 });

        var forModel = path.Contains("/models/", StringComparison.Ordinal);
        foreach (var (sent, expected) in new[]
        {
            (null, HttpStatusCode.Unauthorized),
            ("atl_wrong", HttpStatusCode.Unauthorized),
            (expired, HttpStatusCode.Unauthorized),
            (foreign, forModel ? HttpStatusCode.Forbidden : HttpStatusCode.OK),
            (tired, HttpStatusCode.OK),
            (tired, HttpStatusCode.TooManyRequests),
            (secret, HttpStatusCode.OK),
        })
        {
            using var response = await SendAsync(server, method, path, sent is null ? null : ("Authorization", $"Bearer {sent}"));

            Assert.Equal(isHealth ? HttpStatusCode.OK : expected, response.StatusCode);
            if (!isHealth && expected != HttpStatusCode.OK)
            {
                Assert.NotEmpty(RawHttp.ErrorOf((await RawHttp.ReadAsync(response)).Body));
                Assert.Equal(expected == HttpStatusCode.Unauthorized, response.Headers.WwwAuthenticate.Count > 0);
                Assert.Equal(expected == HttpStatusCode.TooManyRequests, response.Headers.RetryAfter is not null);
            }
        }
    }

    [Theory]
    [InlineData("Authorization", "Bearer {0}", true)]
    [InlineData("Authorization", "bearer {0}", true)]
    [InlineData("X-Api-Key", "{0}", true)]
    [InlineData("Authorization", "Basic {0}", false)]
    [InlineData("Authorization", "Bearer", false)]
    [InlineData("Authorization", "{0}", false)]
    [InlineData("X-Api-Key", "{0}x", false)]
    public async Task Request_KeyInAHeader_IsRead(string header, string form, bool isLetIn)
    {
        var (key, secret) = ApiKey.Create("ana");
        await using var server = await StartAsync(key);

        using var response = await SendAsync(server, "GET", "v2", (header, form.Replace("{0}", secret, StringComparison.Ordinal)));

        Assert.Equal(isLetIn ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task SetApiKeys_RotatesWithoutAStop()
    {
        var (first, old) = ApiKey.Create("ana, March");
        var (second, fresh) = ApiKey.Create("ana, April");
        await using var server = await StartAsync(first);
        async Task<HttpStatusCode> With(string secret)
        {
            using var response = await SendAsync(server, "POST", "v2/models/m/infer", ("X-Api-Key", secret));
            return response.StatusCode;
        }

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (await With(old), await With(fresh)));
        server.SetApiKeys([first, second]);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await With(old), await With(fresh)));
        server.SetApiKeys([second]);
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (await With(old), await With(fresh)));
        var error = Assert.Throws<ArgumentException>(() => server.SetApiKeys([second, second with { Name = "ben" }]));
        Assert.Contains("`ana, April` and `ben` have one hash", error.Message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await With(fresh));
    }

    [Fact]
    public async Task SetApiKeys_KeyThatStays_KeepsWhatItUsed()
    {
        var (key, secret) = ApiKey.Create("slow");
        key = key with { RequestsPerSecond = 0.001, Burst = 1 };
        await using var server = await StartAsync(key);
        using var first = await SendAsync(server, "GET", "v2", ("X-Api-Key", secret));

        server.SetApiKeys([key]);

        using var second = await SendAsync(server, "GET", "v2", ("X-Api-Key", secret));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.TooManyRequests), (first.StatusCode, second.StatusCode));
        Assert.InRange(second.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1001));
        Assert.Contains("may make 0.001 requests a second, and 1 at once", RawHttp.ErrorOf((await RawHttp.ReadAsync(second)).Body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_TiredKey_IsLetInAgainAfterARest()
    {
        var (key, secret) = ApiKey.Create("ana");
        await using var server = await StartAsync(key with { RequestsPerSecond = 20, Burst = 1 });
        var refused = 0;
        for (var letIn = 0; letIn < 5;)
        {
            using var response = await SendAsync(server, "GET", "v2", ("X-Api-Key", secret));
            letIn += response.StatusCode == HttpStatusCode.OK ? 1 : 0;
            refused += response.StatusCode == HttpStatusCode.TooManyRequests ? 1 : 0;
        }

        Assert.InRange(refused, 1, int.MaxValue);
    }

    [Fact]
    public async Task Request_WithoutAKey_IsRefusedBeforeItsBodyIsRead()
    {
        var (key, _) = ApiKey.Create("ana");
        await using var server = await StartAsync(key);
        using var socket = new TcpClient();
        await socket.ConnectAsync(server.Url.Host, server.Url.Port, Token);
        await using var stream = socket.GetStream();

        // A part of the body, and no more: whoever reads it waits for ever.
        await stream.WriteAsync("POST /v2/models/m/infer HTTP/1.1\r\nHost: m\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"u8.ToArray(), Token);

        using var reader = new StreamReader(stream);
        Assert.StartsWith("HTTP/1.1 401", await reader.ReadLineAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public void Create_Key_HoldsTheHashOnly()
    {
        var (key, secret) = ApiKey.Create("ana");

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret))), key.Hash);
        Assert.Matches("^atl_[A-Za-z0-9_-]{43}$", secret);
        Assert.DoesNotContain(secret, key.ToString(), StringComparison.Ordinal);
        Assert.NotEqual(secret, ApiKey.Create("ana").Secret);
    }

    [Fact]
    public void Key_BadSettings_AreRefused()
    {
        var (key, _) = ApiKey.Create("ana");

        Assert.Throws<ArgumentException>(() => ApiKey.Create(" "));
        Assert.Throws<ArgumentException>(() => key with { Hash = "0123" });
        Assert.Throws<ArgumentOutOfRangeException>(() => key with { RequestsPerSecond = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => key with { RequestsPerSecond = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => key with { Burst = 0 });
        Assert.Throws<ArgumentException>(() => new ModelServerOptions { ApiKeys = [null!] });
    }

    private static Task<ModelServer> StartAsync(params ApiKey[] keys) => ModelServer.StartAsync(
        [new ServedModel("m", FakePredictor.Classifier())], new ModelServerOptions { ApiKeys = keys }, Token);

    private static async Task<HttpResponseMessage> SendAsync(ModelServer server, string method, string path, (string Name, string Value)? header)
    {
        using var http = RawHttp.Client();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(server.Url, path));
        if (method == "POST")
        {
            request.Content = new StringContent(Body, new MediaTypeHeaderValue("application/json"));
        }

        if (header is var (name, value))
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        return await http.SendAsync(request, Token);
    }
}
