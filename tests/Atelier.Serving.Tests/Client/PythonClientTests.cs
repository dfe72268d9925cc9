using System.Diagnostics;
using System.Text.Json;
using Atelier.Prediction;

namespace Atelier.Serving.Tests;

public sealed class PythonClientTests
{
    private const string Python = "/usr/bin/python3";

    [Fact]
    public async Task Infer_FromPython_AnswersAsInProcess()
    {
        if (!File.Exists(Python))
        {
            Assert.Skip($"{Python} is not there.");
        }

        using var predictor = FakePredictor.Classifier();
        await using var server = await ModelServer.StartAsync(
            [new ServedModel("m", predictor)], cancellationToken: TestContext.Current.CancellationToken);

        var said = await RunAsync(server.Url);

        var rows = said.GetProperty("rows").Deserialize<float[][]>()!;
        var expected = await predictor.PredictAsync(
            [NamedTensor.Create<float>("features", rows.SelectMany(row => row).ToArray(), 4, 3)], TestContext.Current.CancellationToken);
        var answer = said.GetProperty("answer");
        Assert.Equal("python", answer.GetProperty("id").GetString());
        Assert.Equal("scores", answer.GetProperty("outputs")[0].GetProperty("name").GetString());
        Assert.Equal(
            expected[0].Values<float>().ToArray(), answer.GetProperty("outputs")[0].GetProperty("data").Deserialize<float[]>());
        Assert.Equal(400, said.GetProperty("error")[0].GetInt32());
        Assert.Contains("shape (4, 1)", said.GetProperty("error")[1].GetString());
    }

    private static async Task<JsonElement> RunAsync(Uri url)
    {
        var start = new ProcessStartInfo(Python, [Path.Combine(AppContext.BaseDirectory, "References", "infer.py"), url.ToString()])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await errors);
        return JsonDocument.Parse(await output).RootElement;
    }
}
