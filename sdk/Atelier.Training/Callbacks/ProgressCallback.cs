using System.Globalization;
using System.Text;
using Atelier.Evaluation;

namespace Atelier.Training;

/// <summary>Writes a line for each epoch: figures, rows a second and the time left. On a terminal also a bar that shows how far the epoch is.</summary>
/// <remarks>
/// The bar is drawn at most five times a second and no wider than the terminal; it shows the mean loss of the epoch's steps so far, and the
/// time left for the epoch's steps and for the whole training. A console that is redirected, a notebook's, and a writer of your own get
/// whole lines only. An output that fails, such as a closed pipe or a full disk, is written to no more, and the training goes on.
/// Used by one training at a time; each training begins anew.
/// </remarks>
public sealed class ProgressCallback : TrainingCallback
{
    private const int UsualWidth = 80;

    private static readonly TimeSpan BetweenUpdates = TimeSpan.FromMilliseconds(200);

    private readonly TextWriter? _output;
    private readonly TimeProvider _time;
    private readonly Func<bool> _isTerminal;
    private readonly Func<int> _width;
    private bool _live;
    private bool _broken;
    private long _epochStart;
    private long _lastUpdate;
    private int _steps;
    private int _firstBatch;
    private double _losses;
    private int _shown;

    /// <summary>Writes to the console, or elsewhere.</summary>
    /// <param name="output">Where to write; null for the console. It stays the caller's.</param>
    public ProgressCallback(TextWriter? output = null)
        : this(output, () => output is null && ConsoleIsTerminal(), TimeProvider.System, ConsoleWidth)
    {
    }

    internal ProgressCallback(TextWriter? output, Func<bool> isTerminal, TimeProvider time, Func<int> width) =>
        (_output, _isTerminal, _time, _width) = (output, isTerminal, time, width);

    // Asked for at each use: a notebook gives each cell a console of its own.
    private TextWriter Output => _output ?? Console.Out;

    /// <inheritdoc/>
    public override void OnTrainingStart(TrainingContext context) => (_live, _broken, _shown) = (_isTerminal(), false, 0);

    /// <inheritdoc/>
    public override void OnEpochStart(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        (_losses, _steps, _firstBatch) = (0, 0, context.Batch);
        _epochStart = _lastUpdate = _time.GetTimestamp();
    }

    /// <inheritdoc/>
    public override void OnBatchEnd(TrainingContext context)
    {
        if (!_live)
        {
            return;
        }

        ArgumentNullException.ThrowIfNull(context);
        _losses += context.BatchLoss;
        _steps++;
        var now = _time.GetTimestamp();
        // What stands there while the validation runs tells that the steps are done.
        var isLast = _shown > 0 && context.HasValidation && context.Batch == context.BatchesPerEpoch;
        if (isLast || _time.GetElapsedTime(_lastUpdate, now) >= BetweenUpdates)
        {
            _lastUpdate = now;
            var done = (double)context.Batch / context.BatchesPerEpoch;
            var width = Math.Max(1, _width() - 1); // a full line would wrap
            var text = ProgressLine.Fit(Head(context), done, Parts(context, _time.GetElapsedTime(_epochStart, now)), width);
            Write($"\r{text.PadRight(_shown)}");
            _shown = text.Length;
        }
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingContext context, EpochResult result)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(result);
        var rate = context.Rows / Math.Max(result.Elapsed.TotalSeconds, 1e-9);
        var left = context.History.Average(epoch => epoch.Elapsed.TotalSeconds) * (context.Epochs - result.Epoch);
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{Head(context)}  {EpochText.Figures(result)}, {rate:N0} rows/s{(left < 1 ? "" : $", {ProgressLine.Time(left)} left")}");
        WriteLine(line);
    }

    /// <inheritdoc/>
    public override void OnTrainingEnd(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.StopReason is { } reason && context.History.Count < context.Epochs)
        {
            WriteLine($"stopped: {reason}");
        }
        else if (_shown > 0)
        {
            Write(Wiped());
        }
    }

    /// <summary>Whether a console is the terminal of this process, where a line can be written over.</summary>
    /// <param name="console">What <see cref="Console.Out"/> is.</param>
    /// <param name="isRedirected">Whether the standard output of the process is no terminal.</param>
    /// <param name="terminal">The kind of terminal, as the environment's TERM says; null where it does not.</param>
    /// <remarks>
    /// Notebooks and tests put writers of their own in the console's place, whatever the process's standard output is. These do not write
    /// in the console's encoding, or with a byte order mark, which a console never has.
    /// </remarks>
    internal static bool IsTerminal(TextWriter console, bool isRedirected, string? terminal) => !isRedirected
        && terminal != "dumb"
        && console.Encoding is { Preamble.Length: 0 } encoding
        && encoding.CodePage == Console.OutputEncoding.CodePage;

    private static bool ConsoleIsTerminal() => IsTerminal(Console.Out, Console.IsOutputRedirected, Environment.GetEnvironmentVariable("TERM"));

    private static int ConsoleWidth()
    {
        try
        {
            return Console.WindowWidth is var width and > 0 ? width : UsualWidth;
        }
        catch (Exception error) when (error is IOException or PlatformNotSupportedException)
        {
            // A terminal that does not tell its width.
            return UsualWidth;
        }
    }

    private static string Head(TrainingContext context)
    {
        var epochs = context.Epochs.ToString(CultureInfo.InvariantCulture);
        return $"epoch {context.Epoch.ToString(CultureInfo.InvariantCulture).PadLeft(epochs.Length)}/{epochs}";
    }

    private IEnumerable<string> Parts(TrainingContext context, TimeSpan elapsed)
    {
        var seconds = Math.Max(elapsed.TotalSeconds, 1e-9);
        // A resumed epoch began in its middle.
        var batches = context.Batch - _firstBatch;
        var rows = Math.Min((double)batches * context.Options.BatchSize, context.Rows);
        var steps = seconds / batches * (context.BatchesPerEpoch - context.Batch);
        var epoch = context.History.Count > 0 ? context.History.Average(past => past.Elapsed.TotalSeconds) : seconds + steps;
        var training = Math.Max(steps, epoch - seconds) + (epoch * (context.Epochs - context.Epoch));
        yield return string.Create(CultureInfo.InvariantCulture, $"loss {_losses / _steps:0.0000}");
        yield return string.Create(CultureInfo.InvariantCulture, $"{rows / seconds:N0} rows/s");
        yield return context.Batch < context.BatchesPerEpoch ? $"{ProgressLine.Time(steps)} left" : "validating";
        if (context.Epoch < context.Epochs)
        {
            yield return $"{ProgressLine.Time(training)} in all";
        }
    }

    private string Wiped()
    {
        var wiped = _shown > 0 ? $"\r{new string(' ', _shown)}\r" : "";
        _shown = 0;
        return wiped;
    }

    private void WriteLine(string line) => Write(new StringBuilder(Wiped()).Append(line).Append(Output.NewLine).ToString());

    private void Write(string text)
    {
        if (_broken)
        {
            return;
        }

        try
        {
            Output.Write(text);
            Output.Flush();
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // Nobody is left to read it; a training of hours must not end for that.
            _broken = true;
        }
    }
}
