using System.Diagnostics;
using System.Text;
using Atelier.Benchmarks.Export;
using Atelier.Benchmarks.Inference;
using Atelier.Data;
using Atelier.Packaging;
using Atelier.Preprocessing;
using Atelier.Training;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Atelier.Benchmarks.Serving;

/// <summary>The model server in a process of its own on loopback, beside bare ASP.NET Core and bare ONNX Runtime.</summary>
public sealed class ServingGroup : IBenchmarkGroup
{
    private const int Rounds = 7;
    private const int Connections = 64;
    private const double Seconds = 2;
    private const double WarmUpSeconds = 10;
    private const double OverloadSeconds = 30;

    private static readonly Provenance Untrained = new()
    {
        CreatedAt = DateTimeOffset.UnixEpoch,
        Data = new DataSummary("noise", 1, [1, 28, 28], [], [.. Enumerable.Range(0, 10).Select(digit => $"{digit}")], new string('0', 64)),
    };

    /// <inheritdoc/>
    public string Name => "serving";

    /// <inheritdoc/>
    public string Description => "requests a second beside bare ASP.NET Core, joined batches beside bare ONNX Runtime, overload";

    /// <inheritdoc/>
    public IReadOnlyList<BarRow> Run()
    {
        TorchRuntime.EnsureLoaded();
        var folder = Directory.CreateTempSubdirectory("atelier-serving-");
        try
        {
            return [.. Rates(folder.FullName), .. Joined(folder.FullName), .. Overload(folder.FullName)];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The quickstart's network behind its scaler, a row a request.</summary>
    private static IEnumerable<BarRow> Rates(string folder)
    {
        var digits = Datasets.Load("digits");
        var scaler = new StandardScaler().Fit(digits);
        using var mlp = Models.Mlp(inputs: 784, hidden: [32], classes: 10, seed: 7);
        var result = new Trainer(mlp, new TrainingOptions { Epochs = 1, Seed = 7 }).Fit(scaler.Transform(digits), scaler.Transform(digits));
        var package = ModelPackage.Create("digits", OnnxExporter.Export(mlp), scaler, result.Provenance);
        var path = Path.Combine(folder, "digits");
        package.Save(path);
        var (input, row) = (package.Signature.Inputs[0].Name, digits.Slice(0, 1).Features.ToArray());
        byte[][] requests = [InferBodies.Json("digits", input, row, [1, 28, 28]), InferBodies.Binary("digits", input, row, [1, 28, 28])];
        using var model = new ServerProcess("model", path, "default", "128", "1");
        using var constant = new ServerProcess("constant", LengthOf(model, requests[0]).ToString());
        foreach (var (form, request) in new[] { ("JSON", requests[0]), ("binary", requests[1]) })
        {
            // Until the runtime has compiled for good what it runs.
            LoadGenerator.Closed(model, request, Connections, WarmUpSeconds);
            LoadGenerator.Closed(constant, request, Connections, WarmUpSeconds);
            List<LoadResult> ours = [], bare = [];
            var seconds = Interleaved.Measure(Rounds, () => Cost(model, request, ours), () => Cost(constant, request, bare));
            var ratio = Ratio.Of(seconds[1], seconds[0]);
            yield return new BarRow(
                FormattableString.Invariant($"MLP, {form}, {Connections} connections, requests a second / bare ASP.NET Core"),
                FormattableString.Invariant($"{ratio.Median:0.00} x ({ratio.Lowest:0.00}-{ratio.Highest:0.00}), {ours.Average(load => load.Rate):0} a second"),
                form == "JSON" ? ">= 0.50 x" : "",
                form == "JSON" ? ratio.Median >= 0.5 : null);
            yield return new BarRow(
                $"MLP, {form}, p99, and processor time of the server a request",
                FormattableString.Invariant($"{P99(ours) * 1e3:0.0} ms (bare {P99(bare) * 1e3:0.0}), {ours.Average(load => load.ServerCost) * 1e6:0} us (bare {bare.Average(load => load.ServerCost) * 1e6:0})"),
                "",
                null);
        }
    }

    /// <summary>Convolutional networks, whose requests the server joins.</summary>
    private static IEnumerable<BarRow> Joined(string folder)
    {
        using var narrow = Cnn(8, 16);
        using var wide = Cnn(32, 64);
        using var deep = new ResNet18();
        return
        [
            Joined(folder, "CNN 8-16, 28 x 28", narrow, [1, 28, 28], images: 1, batch: 32, bar: null),
            Joined(folder, "CNN 32-64, 28 x 28", wide, [1, 28, 28], images: 1, batch: 32, bar: null),
            Joined(folder, "CNN 32-64, 28 x 28", wide, [1, 28, 28], images: 16, batch: 128, bar: 0.85),
            Joined(folder, "ResNet-18, 64 x 64", deep, [3, 64, 64], images: 1, batch: 16, bar: 0.85),
        ];
    }

    private static BarRow Joined(string folder, string name, Module<Tensor, Tensor> network, int[] image, int images, int batch, double? bar)
    {
        network.eval();
        var graph = OnnxExporter.Export(network, [zeros([2, .. image.Select(length => (long)length)])]);
        var path = Path.Combine(folder, "cnn");
        ModelPackage.Create("cnn", graph, null, Untrained).Save(path, overwrite: true);
        var size = image.Aggregate(1, (product, length) => product * length);
        var random = new Random(3);
        float[] pixels = [.. Enumerable.Range(0, batch * size).Select(_ => random.NextSingle())];
        var request = InferBodies.Binary("cnn", graph.Inputs[0].Name, pixels[..(images * size)], [images, .. image]);
        using var model = new ServerProcess("model", path, "2", "128", batch.ToString());
        using BareBinding first = new(graph, batch, 1), second = new(graph, batch, 1);
        LoadGenerator.Closed(model, request, Connections, WarmUpSeconds);
        List<LoadResult> loads = [];
        var seconds = Interleaved.Measure(Rounds, () => Cost(model, request, loads) / images, () => Bare(pixels, batch, first, second));
        var ratio = Ratio.Of(seconds[1], seconds[0]);
        return new BarRow(
            $"{name}, {images} a request, joined by {batch}, images a second / bare ONNX Runtime on both cores",
            FormattableString.Invariant($"{ratio.Median:0.00} x ({ratio.Lowest:0.00}-{ratio.Highest:0.00}), {images * loads.Average(load => load.Rate):0} a second, p99 {P99(loads) * 1e3:0.0} ms"),
            bar is null ? "" : FormattableString.Invariant($">= {bar:0.00} x"),
            bar is null ? null : ratio.Median >= bar);
    }

    private static Module<Tensor, Tensor> Cnn(int narrow, int wide) => Sequential(
        ("conv1", Conv2d(1, narrow, 3)), ("relu1", ReLU()), ("pool1", MaxPool2d(2)), ("conv2", Conv2d(narrow, wide, 3)), ("relu2", ReLU()),
        ("pool2", MaxPool2d(2)), ("flatten", Flatten()), ("dense1", Linear(25 * wide, 64)), ("relu3", ReLU()), ("dense2", Linear(64, 10)));

    /// <summary>Ten times the requests that a model can answer.</summary>
    private static IEnumerable<BarRow> Overload(string folder)
    {
        using var network = Sequential(("hidden1", Linear(784, 4096)), ("relu1", ReLU()), ("hidden2", Linear(4096, 4096)), ("relu2", ReLU()), ("out", Linear(4096, 10)));
        network.eval();
        var graph = OnnxExporter.Export(network, [zeros(2, 784)]);
        var path = Path.Combine(folder, "large");
        ModelPackage.Create("large", graph, null, Untrained).Save(path);
        var request = InferBodies.Json("large", graph.Inputs[0].Name, new float[784], [1, 784]);
        using var model = new ServerProcess("model", path, "1", "1", "1");
        LoadGenerator.Closed(model, request, 1, 5);
        var unloaded = LoadGenerator.Closed(model, request, 1, 5);
        var before = model.Memory;
        var loaded = LoadGenerator.Open(model, request, 10 * unloaded.Rate, OverloadSeconds);
        var (accepted, refused) = (loaded.Quantile(200, 0.99) / unloaded.Quantile(200, 0.99), loaded.Quantile(503, 0.99));
        yield return new BarRow(
            FormattableString.Invariant($"10 x overload ({10 * unloaded.Rate:0} a second, {OverloadSeconds:0} s): p99 of the accepted / unloaded"),
            FormattableString.Invariant($"{accepted:0.00} x, {loaded.Quantile(200, 0.99) * 1e3:0.0} ms, {loaded.Count(200)} accepted"),
            "<= 3.00 x",
            accepted <= 3);
        yield return new BarRow(
            "10 x overload: p99 of the refused",
            FormattableString.Invariant($"{refused * 1e3:0.0} ms (slowest {loaded.Quantile(503, 1) * 1e3:0.0}), {loaded.Count(503)} refused"),
            "< 50 ms",
            refused < 0.05);
        yield return new BarRow(
            "10 x overload: other answers; accepted a second / unloaded; memory before, after",
            FormattableString.Invariant($"{loaded.Answers.Count - loaded.Count(200) - loaded.Count(503)}; {loaded.Rate / unloaded.Rate:0.00} x; {before:0}, {model.Memory:0} MB"),
            "0; lives",
            model.IsAlive && loaded.Count(200) + loaded.Count(503) == loaded.Answers.Count);
    }

    private static double Cost(ServerProcess server, byte[] request, List<LoadResult> loads)
    {
        loads.Add(LoadGenerator.Closed(server, request, Connections, Seconds));
        return loads[^1].Count(200) == loads[^1].Answers.Count
            ? 1 / loads[^1].Rate
            : throw new InvalidOperationException($"{loads[^1].Answers.Count - loads[^1].Count(200)} of {loads[^1].Answers.Count} requests were refused.");
    }

    private static double P99(List<LoadResult> loads) => loads.Average(load => load.Quantile(200, 0.99));

    private static int LengthOf(ServerProcess server, byte[] request)
    {
        using var connection = RawConnection.OpenAsync(server.Url).GetAwaiter().GetResult();
        var (status, body) = connection.SendAsync(request).AsTask().GetAwaiter().GetResult();
        return status == 200 ? body.Length : throw new InvalidOperationException($"{status}: {Encoding.UTF8.GetString(body.Span)}");
    }

    /// <summary>The seconds for an image, of as many sessions at once as the server runs.</summary>
    private static double Bare(float[] images, int batch, params BareBinding[] sessions)
    {
        var clock = Stopwatch.StartNew();
        var counts = new int[sessions.Length];
        Parallel.For(0, sessions.Length, i =>
        {
            while (clock.Elapsed.TotalSeconds < Seconds)
            {
                sessions[i].Run(images);
                counts[i] += batch;
            }
        });
        return clock.Elapsed.TotalSeconds / counts.Sum();
    }
}
