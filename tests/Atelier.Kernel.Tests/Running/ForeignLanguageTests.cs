using System.Text.Json.Nodes;

namespace Atelier.Kernel.Tests;

/// <summary>Notebooks with cells in languages for which there is no kernel, on the engine itself.</summary>
[Collection(EngineCollection.Name)]
public sealed class ForeignLanguageTests
{
    private static readonly NotebookRunOptions Plain = new() { RecordTimes = false, KeepGoing = true };

    [Fact]
    public async Task RunAsync_ForeignSelector_IsAnErrorAndTheOtherCellsRun()
    {
        await using var engine = new NotebookEngine(new EngineOptions());
        var notebook = Documents.Of(Documents.Code("Console.WriteLine(1);\n#!pwsh\nGet-Date"), Documents.Code("#!html \n<b>"), Documents.Code("1 + 1"));

        var result = await new NotebookRunner(engine, Plain).RunAsync(notebook, null, TestContext.Current.CancellationToken);

        Assert.Equal([CellOutcome.Failed, CellOutcome.Succeeded, CellOutcome.Succeeded], result.Cells.Select(cell => cell.Outcome));
        var error = Assert.Single(result.Failures).Error!;
        Assert.Contains("Cell 1, line 2: #!pwsh selects PowerShell, which this kernel does not have. Write the cell in C#", error.Message);
        Assert.Equal(error.Message, Assert.IsType<ErrorOutput>(Assert.Single(notebook.Cells[0].Outputs)).Message);
    }

    [Fact]
    public async Task RunAsync_NotebookInPython_FailsInWords()
    {
        await using var engine = new NotebookEngine(new EngineOptions());
        var notebook = Documents.Of(Documents.Code("import numpy"));
        notebook.Json["metadata"]!["kernelspec"] = JsonNode.Parse("""{"language":"python","name":"python3"}""");

        var result = await new NotebookRunner(engine, Plain)
            .RunAsync(NotebookDocument.Parse(notebook.ToJson()), null, TestContext.Current.CancellationToken);

        var message = Assert.Single(result.Failures).Error!.Message;
        Assert.Contains("This cell is in Python, and this session has no kernel for it. It has: csharp,", message);
        Assert.Contains("make it a raw or Markdown cell", message);
    }
}
