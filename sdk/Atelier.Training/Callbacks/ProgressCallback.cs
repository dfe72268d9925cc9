using System.Globalization;
using Atelier.Evaluation;

namespace Atelier.Training;

/// <summary>Writes a line for each epoch: figures, rows a second and the time left. On a terminal also how far the epoch is.</summary>
public sealed class ProgressCallback : TrainingCallback
{
    private static readonly TimeSpan BetweenUpdates = TimeSpan.FromMilliseconds(200);

    private readonly TextWriter? _output;
    private readonly bool _live;
    private readonly TimeProvider _time;
    private long _lastUpdate;
    private int _shown;

    /// <summary>Writes to the console, or elsewhere.</summary>
    /// <param name="output">Where to write; null for the console.</param>
    public ProgressCallback(TextWriter? output = null)
        : this(output, live: output is null && !Console.IsOutputRedirected, TimeProvider.System)
    {
    }

    internal ProgressCallback(TextWriter? output, bool live, TimeProvider time) => (_output, _live, _time) = (output, live, time);

    // Asked for at each use: a notebook gives each cell a console of its own.
    private TextWriter Output => _output ?? Console.Out;

    /// <inheritdoc/>
    public override void OnEpochStart(TrainingContext context) => _lastUpdate = _time.GetTimestamp();

    /// <inheritdoc/>
    public override void OnBatchEnd(TrainingContext context)
    {
        if (!_live || _time.GetElapsedTime(_lastUpdate) < BetweenUpdates)
        {
            return;
        }

        _lastUpdate = _time.GetTimestamp();
        var text = $"{Head(context)}  {100 * context.Batch / context.BatchesPerEpoch,3} %";
        Output.Write($"\r{text}");
        _shown = text.Length;
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingContext context, EpochResult result)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(result);
        var seconds = Math.Max(result.Elapsed.TotalSeconds, 1e-9);
        var left = context.History.Average(epoch => epoch.Elapsed.TotalSeconds) * (context.Options.Epochs - result.Epoch);
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{Head(context)}  {EpochText.Figures(result)}, {context.Rows / seconds:N0} rows/s{(left < 1 ? "" : $", {left:0} s left")}");
        Clear();
        Output.WriteLine(line);
    }

    /// <inheritdoc/>
    public override void OnTrainingEnd(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Clear();
        if (context.StopReason is { } reason && context.History.Count < context.Options.Epochs)
        {
            Output.WriteLine($"stopped: {reason}");
        }
    }

    private static string Head(TrainingContext context)
    {
        var epochs = context.Options.Epochs.ToString(CultureInfo.InvariantCulture);
        return $"epoch {context.Epoch.ToString(CultureInfo.InvariantCulture).PadLeft(epochs.Length)}/{epochs}";
    }

    private void Clear()
    {
        if (_shown > 0)
        {
            Output.Write($"\r{new string(' ', _shown)}\r");
            _shown = 0;
        }
    }
}
