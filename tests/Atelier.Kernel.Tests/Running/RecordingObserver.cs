namespace Atelier.Kernel.Tests;

internal sealed class RecordingObserver : INotebookObserver
{
    public List<string> Events { get; } = [];

    public void Started(CellPosition cell) => Events.Add($"started {cell.Number}/{cell.Total}");

    public void Received(CellPosition cell, CellOutput output) => Events.Add($"output {cell.Number} {output.GetType().Name}");

    public void Finished(CellRun run) => Events.Add($"finished {run.Position.Number} {run.Outcome}");
}
