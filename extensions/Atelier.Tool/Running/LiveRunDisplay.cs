using Atelier.Kernel;
using Spectre.Console;

namespace Atelier.Tool;

/// <summary>A spinner with the running cell, its last line of output and its time, below the cells that have ended.</summary>
internal sealed class LiveRunDisplay(IAnsiConsole console) : RunDisplay(console)
{
    private ProgressContext? _progress;
    private ProgressTask? _current;
    private string _title = "";

    public override Task<T> ShowAsync<T>(string title, Func<Task<T>> work) => Console.Progress()
        .AutoClear(true)
        .HideCompleted(true)
        .Columns(new SpinnerColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }, new ElapsedTimeColumn())
        .StartAsync(async context =>
        {
            _progress = context;
            Show(title);
            try
            {
                return await work();
            }
            finally
            {
                Hide();
                _progress = null;
            }
        });

    public override void Report(string text) => Describe(text);

    public override void Started(CellPosition cell) => Show(Label(cell));

    public override void Received(CellPosition cell, CellOutput output)
    {
        if (output is StreamOutput { Name: "stdout" } stream
            && stream.Text.Split(['\n', '\r']).LastOrDefault(line => !string.IsNullOrWhiteSpace(line)) is { } line)
            Describe(line.Trim());
    }

    public override void Finished(CellRun run)
    {
        Hide();
        WriteFinished(run, Label(run.Position));
    }

    private void Show(string title)
    {
        Hide();
        _title = title;
        _current = _progress?.AddTask(Markup.Escape(title), new ProgressTaskSettings { MaxValue = 1 });
        _current?.IsIndeterminate();
    }

    /// <summary>Adds what happens now to what is shown.</summary>
    private void Describe(string text)
    {
        if (_current is not { } task)
            return;
        // The spinner, the time and the blanks between take 14 columns.
        var room = Math.Min(LabelLength, Console.Profile.Width - _title.Length - 14);
        task.Description = $"{Markup.Escape(_title)} [grey]{Markup.Escape(Shorten(text, room))}[/]";
    }

    private void Hide()
    {
        if (_current is not { } task)
            return;
        task.Value = task.MaxValue;
        task.StopTask();
        _current = null;
    }
}
