using System.Diagnostics;
using Atelier.Data;
using Atelier.Training;
using TorchSharp;

namespace Atelier.Benchmarks.Training;

/// <summary>One epoch of an MLP 784-32-10 on 60,000 random rows: our trainer against the loops that people write.</summary>
public sealed class TrainingGroup : IBenchmarkGroup
{
    private const int Rows = 60_000;
    private const int Width = 784;
    private const int BatchSize = 128;
    private const int Threads = 1;
    private const int Rounds = 7;

    /// <inheritdoc/>
    public string Name => "training";

    /// <inheritdoc/>
    public string Description => "one epoch of an MLP 784-32-10, Adam, batch 128, 60,000 rows, 1 thread";

    /// <inheritdoc/>
    public IReadOnlyList<BarRow> Run()
    {
        TorchRuntime.EnsureLoaded();
        torch.set_num_threads(Threads);
        var random = new Random(1);
        var features = new float[Rows * Width];
        for (var i = 0; i < features.Length; i++)
        {
            features[i] = random.NextSingle();
        }

        var labels = Enumerable.Range(0, Rows).Select(_ => random.Next(10)).ToArray();
        var data = new Dataset("random", features, [Width], labels);
        using var torchSharp = new TorchSharpLoop(features, labels, Width, BatchSize);
        using var pyTorch = new PythonPeer(Path.Combine("Training", "mlp_torch.py"), Threads, $"{Threads}");

        List<Func<double>> ways = [() => OurEpoch(data), torchSharp.Epoch];
        if (pyTorch.WhyNot is null)
        {
            ways.Add(() => pyTorch.Do("epoch"));
        }

        var seconds = Interleaved.Measure(Rounds, ways);
        const string against = "MLP epoch with metrics and progress, Trainer / ";
        return
        [
            BarRow.AtMost($"{against}TorchSharp loop", Ratio.Of(seconds[0], seconds[1]), 1.0),
            pyTorch.WhyNot is null
                ? BarRow.Information($"{against}PyTorch loop", Ratio.Of(seconds[0], seconds[2]))
                : BarRow.Skipped($"{against}PyTorch loop", pyTorch.WhyNot),
        ];
    }

    /// <summary>Everything that Fit does is timed, the checks of the data included.</summary>
    private static double OurEpoch(Dataset data)
    {
        using var model = Models.Mlp(Width, [32], 10, seed: 1);
        var options = new TrainingOptions { Epochs = 1, BatchSize = BatchSize, Seed = 1, Optimizer = new Adam { LearningRate = 1e-3 }, Threads = Threads };
        var watch = Stopwatch.StartNew();
        new Trainer(model, options).Fit(data, callbacks: [new ProgressCallback(TextWriter.Null)]);
        return watch.Elapsed.TotalSeconds;
    }
}
