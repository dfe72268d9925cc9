namespace Atelier.Kernel.Tests;

/// <summary>The time limit on the engine itself.</summary>
[Collection(EngineCollection.Name)]
public sealed class CellTimeoutTests
{
    [Fact]
    public async Task RunAsync_CellTimeout_LeavesTheSessionUsable()
    {
        await using var engine = new NotebookEngine(new EngineOptions());
        var notebook = Documents.Of(
            Documents.Code("var x = 1;"), Documents.Code("x = 2;\nConsole.WriteLine(\"waits\");\nawait Task.Delay(-1);\nx = 3;"), Documents.Code("x"));
        // The first cell waits for the compiler to be loaded, which on a busy machine takes seconds.
        await engine.RunAsync("1", _ => { }, TestContext.Current.CancellationToken);
        var options = new NotebookRunOptions { KeepGoing = true, CellTimeout = TimeSpan.FromSeconds(5), StopPatience = TimeSpan.FromMinutes(5) };

        var result = await new NotebookRunner(engine, options).RunAsync(notebook, null, TestContext.Current.CancellationToken);

        Assert.Equal([CellOutcome.Succeeded, CellOutcome.Failed, CellOutcome.Succeeded], result.Cells.Select(cell => cell.Outcome));
        Assert.Equal(new StreamOutput("stdout", "waits\n"), notebook.Cells[1].Outputs[0]);
        Assert.Equal("TimeoutException", Assert.IsType<ErrorOutput>(notebook.Cells[1].Outputs[1]).Name);
        Assert.Equal(2, notebook.Cells[1].Outputs.Count);
        Assert.Equal("2", Assert.IsType<DisplayOutput>(Assert.Single(notebook.Cells[2].Outputs)).Data["text/plain"].GetValue<string>());
    }
}
