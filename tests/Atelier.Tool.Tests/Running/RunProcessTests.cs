using Atelier.Kernel;

namespace Atelier.Tool.Tests;

/// <summary>The tool as a process of its own.</summary>
public sealed class RunProcessTests
{
    [Fact]
    public async Task Process_ExitCodes_TellHowItWent()
    {
        using var folder = new TemporaryFolder();
        var good = folder.WriteNotebook("good.ipynb", "1", "2");
        var bad = folder.WriteNotebook("bad.ipynb", "Console.WriteLine(\"seen\"); throw new Exception(\"no\");");

        var (goodCode, goodText) = await ToolProcess.RunAsync(null, "run", good);
        var (badCode, badText) = await ToolProcess.RunAsync(null, "run", bad);
        var (missingCode, missingText) = await ToolProcess.RunAsync(null, "run", folder["missing.ipynb"]);

        Assert.Equal((ExitCodes.Success, ExitCodes.Failed, ExitCodes.Usage), (goodCode, badCode, missingCode));
        Assert.Contains("[2/2]  ok", goodText);
        Assert.Contains("System.Exception: no", badText);
        Assert.DoesNotContain('\u001b', badText);
        Assert.Contains("There is no notebook at", missingText);
        var outputs = (await NotebookDocument.LoadAsync(folder["bad.executed.ipynb"], TestContext.Current.CancellationToken)).Cells[0].Outputs;
        Assert.Equal(new StreamOutput("stdout", "seen\n"), outputs[0]);
        Assert.Equal("no", Assert.IsType<ErrorOutput>(outputs[1]).Message);
    }

    [Fact]
    public async Task Process_ThreadsThatNeverEnd_EndWithTheNotebook()
    {
        using var folder = new TemporaryFolder();
        const string Foreground = "new System.Threading.Thread(() => System.Threading.Thread.Sleep(-1)) { IsBackground = false }.Start();";
        var done = folder.WriteNotebook("done.ipynb", Foreground, "1");
        var stuck = folder.WriteNotebook("stuck.ipynb", Foreground, "while (true) { }", "3");

        var (doneCode, doneText) = await ToolProcess.RunAsync(null, "run", done);
        var (stuckCode, stuckText) = await ToolProcess.RunAsync(null, "run", stuck, "--timeout", "10", "--keep-going");

        Assert.Equal((ExitCodes.Success, ExitCodes.Failed), (doneCode, stuckCode));
        Assert.Contains("[2/2]  ok", doneText);
        Assert.Contains("[1/3]  ok", stuckText);
        Assert.Contains("limit of 10 s and could not be stopped", stuckText);
        Assert.DoesNotContain("[3/3]", stuckText);
        var cells = (await NotebookDocument.LoadAsync(folder["stuck.executed.ipynb"], TestContext.Current.CancellationToken)).Cells;
        Assert.IsType<ErrorOutput>(Assert.Single(cells[1].Outputs));
    }

    [Fact]
    public async Task Process_CellThatExits_IsAFailureThatSaysSo()
    {
        using var folder = new TemporaryFolder();
        var notebook = folder.WriteNotebook("exit.ipynb", "1", "Environment.Exit(0);", "3");

        var (code, text) = await ToolProcess.RunAsync(null, "run", notebook);

        Assert.Equal(ExitCodes.Died, code);
        Assert.Contains("The process was ended while a cell ran", text);
        var cells = (await NotebookDocument.LoadAsync(folder["exit.executed.ipynb"], TestContext.Current.CancellationToken)).Cells;
        Assert.Equal(1, cells[0].ExecutionCount);
    }

    [Fact]
    public async Task Process_CtrlC_SavesWhatRan()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("Another process cannot press Ctrl+C on Windows.");
        using var folder = new TemporaryFolder();
        var notebook = folder.WriteNotebook("a.ipynb", "1", "await Task.Delay(-1)");

        var (code, text) = await ToolProcess.RunAsync("[2/2] await", "run", notebook);

        Assert.Equal(ExitCodes.Cancelled, code);
        Assert.Contains("Stopped. What ran is in", text);
        var cells = (await NotebookDocument.LoadAsync(folder["a.executed.ipynb"], TestContext.Current.CancellationToken)).Cells;
        Assert.Equal(1, cells[0].ExecutionCount);
        Assert.IsType<ErrorOutput>(Assert.Single(cells[1].Outputs));
    }
}
