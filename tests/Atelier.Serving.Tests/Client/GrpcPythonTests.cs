using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Atelier.Client;
using Atelier.Prediction;

namespace Atelier.Serving.Tests;

/// <summary>Both sides against peers of another maker: Python's gRPC, with messages that are put together from the specification.</summary>
public sealed class GrpcPythonTests
{
    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "References", "grpc_peer.py");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Server_AskedByPython_AnswersAsInProcess()
    {
        SkipWithoutGrpc();
        using var predictor = FakePredictor.Classifier();
        await using var server = await ModelServer.StartAsync(
            [new ServedModel("m", predictor)], new ModelServerOptions { GrpcPort = 0 }, Token);

        var (succeeded, text) = await Task.Run(() => Python.Run(Script, "client", server.GrpcUrl!.Authority), Token);
        Assert.True(succeeded, text);
        var said = JsonDocument.Parse(text).RootElement;

        var rows = said.GetProperty("rows").Deserialize<float[]>()!;
        var expected = await predictor.PredictAsync([NamedTensor.Create<float>("features", rows, 4, 3)], Token);
        var (scores, classes) = (expected[0].Values<float>().ToArray(), expected[1].Values<long>().ToArray());
        Assert.All(new[] { "live", "ready", "model_ready" }, name => Assert.True(said.GetProperty(name).GetBoolean()));
        Assert.Equal("atelier", said.GetProperty("server").GetString());
        Assert.Equal("""["m", ["1"], "atelier"]""", said.GetProperty("model").GetRawText());
        Assert.Equal(
            """[["features", "FP32", [-1, 3]], ["scores", "FP32", [-1, 2]], ["class", "INT64", [-1]]]""",
            said.GetProperty("specs").GetRawText());
        var typed = said.GetProperty("typed");
        Assert.Equal(("typed", "1", 0), (typed[0].GetString(), typed[1].GetString(), typed[5].GetInt32()));
        Assert.Equal(["scores", "class"], typed[2].Deserialize<string[]>()!);
        Assert.Equal(scores, typed[3].Deserialize<float[]>());
        Assert.Equal(classes, typed[4].Deserialize<long[]>());
        var raw = said.GetProperty("raw");
        Assert.Equal("raw", raw[0].GetString());
        Assert.Equal(["scores"], raw[1].Deserialize<string[]>()!);
        Assert.Equal(scores, raw[2].Deserialize<float[]>());
        Assert.Equal(
            [
                "NOT_FOUND There is no model `n` on this server; it has `m`.",
                "INVALID_ARGUMENT `features` has 11 elements in `fp32_contents`; its shape (4, 3) needs 12. Correct the shape or the "
                    + "contents.",
            ],
            said.GetProperty("errors").EnumerateArray().Select(error => $"{error[0]} {error[1]}"));
    }

    [Theory]
    [InlineData("raw", null)]
    [InlineData("raw", false)]
    [InlineData("typed", null)]
    [InlineData("typed", false)]
    public async Task Client_OfAPythonServer_UnderstandsBothForms(string model, bool? binary)
    {
        SkipWithoutGrpc();
        using var process = Process.Start(
            new ProcessStartInfo("/usr/bin/python3", [Script, "server"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        try
        {
            var port = await process.StandardOutput.ReadLineAsync(Token);
            using var client = await InferenceClient.ConnectAsync(
                $"grpc://127.0.0.1:{port}", model, binary: binary, cancellationToken: Token);

            var outputs = await client.PredictAsync([NamedTensor.Create<int>("x", new[] { 1, 2, 300 }, 3)], Token);
            var refused = await Assert.ThrowsAsync<InferenceException>(
                async () => await client.PredictAsync([NamedTensor.Create<int>("x", new[] { -1 }, 1)], Token));
            var missing = await Assert.ThrowsAsync<InferenceException>(
                () => InferenceClient.ConnectAsync($"grpc://127.0.0.1:{port}", "n", cancellationToken: Token));

            Assert.Equal([2, 4, 600], Assert.Single(outputs).Values<int>().ToArray());
            Assert.Empty(client.Signature.ClassNames);
            Assert.Equal((HttpStatusCode.BadRequest, "ein Wert ist zu klein: ü"), (refused.StatusCode, refused.ServerMessage));
            Assert.Equal((HttpStatusCode.NotFound, "no such model"), (missing.StatusCode, missing.ServerMessage));
            Assert.True(await client.IsLiveAsync(Token));
            Assert.Equal(model == "raw", await client.IsReadyAsync(Token));
        }
        finally
        {
            process.StandardInput.Close();
            if (!process.WaitForExit(TimeSpan.FromSeconds(10)))
            {
                process.Kill();
            }
        }
    }

    private static void SkipWithoutGrpc() =>
        Assert.SkipUnless(Python.Has("grpc, google.protobuf"), "Python has no grpc: apt-get install python3-grpcio python3-protobuf.");
}
