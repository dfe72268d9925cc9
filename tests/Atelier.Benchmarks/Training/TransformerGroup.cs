using System.Diagnostics;
using Atelier.Data;
using Atelier.Training;
using TorchSharp;

namespace Atelier.Benchmarks.Training;

/// <summary>Training a transformer of 30 million parameters in bfloat16 on a CUDA device, against PyTorch.</summary>
public sealed class TransformerGroup : IBenchmarkGroup
{
    private const int Rounds = 5;

    /// <inheritdoc/>
    public string Name => "transformer";

    /// <inheritdoc/>
    public string Description => "steps of a transformer of 30 M parameters in bfloat16 on CUDA, against PyTorch; skipped without CUDA";

    /// <inheritdoc/>
    public IReadOnlyList<BarRow> Run()
    {
        TorchRuntime.EnsureLoaded();
        // The processor shows that it runs; a step takes seconds there, and says nothing of a card.
        var onCpu = Environment.GetEnvironmentVariable("ATELIER_BENCHMARK_TRANSFORMER_ON_CPU") is not null;
        if (!torch.cuda.is_available() && !onCpu)
        {
            return [BarRow.Skipped("transformer, bfloat16", "there is no CUDA device here")];
        }

        var (device, steps, batch) = onCpu ? ("cpu", 2, 4) : ("cuda", 30, 64);
        using var pyTorch = new PythonPeer(Path.Combine("Training", "transformer_torch.py"), Environment.ProcessorCount, device, $"{steps}", $"{batch}");
        var random = new Random(1);
        var words = Enumerable.Range(0, steps * batch * TransformerClassifier.Length).Select(_ => (float)random.Next(TransformerClassifier.Words)).ToArray();
        var data = new Dataset("words", words, [TransformerClassifier.Length], Enumerable.Range(0, steps * batch).Select(_ => random.Next(10)).ToArray());
        using var model = new TransformerClassifier();
        model.to(device);
        var options = new TrainingOptions { Epochs = 1, BatchSize = batch, Precision = TrainingPrecision.BFloat16, Optimizer = new AdamW { LearningRate = 1e-4 } };
        double Epoch()
        {
            var watch = Stopwatch.StartNew();
            new Trainer(model, options).Fit(data);
            return watch.Elapsed.TotalSeconds;
        }

        var name = $"transformer of {model.parameters().Sum(parameter => parameter.NumberOfElements) / 1e6:0} M parameters, {steps} steps, bfloat16, {device}";
        if (pyTorch.WhyNot is { } why)
        {
            return [new BarRow(name, $"{Epoch():0.00} s; PyTorch skipped: {why}", "", null)];
        }

        var seconds = Interleaved.Measure(Rounds, Epoch, () => pyTorch.Do("step"));
        return [BarRow.Information($"{name}, Trainer / PyTorch", Ratio.Of(seconds[0], seconds[1]))];
    }
}
