using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Atelier.Client;
using Atelier.Prediction;

namespace Atelier.Serving.Tests;

/// <summary>TLS out of files: what clients get to see, a certificate that is renewed, and files that do not fit.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ServerCertificate Files => new(_folder["server.crt"], _folder["server.key"]);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Request_OverTls_IsAnsweredInBothVersionsOfHttp(string version)
    {
        var thumbprint = Write("first");
        await using var server = await StartAsync();

        Assert.Equal("https", server.Url.Scheme);
        Assert.Equal((HttpStatusCode.OK, thumbprint), await AskAsync(server, Version.Parse(version)));
        using var plain = RawHttp.Client();
        await Assert.ThrowsAsync<HttpRequestException>(() => plain.GetAsync(new Uri($"http://{server.Url.Authority}/v2"), Token));
    }

    [Fact]
    public async Task Clients_OverTls_GetTheSameAnswers()
    {
        Write("first");
        await using var server = await StartAsync();
        Assert.Equal("grpcs", server.GrpcUrl!.Scheme);
        using var handler = Trusting(_ => { });
        using var http = new HttpClient(handler);

        foreach (var url in new[] { server.Url, server.GrpcUrl })
        {
            using var client = await InferenceClient.ConnectAsync(url, "m", http: http, cancellationToken: Token);
            var outputs = await ((IPredictor)client).PredictAsync([NamedTensor.Create<float>("features", new float[] { 1, 2, 3 }, 1, 3)], Token);
            Assert.Equal(["scores", "class"], outputs.Select(output => output.Name));
        }

        var error = await Assert.ThrowsAsync<InferenceException>(() => InferenceClient.ConnectAsync(server.Url, "m", cancellationToken: Token));
        Assert.Contains("SSL", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificate_Renewed_IsTakenAtTheNextConnectionAndABrokenOneIsNot()
    {
        var first = Write("first");
        using var loggers = new CollectingLoggers();
        await using var server = await StartAsync(loggers);
        Assert.Equal((HttpStatusCode.OK, first), await AskAsync(server, HttpVersion.Version11));

        await File.WriteAllTextAsync(Files.CertificateFile, "no certificate", Token);
        Assert.Equal((HttpStatusCode.OK, first), await AskAsync(server, HttpVersion.Version11));
        Assert.Equal((HttpStatusCode.OK, first), await AskAsync(server, HttpVersion.Version11));
        Assert.Contains("the one before goes on", Assert.Single(loggers.Entries).Text, StringComparison.Ordinal);
        File.Delete(Files.KeyFile);
        Assert.Equal((HttpStatusCode.OK, first), await AskAsync(server, HttpVersion.Version11));

        var second = Write("second with a longer name");
        Assert.Equal((HttpStatusCode.OK, second), await AskAsync(server, HttpVersion.Version11));
        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task Start_FilesThatDoNotFit_SaysWhat()
    {
        var missing = await Assert.ThrowsAsync<FileNotFoundException>(() => StartAsync());
        Assert.Contains(Files.CertificateFile, missing.Message, StringComparison.Ordinal);

        Write("first");
        var certificate = await File.ReadAllTextAsync(Files.CertificateFile, Token);
        Write("second");
        await File.WriteAllTextAsync(Files.CertificateFile, certificate, Token);
        var wrong = await Assert.ThrowsAsync<InvalidDataException>(() => StartAsync());
        Assert.Contains("the private key that belongs to it", wrong.Message, StringComparison.Ordinal);
    }

    private Task<ModelServer> StartAsync(CollectingLoggers? loggers = null) => ModelServer.StartAsync(
        [new ServedModel("m", FakePredictor.Classifier())], new ModelServerOptions { Certificate = Files, GrpcPort = 0, LoggerFactory = loggers }, Token);

    private string Write(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(Files.CertificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(Files.KeyFile, key.ExportPkcs8PrivateKeyPem());
        return certificate.Thumbprint;
    }

    private static SocketsHttpHandler Trusting(Action<X509Certificate> seen) => new()
    {
        UseProxy = false,
        SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            {
                seen(certificate!);
                return true;
            },
        },
    };

    private static async Task<(HttpStatusCode Status, string? Thumbprint)> AskAsync(ModelServer server, Version version)
    {
        string? thumbprint = null;
        using var handler = Trusting(certificate => thumbprint = certificate.GetCertHashString());
        using var http = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Url, "v2/health/ready")) { Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var response = await http.SendAsync(request, Token);
        return (response.StatusCode, thumbprint);
    }
}
