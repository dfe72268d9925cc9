using System.Diagnostics;
using Atelier.Training;
using TorchSharp;

namespace Atelier.Benchmarks.Training;

/// <summary>Epochs with validation, metrics and progress: our trainer against the loops that people write.</summary>
public sealed class TrainingGroup : IBenchmarkGroup
{
    private const int Rounds = 7;

    /// <inheritdoc/>
    public string Name => "training";

    /// <inheritdoc/>
    public string Description => "an epoch of an MLP 784-32-10 (60,000 rows) and of a CNN, Adam, batch 128, validation, 1 thread; memory";

    /// <inheritdoc/>
    public IReadOnlyList<BarRow> Run()
    {
        TorchRuntime.EnsureLoaded();
        torch.set_num_threads(TrainingWork.Threads);
        using var pyTorch = new PythonPeer(
            Path.Combine("Training", "training_torch.py"), TrainingWork.Threads,
            $"{TrainingWork.Threads}", $"{TrainingWork.Rows}", $"{TrainingWork.CnnRows}", $"{TrainingWork.ValidationRows}");
        var (train, validation) = (TrainingWork.Data(TrainingWork.Rows, 1), TrainingWork.Data(TrainingWork.ValidationRows, 2));
        using var torchSharp = new TorchSharpLoop(
            train.Features.ToArray(), train.Labels.ToArray(), validation.Features.ToArray(), validation.Labels.ToArray(), TrainingWork.Width, TrainingWork.BatchSize);

        List<Func<double>> ways = [() => TrainingWork.Mlp(train, validation), torchSharp.Epoch];
        if (pyTorch.WhyNot is null)
        {
            ways.Add(() => pyTorch.Do("mlp"));
        }

        var seconds = Interleaved.Measure(Rounds, ways);
        var rows = new List<BarRow> { BarRow.AtMost("MLP epoch, Trainer / TorchSharp loop", Ratio.Of(seconds[0], seconds[1]), 0.75) };
        if (pyTorch.WhyNot is { } why)
        {
            rows.Add(BarRow.Skipped("against PyTorch", why));
            return rows;
        }

        rows.Add(BarRow.AtMost("MLP epoch, Trainer / PyTorch loop", Ratio.Of(seconds[0], seconds[2]), 0.80));
        rows.AddRange(Memory(pyTorch.Do("peak")));
        var (cnnTrain, cnnValidation) = (train.Slice(0, TrainingWork.CnnRows), validation.Slice(0, TrainingWork.CnnRows / 6));
        var cnn = Interleaved.Measure(Rounds, () => TrainingWork.Cnn(cnnTrain, cnnValidation), () => pyTorch.Do("cnn"));
        rows.Add(BarRow.AtMost("CNN epoch, Trainer / PyTorch loop", Ratio.Of(cnn[0], cnn[1]), 1.0));
        return rows;
    }

    /// <summary>A process of its own, as PyTorch's is: this one holds the data several times.</summary>
    private static IEnumerable<BarRow> Memory(double theirs)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(TrainingGroup).Assembly.Location, "training-memory"]) { RedirectStandardOutput = true })!;
        var lines = process.StandardOutput.ReadToEnd().Split('\n');
        process.WaitForExit();
        foreach (var line in lines.Where(line => line.Contains(" steps", StringComparison.Ordinal)))
        {
            // The columns of its table stand at least two blanks apart: name, figure, bar, met.
            string[] cells = [.. line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
            if (cells is [var name, var figure, var bar, var met])
            {
                yield return new BarRow(name, figure, bar, met == "yes");
            }
        }

        var ours = 1e6 * double.Parse(lines.First(line => line.StartsWith(TrainingMemoryGroup.Peak, StringComparison.Ordinal))[TrainingMemoryGroup.Peak.Length..].Trim(' ', '-'));
        yield return new BarRow("MLP epoch, peak resident memory, Trainer / PyTorch loop", $"{ours / theirs:0.00} x, {ours / 1e6:0} MB", "<= 1.00 x", ours <= theirs);
    }
}
