using System.Globalization;
using System.Text.RegularExpressions;
using Atelier.Kernel;
using Spectre.Console;

namespace Atelier.Tool;

/// <summary>Shows what happens while a notebook runs.</summary>
internal abstract partial class RunDisplay(IAnsiConsole console) : INotebookObserver
{
    protected const int LabelLength = 72;

    protected IAnsiConsole Console { get; } = console;

    /// <summary>The display that suits the console: live in a terminal, plain lines in files, pipes and build servers.</summary>
    public static RunDisplay For(IAnsiConsole console) =>
        console.Profile.Out.IsTerminal && console.Profile.Capabilities is { Ansi: true, Interactive: true } && !IsBuildServer()
            ? new LiveRunDisplay(console)
            : new PlainRunDisplay(console);

    /// <summary>Does a piece of work, and shows that it goes on.</summary>
    public abstract Task<T> ShowAsync<T>(string title, Func<Task<T>> work);

    /// <summary>Tells what is waited for, such as the download of packages. From any thread.</summary>
    public abstract void Report(string text);

    public abstract void Started(CellPosition cell);

    public abstract void Received(CellPosition cell, CellOutput output);

    public abstract void Finished(CellRun run);

    /// <summary>The number and the first line of a cell.</summary>
    protected static string Label(CellPosition cell)
    {
        var width = cell.Total.ToString(CultureInfo.InvariantCulture).Length;
        var line = cell.Cell.Source.Split('\n').Select(line => line.Trim()).First(line => line.Length > 0);
        return $"[{cell.Number.ToString(CultureInfo.InvariantCulture).PadLeft(width)}/{cell.Total}] {Shorten(line)}";
    }

    /// <summary>At most a line's worth of text.</summary>
    protected static string Shorten(string line, int length = LabelLength) =>
        Printable(line) is var text && text.Length <= length ? text : $"{text.AsSpan(0, Math.Max(0, length - 3))}...";

    /// <summary>Text without anything that a terminal would obey: escape sequences go, other control characters become blanks.</summary>
    protected static string Printable(string text) =>
        EscapeSequence().Replace(text, "") is var plain && plain.Any(char.IsControl)
            ? string.Concat(plain.Select(character => char.IsControl(character) ? ' ' : character))
            : plain;

    /// <summary>Writes how a cell ended, with the error when it should not have failed.</summary>
    protected void WriteFinished(CellRun run, string label)
    {
        var (word, color) = run.Outcome switch
        {
            CellOutcome.Succeeded => ("ok", Color.Green),
            CellOutcome.FailedAsExpected => ("failed as it should", Color.Green),
            CellOutcome.Failed or CellOutcome.LeftBehind or CellOutcome.Died => ("failed", Color.Red),
            _ => ("stopped", Color.Yellow),
        };
        // One write: what is shown live comes between two.
        var text = new Paragraph(label).Append($"  {word}, {Duration.Text(run.Elapsed)}\n", new Style(color));
        if (run.Outcome is CellOutcome.Failed or CellOutcome.LeftBehind or CellOutcome.Died)
            foreach (var line in run.Error!.Traceback.SelectMany(lines => lines.Split('\n')))
                text.Append($"    {Printable(line).TrimEnd()}\n", new Style(color));
        Console.Write(text);
    }

    [GeneratedRegex(@"\x1B(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1B]*(\x07|\x1B\\)?|.)")]
    private static partial Regex EscapeSequence();

    private static bool IsBuildServer() => Environment.GetEnvironmentVariable("CI") is "true" or "True" or "1";
}
