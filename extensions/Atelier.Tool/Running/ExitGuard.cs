using Spectre.Console;

namespace Atelier.Tool;

/// <summary>Says so when the process ends while a notebook runs, as <c>Environment.Exit</c> in a cell does, and makes that a failure.</summary>
internal sealed class ExitGuard : IDisposable
{
    private readonly IAnsiConsole _error;
    private readonly string _place;
    private readonly CancellationToken _cancellationToken;

    /// <param name="error">Where to say it.</param>
    /// <param name="place">Where the executed notebook lies.</param>
    /// <param name="cancellationToken">Set when the user stopped the run, who then knows why the process ends.</param>
    public ExitGuard(IAnsiConsole error, string place, CancellationToken cancellationToken)
    {
        (_error, _place, _cancellationToken) = (error, place, cancellationToken);
        AppDomain.CurrentDomain.ProcessExit += Report;
    }

    public void Dispose() => AppDomain.CurrentDomain.ProcessExit -= Report;

    private void Report(object? sender, EventArgs arguments)
    {
        // The live display has hidden it.
        _error.Cursor.Show();
        if (_cancellationToken.IsCancellationRequested)
            return;
        _error.WriteLine(
            $"The process was ended while a cell ran, as Environment.Exit does. The cells before it are in {_place}. "
            + "Take such a call out of the notebook.",
            new Style(Color.Red));
        Environment.ExitCode = ExitCodes.Died;
    }
}
