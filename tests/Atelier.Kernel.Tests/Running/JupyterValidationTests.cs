using System.Diagnostics;

namespace Atelier.Kernel.Tests;

/// <summary>Jupyter's own validator reads what the runner writes.</summary>
public sealed class JupyterValidationTests
{
    private const string Python = "/usr/bin/python3";

    [Fact]
    public async Task RunAsync_ExecutedNotebook_PassesNbformat()
    {
        var (found, _) = await RunPython("import nbformat");
        if (!found)
            Assert.Skip($"{Python} with the package nbformat is not installed.");
        using var folder = new TemporaryFolder();
        await using var engine = new FakeEngine();
        var notebook = NotebookDocument.Parse("""
            {"nbformat":4,"nbformat_minor":1,"metadata":{"kernelspec":{"name":".net-csharp","display_name":"C#"}},"cells":[
             {"cell_type":"markdown","metadata":{},"source":"# Ünïcode 😀"},
             {"cell_type":"code","metadata":{},"execution_count":null,"outputs":[],"source":"print a\nvalue b"},
             {"cell_type":"code","metadata":{"tags":["raises-exception"]},"execution_count":null,"outputs":[],"source":"print a\nfail c"},
             {"cell_type":"code","source":"#!fsharp\n1"},
             {"cell_type":"code","source":"hang"},
             {"cell_type":"raw","metadata":{},"source":""}]}
            """);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        var run = new NotebookRunner(engine, new NotebookRunOptions { SavePath = folder["out.ipynb"], KeepGoing = true }).RunAsync(notebook, null, stop.Token);
        await engine.Hanging.Task;
        await stop.CancelAsync();
        await run;

        var (valid, output) = await RunPython(
            "import json, sys, nbformat; nbformat.validate(json.load(open(sys.argv[1])))", folder["out.ipynb"]);
        Assert.True(valid, output);
    }

    private static async Task<(bool Succeeded, string Output)> RunPython(params string[] arguments)
    {
        if (!File.Exists(Python))
            return (false, "");
        var start = new ProcessStartInfo(Python, ["-c", .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode == 0, error);
    }
}
