using System.Diagnostics;
using System.Globalization;
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
        Assert.Contains("limit of 10 s and was stopped", stuckText);
        Assert.Contains("[3/3]  ok", stuckText);
        var cells = (await NotebookDocument.LoadAsync(folder["stuck.executed.ipynb"], TestContext.Current.CancellationToken)).Cells;
        Assert.IsType<ErrorOutput>(Assert.Single(cells[1].Outputs));
    }

    [Fact]
    public async Task Process_CellThatEndsTheKernel_SavesWhatRanAndRunsTheNextNotebook()
    {
        using var folder = new TemporaryFolder();
        var exit = folder.WriteNotebook("exit.ipynb", "1", "!Console.WriteLine(\"before\"); Environment.Exit(0);", "3");
        var good = folder.WriteNotebook("good.ipynb", "4");

        var (code, text) = await ToolProcess.RunAsync(null, "run", exit, good, "--keep-going", "-o", folder["out"] + "/", "--html", folder["pages"]);

        Assert.Equal(ExitCodes.Died, code);
        Assert.Contains("KernelDied: The process that runs the notebook ended with exit code 0, as Environment.Exit does, while the cell ran.", text);
        Assert.Contains("The kernel died in cell 2, and the cells after it cannot run.", text);
        Assert.DoesNotContain("[3/3]", text);
        Assert.Contains("[1/1]  ok", text);
        var cells = (await NotebookDocument.LoadAsync(folder["out", "exit.ipynb"], TestContext.Current.CancellationToken)).Cells;
        Assert.Equal([1, 2, null], cells.Select(cell => cell.ExecutionCount));
        Assert.Equal(new StreamOutput("stdout", "before\n"), cells[1].Outputs[0]);
        Assert.Equal("KernelDied", Assert.IsType<ErrorOutput>(cells[1].Outputs[1]).Name);
        Assert.Contains("KernelDied", await File.ReadAllTextAsync(folder["pages", "exit.html"], TestContext.Current.CancellationToken));
        Assert.True(File.Exists(folder["pages", "good.html"]));
    }

    [Fact]
    public async Task Process_KilledWhileACellRuns_TakesItsEngineWithIt()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        using var folder = new TemporaryFolder();
        var notebook = folder.WriteNotebook("a.ipynb",
            "System.IO.File.WriteAllText(\"id\", Environment.ProcessId.ToString());\nAppDomain.CurrentDomain.ProcessExit += (_, _) => System.Threading.Thread.Sleep(-1);",
            "while (true) { }");

        await ToolProcess.SignalAsync("[2/2]", "-KILL", "run", notebook);

        var id = int.Parse(await File.ReadAllTextAsync(folder["id"], TestContext.Current.CancellationToken), CultureInfo.InvariantCulture);
        try
        {
            using var engine = Process.GetProcessById(id);
            await engine.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        }
        catch (ArgumentException)
        {
            // It has ended already.
        }
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
