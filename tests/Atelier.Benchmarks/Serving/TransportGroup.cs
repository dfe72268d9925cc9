using System.Diagnostics;
using Atelier.Client;
using Atelier.Packaging;
using Atelier.Prediction;
using Atelier.Training;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Atelier.Benchmarks.Serving;

/// <summary>The client's ways to a server in a process of its own: how long a call takes with 256 rows of 784 floats.</summary>
public sealed class TransportGroup : IBenchmarkGroup
{
    private const int Rounds = 15;
    private const int Calls = 40;
    private const int WarmUpCalls = 300;
    private const int Width = 784;

    /// <inheritdoc/>
    public string Name => "transport";

    /// <inheritdoc/>
    public string Description => "a call of the client with 256 x 784 floats: gRPC beside HTTP with JSON and with bytes";

    /// <inheritdoc/>
    public IReadOnlyList<BarRow> Run()
    {
        TorchRuntime.EnsureLoaded();
        var folder = Directory.CreateTempSubdirectory("atelier-transport-");
        try
        {
            using var server = new ServerProcess("model", Package(folder.FullName), "2", "128", "1");
            return [.. Measure(server, rows: 256, bar: 0.6), .. Measure(server, rows: 1, bar: null)];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Package(string folder)
    {
        using var mlp = Sequential(("hidden", Linear(Width, 32)), ("relu", ReLU()), ("out", Linear(32, 10)));
        mlp.eval();
        var data = new DataSummary("noise", 1, [Width], [], [], new string('0', 64));
        var path = Path.Combine(folder, "mlp");
        var graph = OnnxExporter.Export(mlp, [zeros(2, Width)]);
        ModelPackage.Create("mlp", graph, null, new Provenance { CreatedAt = DateTimeOffset.UnixEpoch, Data = data }).Save(path);
        return path;
    }

    private static IEnumerable<BarRow> Measure(ServerProcess server, int rows, double? bar)
    {
        using var json = Connect(server.Url, binary: false);
        using var bytes = Connect(server.Url, binary: true);
        using var raw = Connect(server.GrpcUrl!, binary: true);
        using var typed = Connect(server.GrpcUrl!, binary: false);
        InferenceClient[] clients = [json, bytes, raw, typed];
        var random = new Random(3);
        float[] features = [.. Enumerable.Range(0, rows * Width).Select(_ => random.NextSingle())];
        NamedTensor[] inputs = [NamedTensor.Create<float>(json.Signature.Inputs[0].Name, features, rows, Width)];
        var answers = clients.Select(client => Predict(client, inputs)).ToArray();
        if (answers.Any(answer => !answer.AsSpan().SequenceEqual(answers[0])))
        {
            yield return BarRow.Failed($"{rows} x {Width}", "the answers differ");
            yield break;
        }

        foreach (var client in clients)
        {
            Time(client, inputs, WarmUpCalls);
        }

        var times = clients.Select(_ => new List<double>()).ToArray();
        var seconds = Interleaved.Measure(Rounds, [.. clients.Select((client, at) => (Func<double>)(() =>
        {
            var taken = Time(client, inputs, Calls);
            times[at].AddRange(taken);
            return taken.Average();
        }))]);
        yield return Row($"{rows} x {Width}, gRPC raw / HTTP JSON", seconds[2], seconds[0], times[2], times[0], bar);
        yield return Row($"{rows} x {Width}, gRPC raw / HTTP with bytes", seconds[2], seconds[1], times[2], times[1], null);
        yield return Row($"{rows} x {Width}, gRPC typed / HTTP JSON", seconds[3], seconds[0], times[3], times[0], null);
    }

    private static InferenceClient Connect(Uri url, bool binary) =>
        InferenceClient.ConnectAsync(url, "mlp", binary: binary).GetAwaiter().GetResult();

    private static float[] Predict(InferenceClient client, NamedTensor[] inputs) =>
        client.PredictAsync(inputs).AsTask().GetAwaiter().GetResult()[0].Values<float>().ToArray();

    private static double[] Time(InferenceClient client, NamedTensor[] inputs, int calls)
    {
        var taken = new double[calls];
        for (var call = 0; call < calls; call++)
        {
            var start = Stopwatch.GetTimestamp();
            Predict(client, inputs);
            taken[call] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        return taken;
    }

    private static BarRow Row(string name, double[] ours, double[] theirs, List<double> all, List<double> others, double? bar)
    {
        var ratio = Ratio.Of(ours, theirs);
        return new BarRow(
            name,
            FormattableString.Invariant($"{ratio.Median:0.00} x ({ratio.Lowest:0.00}-{ratio.Highest:0.00}), ")
            + FormattableString.Invariant($"{ratio.Seconds * 1e3:0.00} ms, p99 {P99(all):0.00} ({P99(others):0.00}) ms"),
            bar is null ? "" : FormattableString.Invariant($"<= {bar:0.00} x"),
            bar is null ? null : ratio.Median <= bar);
    }

    private static double P99(List<double> seconds) => seconds.Order().ElementAt((int)(0.99 * seconds.Count)) * 1e3;
}
