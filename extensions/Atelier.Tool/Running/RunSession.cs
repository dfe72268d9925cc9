using Atelier.Kernel;
using Spectre.Console;

namespace Atelier.Tool;

/// <summary>Runs the notebooks of one command.</summary>
internal sealed class RunSession(ToolHost host)
{
    /// <summary>Reads all notebooks, then runs one after another.</summary>
    /// <returns>The exit code; all that is wrong has been reported.</returns>
    public async Task<int> RunAsync(RunRequest request, CancellationToken cancellationToken)
    {
        var hasBegun = false;
        try
        {
            var documents = new List<NotebookDocument>();
            foreach (var notebook in request.Notebooks)
                documents.Add(await LoadAsync(notebook, request.Parameters, cancellationToken));
            var outputs = OutputPaths.For(request.Notebooks, request.Output, request.IsInPlace);
            var pages = request.Html is { } html ? OutputPaths.ForPages(request.Notebooks, html, outputs) : null;

            hasBegun = true;
            var code = ExitCodes.Success;
            for (var i = 0; i < documents.Count && code != ExitCodes.Cancelled; i++)
            {
                var options = new NotebookRunOptions { KeepGoing = request.KeepGoing, CellTimeout = request.CellTimeout, SavePath = outputs[i] };
                var result = await RunAsync(request.Notebooks[i], documents[i], options, cancellationToken);
                code = Math.Max(code, result);
                // A stopped run has its page, too.
                if (pages is not null)
                    await SavePageAsync(request.Notebooks[i], documents[i], pages[i]);
            }
            return code;
        }
        catch (Exception exception) when (exception is UsageException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            host.Error.WriteLine(exception.Message, new Style(Color.Red));
            // Such as a full disk while the notebook was saved: nothing is wrong with the command.
            return hasBegun ? ExitCodes.Failed : ExitCodes.Usage;
        }
        catch (PackingException exception)
        {
            host.Error.WriteLine(exception.Message, new Style(Color.Red));
            return ExitCodes.Failed;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            host.Error.WriteLine("Stopped before the notebook's first cell ran.");
            return ExitCodes.Cancelled;
        }
    }

    private async Task<NotebookDocument> LoadAsync(string path, IReadOnlyList<NotebookParameter> parameters, CancellationToken cancellationToken)
    {
        var notebook = await NotebookDocument.LoadAsync(path, cancellationToken);
        try
        {
            foreach (var warning in ParameterCell.Inject(notebook, parameters))
                host.Error.WriteLine($"{path}: {warning}", new Style(Color.Yellow));
        }
        catch (FormatException exception)
        {
            throw new UsageException($"{path}: {exception.Message}");
        }
        return notebook;
    }

    private async Task<int> RunAsync(string path, NotebookDocument notebook, NotebookRunOptions options, CancellationToken cancellationToken)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var place = Shown(options.SavePath!);
        var display = RunDisplay.For(host.Out);
        host.Out.WriteLine($"Running {path}", new Style(decoration: Decoration.Bold));
        var feed = await LocalFeed.PrepareAsync(folder, PackageRequest.In(notebook), display, cancellationToken);

        var result = await display.ShowAsync("Starting", async () =>
        {
            await using var engine = host.CreateEngine(new EngineOptions
            {
                WorkingDirectory = folder,
                PackageSources = feed is null ? [] : [feed],
                Progress = display.Report,
            });
            return await new NotebookRunner(engine, options).RunAsync(notebook, display, cancellationToken);
        });
        return Conclude(result, place);
    }

    private async Task SavePageAsync(string path, NotebookDocument notebook, string page)
    {
        var converted = NotebookConverter.Convert(
            notebook, NotebookFormat.Html, Path.GetFileNameWithoutExtension(path), Path.GetDirectoryName(Path.GetFullPath(path)));
        await converted.SaveAsync(page, CancellationToken.None);
        foreach (var warning in converted.Warnings)
            host.Error.WriteLine(warning, new Style(Color.Yellow));
        host.Out.WriteLine($"Page: {Shown(page)}");
    }

    private static string Shown(string output) =>
        Path.GetRelativePath(Environment.CurrentDirectory, output) is var relative && relative.StartsWith("..", StringComparison.Ordinal)
            ? output
            : relative;

    private int Conclude(NotebookRunResult result, string place)
    {
        var cells = $"{result.Cells.Count} {(result.Cells.Count == 1 ? "cell" : "cells")}, {Duration.Text(result.Elapsed)}";
        var (line, color, code) = result switch
        {
            { Succeeded: true } => ($"Executed: {place} ({cells})", Color.Green, ExitCodes.Success),
            _ when result.Cells.FirstOrDefault(cell => cell.Outcome == CellOutcome.Died) is { } last => (
                $"The kernel died in cell {last.Position.Number}, and the cells after it cannot run. What ran is in {place} ({cells})",
                Color.Red,
                ExitCodes.Died),
            { WasCancelled: true } => ($"Stopped. What ran is in {place} ({cells})", Color.Yellow, ExitCodes.Cancelled),
            { Failures: [var failure] } => ($"Cell {failure.Position.Number} failed. What ran is in {place} ({cells})", Color.Red, ExitCodes.Failed),
            _ => ($"{result.Failures.Count} cells failed. What ran is in {place} ({cells})", Color.Red, ExitCodes.Failed),
        };
        host.Out.WriteLine(line, new Style(color));
        return code;
    }
}
