using Atelier.Kernel;
using Spectre.Console;

namespace Atelier.Tool;

/// <summary>One line when a cell starts and one when it ends, for logs.</summary>
internal sealed class PlainRunDisplay(IAnsiConsole console) : RunDisplay(console)
{
    private string _lastReport = "";

    public override Task<T> ShowAsync<T>(string title, Func<Task<T>> work)
    {
        Report(title);
        return work();
    }

    public override void Report(string text)
    {
        // Progress may be told again and again; a log wants each line once.
        if (Interlocked.Exchange(ref _lastReport, text) != text)
            Console.WriteLine(text);
    }

    public override void Started(CellPosition cell) => Console.WriteLine(Label(cell));

    public override void Received(CellPosition cell, CellOutput output)
    {
    }

    public override void Finished(CellRun run) => WriteFinished(run, $"[{run.Position.Number}/{run.Position.Total}]");
}
