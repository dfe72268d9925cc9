using Atelier.Evaluation;
using Atelier.Training;
using TorchSharp;

namespace Atelier.Benchmarks.Training;

/// <summary>The memory of a process that does nothing else than train; the group <c>training</c> starts it beside PyTorch's.</summary>
public sealed class TrainingMemoryGroup : IBenchmarkGroup
{
    private const int Steps = 20_000;

    /// <summary>The name of the figure that the other group reads, in MB.</summary>
    public const string Peak = "MLP epoch, most resident memory of the process";

    /// <inheritdoc/>
    public string Name => "training-memory";

    /// <inheritdoc/>
    public string Description => "memory of a process that trains an MLP: at its most in an epoch, and from step 1,000 to 20,000";

    /// <inheritdoc/>
    public IReadOnlyList<BarRow> Run()
    {
        TorchRuntime.EnsureLoaded();
        torch.set_num_threads(TrainingWork.Threads);
        var (train, validation) = (TrainingWork.Data(TrainingWork.Rows, 1), TrainingWork.Data(TrainingWork.ValidationRows, 2));
        TrainingWork.Mlp(train, validation);
        var peak = Status("VmHWM:");

        var tensors = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var probe = new Probe();
        using (var model = Models.Mlp(TrainingWork.Width, [32], 10, seed: 1))
        {
            var options = new TrainingOptions { Steps = Steps, BatchSize = TrainingWork.BatchSize, Threads = TrainingWork.Threads };
            new Trainer(model, options).Fit(train, validation, [probe]);
        }

        var growth = probe.AtTheEnd / (double)probe.AtStep1000;
        var left = DisposeScopeManager.Statistics.ThreadTotalLiveCount - tensors;
        return
        [
            new BarRow(Peak, $"{peak / 1e6:0}", "", null),
            new BarRow($"resident memory after {Steps:N0} steps / after 1,000", $"{growth:0.000} x, {probe.AtTheEnd / 1e6:0} MB", "<= 1.05 x", growth <= 1.05),
            new BarRow($"tensors left after {Steps:N0} steps", $"{left}", "0", left == 0),
        ];
    }

    private static long Status(string field) => 1024 * long.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith(field, StringComparison.Ordinal))[field.Length..].Replace("kB", "", StringComparison.Ordinal).Trim());

    private sealed class Probe : TrainingCallback
    {
        public long AtStep1000 { get; private set; }

        public long AtTheEnd { get; private set; }

        public override void OnBatchEnd(TrainingContext context) => AtStep1000 = context.Step == 1000 ? Status("VmRSS:") : AtStep1000;

        public override void OnEpochEnd(TrainingContext context, EpochResult result) => AtTheEnd = Status("VmRSS:");
    }
}
