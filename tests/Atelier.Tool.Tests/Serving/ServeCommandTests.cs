using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Atelier.Client;
using Atelier.Inference;
using Atelier.Prediction;
using Atelier.Registry;
using Spectre.Console.Testing;

namespace Atelier.Tool.Tests;

public sealed class ServeCommandTests : IDisposable
{
    private const string Request = """{"inputs":[{"name":"features","datatype":"FP32","shape":[1,4],"data":[1,2,3,4]}]}""";

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Serve_Package_AnswersUntilItIsInterrupted()
    {
        PackageSamples.Classifier().Save(_folder["model.zip"]);
        using var server = await ToolServer.StartAsync("--drain", "0", _folder["model.zip"]);
        using var http = Client();

        var (status, body) = await AskAsync(http, server, "v2/models/classifier/infer");
        await server.SignalAsync("-INT");
        var (code, text, error) = await server.EndAsync();

        Assert.StartsWith("classifier 1\nListening on http://127.0.0.1:", server.Started, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("1", body.GetProperty("model_version").GetString());
        Assert.Equal((ExitCodes.Success, "Stopping\nStopped\n", ""), (code, text, error));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Serve_PackageWithPreprocessingOfImages_TakesPixels(bool isRegistered)
    {
        var package = PackageSamples.OfImages();
        package.Save(_folder["images"]);
        var registry = new FolderRegistry(_folder["models"]);
        await registry.RegisterAsync(package, cancellationToken: Token);
        await registry.SetAliasAsync("images", "champion", 1, Token);
        var random = new Random(6);
        float[] pixels = [.. Enumerable.Range(0, 3 * 64).Select(_ => random.NextSingle())];
        using var predictor = OnnxPredictor.Load(package);
        var expected = await predictor.PredictAsync([NamedTensor.Create<float>("features", pixels, 3, 8, 8)], Token);
        using var server = await ToolServer.StartAsync(["--drain", "0", .. isRegistered ? new[] { "--registry", _folder["models"] } : [_folder["images"]]]);
        using var http = Client();
        string Ask(string shape) => $$"""{"inputs":[{"name":"features","datatype":"FP32","shape":{{shape}},"data":[{{string.Join(',', pixels)}}]}]}""";

        var (status, body) = await AskAsync(http, server, "v2/models/images/infer", Ask("[3,8,8]"));
        var (refused, error) = await AskAsync(http, server, "v2/models/images/infer", Ask("[3,4,16]"));

        Assert.Equal(HttpStatusCode.OK, status);
        var scores = body.GetProperty("outputs")[0].GetProperty("data").EnumerateArray().Select(score => score.GetSingle());
        Assert.Equal(expected[0].Values<float>().ToArray(), scores);
        Assert.Equal(HttpStatusCode.BadRequest, refused);
        Assert.StartsWith("`features` has shape (3, 4, 16); expected (batch, 8, 8).", error.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_GrpcPort_AnswersThereToo()
    {
        PackageSamples.Classifier().Save(_folder["model"]);
        using var server = await ToolServer.StartAsync("--drain", "0", "--grpc-port", "0", _folder["model"]);
        var url = server.GrpcUrl;
        using var http = Client();
        // ServerReady: a frame of no bytes, answered by one that holds field 1, true.
        using var content = new ByteArrayContent([0, 0, 0, 0, 0]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://{url.Authority}/inference.GRPCInferenceService/ServerReady")
        {
            Content = content,
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        using var response = await http.SendAsync(request, Token);

        Assert.Equal("grpc", url.Scheme);
        Assert.Equal([0, 0, 0, 0, 2, 8, 1], await response.Content.ReadAsByteArrayAsync(Token));
    }

    [Fact]
    public async Task Serve_TokensOfAnIssuer_LetInItsCallersAndNobodyElse()
    {
        using var ours = RSA.Create(2048);
        using var others = RSA.Create(2048);
        var key = ours.ExportParameters(includePrivateParameters: false);
        await File.WriteAllTextAsync(
            _folder["keys.json"],
            $$"""{"keys":[{"kty":"RSA","use":"sig","kid":"k","n":"{{Base64Url.EncodeToString(key.Modulus)}}","e":"{{Base64Url.EncodeToString(key.Exponent)}}"}]}""",
            Token);
        PackageSamples.Classifier().Save(_folder["model"]);
        using var server = await ToolServer.StartAsync(
            "--drain", "0", "--jwt-issuer", "joe", "--jwt-audience", "lab", "--jwt-key-set", _folder["keys.json"], "--jwt-models-claim", "models", _folder["model"]);

        Assert.Equal(HttpStatusCode.Unauthorized, await server.StatusAsync("v2/models/classifier", null));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.StatusAsync("v2/models/classifier", Jwt(others, "classifier")));
        Assert.Equal(HttpStatusCode.Forbidden, await server.StatusAsync("v2/models/classifier", Jwt(ours, "digits")));
        Assert.Equal(HttpStatusCode.OK, await server.StatusAsync("v2/models/classifier", Jwt(ours, "classifier")));
    }

    [Fact]
    public async Task Serve_RequestLog_KeepsRequestsAndAnswers()
    {
        PackageSamples.Classifier().Save(_folder["model"]);
        using var server = await ToolServer.StartAsync("--drain", "0", "--request-log", _folder["log"], _folder["model"]);
        using var http = Client();

        var (_, body) = await AskAsync(http, server, "v2/models/classifier/infer");
        await server.SignalAsync("-TERM");
        Assert.Equal(ExitCodes.Success, (await server.EndAsync()).ExitCode);

        var line = await File.ReadAllTextAsync(Assert.Single(Directory.EnumerateFiles(_folder["log"], "*.jsonl")), Token);
        Assert.Contains(body.GetProperty("id").GetString()!, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_Registry_FollowsTheAlias()
    {
        var registry = new FolderRegistry(_folder["models"]);
        await registry.RegisterAsync(PackageSamples.Classifier(), cancellationToken: Token);
        await registry.RegisterAsync(PackageSamples.Classifier(), cancellationToken: Token);
        await registry.SetAliasAsync("classifier", "champion", 1, Token);
        using var server = await ToolServer.StartAsync("--registry", _folder["models"]);
        using var http = Client();
        Assert.Equal("1", (await AskAsync(http, server, "v2/models/classifier/infer")).Body.GetProperty("model_version").GetString());

        await registry.SetAliasAsync("classifier", "champion", 2, Token);

        while ((await AskAsync(http, server, "v2/models/classifier/infer")).Body.GetProperty("model_version").GetString() != "2")
            await Task.Delay(50, Token);
        Assert.StartsWith("classifier 1 (champion)\n", server.Started, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_TerminatedUnderLoad_LosesNoRequest()
    {
        PackageSamples.Classifier().Save(_folder["model"]);
        using var server = await ToolServer.StartAsync("--drain", "2", _folder["model"]);
        var (answered, stopping) = (0, false);
        var clients = Enumerable.Range(0, 16).Select(_ => Task.Run(
            async () =>
            {
                using var http = Client();
                while (true)
                {
                    using var content = new StringContent(Request, new MediaTypeHeaderValue("application/json"));
                    using var response = await http.PostAsync(new Uri(server.Url, "v2/models/classifier/infer"), content, Token);
                    Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                    Interlocked.Increment(ref answered);
                    // A client leaves when it is asked to, as a load balancer does.
                    if (Volatile.Read(ref stopping) && response.Headers.ConnectionClose == true)
                        return;
                }
            },
            Token)).ToArray();
        while (Volatile.Read(ref answered) < 1000)
            await Task.Delay(1, Token);

        Volatile.Write(ref stopping, true);
        await server.SignalAsync("-TERM");
        await Task.WhenAll(clients);

        var (code, text, error) = await server.EndAsync();
        Assert.Equal((ExitCodes.Success, "Stopping\nStopped\n", ""), (code, text, error));
    }

    [Fact]
    public async Task Serve_TerminatedUnderLoadOverGrpc_LosesNoRequest()
    {
        PackageSamples.Classifier().Save(_folder["model"]);
        using var server = await ToolServer.StartAsync("--drain", "2", "--grpc-port", "0", _folder["model"]);
        var (answered, stopping) = (0, false);
        NamedTensor[] inputs = [NamedTensor.Create<float>("features", new[] { 1f, 2, 3, 4 }, 1, 4)];
        var clients = Enumerable.Range(0, 16).Select(_ => Task.Run(
            async () =>
            {
                using var client = await InferenceClient.ConnectAsync(server.GrpcUrl, "classifier", cancellationToken: Token);
                // A client leaves when the server is no longer ready, as a load balancer does.
                while (!Volatile.Read(ref stopping) || await client.IsReadyAsync(Token))
                {
                    Assert.Equal([1, 3], (await client.PredictAsync(inputs, Token))[0].Shape);
                    Interlocked.Increment(ref answered);
                }
            },
            Token)).ToArray();
        while (Volatile.Read(ref answered) < 1000)
            await Task.Delay(1, Token);

        await server.SignalAsync("-TERM");
        Volatile.Write(ref stopping, true);
        await Task.WhenAll(clients);

        var (code, text, error) = await server.EndAsync();
        Assert.Equal((ExitCodes.Success, "Stopping\nStopped\n", ""), (code, text, error));
    }

    [Theory]
    [InlineData("expected what to serve")]
    [InlineData("expected one of them", "model", "--registry", "models")]
    [InlineData("--model is given without --registry", "model", "--model", "m")]
    [InlineData("--port is '70000'; expected a whole number from 0 to 65535", "model", "--port", "70000")]
    [InlineData("--grpc-port is '-1'; expected a whole number from 0 to 65535", "model", "--grpc-port", "-1")]
    [InlineData("--batch is '0'; expected a whole number, 1 or more", "model", "--batch", "0")]
    [InlineData("--drain is '-1'; expected a number of seconds from 0 to 3600", "model", "--drain", "-1")]
    [InlineData("--address is 'home'; expected an IP address", "model", "--address", "home")]
    [InlineData("One of --cert and --cert-key is given; expected both.", "model", "--cert", "c")]
    [InlineData("--package-folder is given without --admin-keys", "model", "--package-folder", "f")]
    [InlineData("One of --jwt-issuer and --jwt-audience is given; expected both.", "model", "--jwt-issuer", "https://login.example.org/")]
    [InlineData("without --jwt-issuer and --jwt-audience", "model", "--jwt-models-claim", "models")]
    [InlineData("expected --jwt-authority or --jwt-key-set as well", "model", "--jwt-issuer", "joe", "--jwt-audience", "a")]
    [InlineData("--jwt-authority is 'http://login.example.org/'; expected an address by https", "model", "--jwt-issuer", "joe", "--jwt-audience", "a", "--jwt-authority", "http://login.example.org/")]
    [InlineData("expected one of them", "model", "--jwt-issuer", "joe", "--jwt-audience", "a", "--jwt-authority", "https://h/", "--jwt-key-set", "f")]
    [InlineData("missing", "missing")]
    [InlineData("--registry is a database, and --blobs is not given", "--registry", "postgresql://h/models")]
    [InlineData("and --registry is no database", "--registry", "models", "--blobs", "b")]
    [InlineData("and --registry is no database", "model", "--schema", "s")]
    [InlineData("set PGPASSWORD or write ~/.pgpass", "--registry", "postgresql://ana:secret@h/models", "--blobs", "b")]
    [InlineData("set PGPASSWORD or write ~/.pgpass", "--registry", "postgres://h/models?user=ana&password=secret", "--blobs", "b")]
    [InlineData("`S` is no name of a schema", "--registry", "postgresql://h/models", "--blobs", "b", "--schema", "S")]
    [InlineData("PostgreSQL at 127.0.0.1:1/models cannot be reached", "--registry", "postgresql://ana@127.0.0.1:1/models", "--blobs", "b")]
    [InlineData("has the alias champion; it has no models", "--registry", "REGISTRY")]
    public async Task Serve_WrongUsage_SaysWhatIsExpected(string expected, params string[] arguments)
    {
        using var console = new TestConsole();
        console.Profile.Width = 1000;
        string[] given = [.. arguments.Select(argument => argument == "REGISTRY" ? _folder["registry"] : argument)];

        var code = await CommandLine.InvokeAsync(["serve", .. given], new ToolHost(console, console, _ => throw new InvalidOperationException()), Token);

        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains(expected, console.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", console.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_TakenPort_SaysWhatToDo()
    {
        PackageSamples.Classifier().Save(_folder["model"]);
        using var first = await ToolServer.StartAsync(_folder["model"]);
        using var console = new TestConsole();
        console.Profile.Width = 1000;

        var code = await CommandLine.InvokeAsync(
            ["serve", _folder["model"], "--port", $"{first.Url.Port}"], new ToolHost(console, console, _ => throw new InvalidOperationException()), Token);

        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains($"cannot listen on 127.0.0.1:{first.Url.Port}", console.Output, StringComparison.Ordinal);
    }

    private static HttpClient Client() => new(new SocketsHttpHandler { UseProxy = false });

    private static async Task<(HttpStatusCode Status, JsonElement Body)> AskAsync(HttpClient http, ToolServer server, string path, string request = Request)
    {
        using var content = new StringContent(request, new MediaTypeHeaderValue("application/json"));
        using var response = await http.PostAsync(new Uri(server.Url, path), content, Token);
        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(Token)).RootElement);
    }

    private static string Jwt(RSA key, string models)
    {
        var expires = DateTimeOffset.UtcNow.AddMinutes(10).ToUnixTimeSeconds();
        string[] parts = ["""{"alg":"RS256","kid":"k"}""", $$"""{"iss":"joe","aud":"lab","exp":{{expires}},"models":"{{models}}"}"""];
        var signed = string.Join('.', parts.Select(part => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part))));
        return $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }
}
