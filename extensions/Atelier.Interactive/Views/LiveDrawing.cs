using Atelier.Evaluation;

namespace Atelier.Interactive;

/// <summary>Draws the curves of a training that is under way, and draws them anew as it goes.</summary>
/// <remarks>
/// At most three times a second, and always at the end. What is drawn is what a finished training shows. A drawing that fails is told of once
/// and given up; the training goes on.
/// </remarks>
internal sealed class LiveDrawing
{
    private static readonly TimeSpan BetweenUpdates = TimeSpan.FromMilliseconds(333);

    private static readonly Lock Gate = new();
    private static Func<object, Action<object>>? _display;

    private readonly LiveTrainingRun _run;
    private readonly TimeProvider _time;
    private Action<object>? _update;
    private long _lastUpdate;

    private LiveDrawing(LiveTrainingRun run, TimeProvider time) => (_run, _time) = (run, time);

    /// <summary>Draws all trainings that start from now on.</summary>
    /// <param name="display">Shows a value in the running cell, and gives what puts another in its place. The last one given counts.</param>
    public static void Use(Func<object, Action<object>> display)
    {
        lock (Gate)
        {
            if (_display is null)
            {
                LiveTrainingRun.Started += run => Begin(run, _display!, TimeProvider.System);
            }

            _display = display;
        }
    }

    /// <summary>Draws a training from now to its end.</summary>
    public static void Begin(LiveTrainingRun run, Func<object, Action<object>> display, TimeProvider time)
    {
        var drawing = new LiveDrawing(run, time);
        drawing.Guard(() => drawing._update = display(run));
        run.Changed += drawing.Change;
    }

    private void Change()
    {
        if (_update is { } update && (!_run.IsRunning || _time.GetElapsedTime(_lastUpdate) >= BetweenUpdates))
        {
            Guard(() => update(_run));
        }
    }

    private void Guard(Action draw)
    {
        try
        {
            draw();
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            _update = null;
            Console.Error.WriteLine($"The curves of the training are not drawn: {error.Message}");
        }

        // From its end, so that a slow drawing leaves the training its time.
        _lastUpdate = _time.GetTimestamp();
    }
}
