using System.Diagnostics;
using Atelier.Kernel;

namespace Atelier.Tool.Tests;

/// <summary>The tool as a process of its own.</summary>
public sealed class RunProcessTests
{
    [Fact]
    public async Task Process_ExitCodes_TellHowItWent()
    {
        using var folder = new TempFolder();
        var good = folder.WriteNotebook("good.ipynb", "new System.Threading.Thread(() => System.Threading.Thread.Sleep(-1)).Start();", "1");
        var bad = folder.WriteNotebook("bad.ipynb", "Console.WriteLine(\"seen\"); throw new Exception(\"no\");");

        var (goodCode, goodText) = await Run(null, "run", good);
        var (badCode, badText) = await Run(null, "run", bad);
        var (missingCode, missingText) = await Run(null, "run", folder["missing.ipynb"]);

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
    public async Task Process_CtrlC_SavesWhatRan()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("Another process cannot press Ctrl+C on Windows.");
        using var folder = new TempFolder();
        var notebook = folder.WriteNotebook("a.ipynb", "1", "await Task.Delay(-1)");

        var (code, text) = await Run("[2/2] await", "run", notebook);

        Assert.Equal(ExitCodes.Cancelled, code);
        Assert.Contains("Stopped. What ran is in", text);
        var cells = (await NotebookDocument.LoadAsync(folder["a.executed.ipynb"], TestContext.Current.CancellationToken)).Cells;
        Assert.Equal(1, cells[0].ExecutionCount);
        Assert.IsType<ErrorOutput>(Assert.Single(cells[1].Outputs));
    }

    /// <summary>Runs the tool and returns all that it wrote; interrupts it when it has written a line with the given text.</summary>
    private static async Task<(int ExitCode, string Text)> Run(string? interruptAt, params string[] arguments)
    {
        var tool = Path.Combine(AppContext.BaseDirectory, "atelier.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [tool, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var text = "";
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            text += line + "\n";
            if (interruptAt is not null && line.Contains(interruptAt, StringComparison.Ordinal))
                using (var kill = Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
                    await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, text + await error);
    }
}
