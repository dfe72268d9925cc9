using System.Diagnostics;
using System.Text.Json.Nodes;
using Atelier.Kernel;

namespace Atelier.Tool.Tests;

/// <summary>Jupyter's own clients run cells through an installed kernel.</summary>
public sealed class JupyterClientTests : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private const string Session = """
        import json, queue, sys, time
        from jupyter_client import KernelManager
        manager = KernelManager(kernel_name="atelier-csharp")
        manager.start_kernel()
        client = manager.client()
        client.start_channels()
        client.wait_for_ready(timeout=60)
        result = {"ports": sorted(manager.get_connection_info())}
        def run(code):
            texts = []
            def see(message):
                content = message["content"]
                if message["msg_type"] == "stream" and texts and texts[-1][0] == "stream":
                    texts[-1] = ("stream", texts[-1][1] + content["text"]) # printed text may come in several pieces
                    return
                texts.append((message["msg_type"], content.get("text") or content.get("data", {}).get("text/plain") or content.get("ename")))
            reply = client.execute_interactive(code, timeout=60, output_hook=see)["content"]
            return [reply["status"], reply["execution_count"], [text for _, text in texts if text]]
        result["value"] = run("var x = 20; Console.WriteLine(x); x + 22")
        result["error"] = run("throw new InvalidOperationException();")
        endless = client.execute("await Task.Delay(-1);")
        while True:
            message = client.get_iopub_msg(timeout=60)
            if message["msg_type"] == "execute_input" and message["parent_header"]["msg_id"] == endless:
                break
        manager.interrupt_kernel()
        result["interrupted"] = client.get_shell_msg(timeout=60)["content"]["status"]
        result["after"] = run("x")
        result["beating"] = client.hb_channel.is_beating()
        run("new System.Threading.Thread(() => System.Threading.Thread.Sleep(-1)) { IsBackground = false }.Start();")
        process = manager.provisioner.process
        client.shutdown()
        result["exit"] = process.wait(timeout=60)
        client.stop_channels()
        print(json.dumps(result))
        """;

    private const string Nbclient = """
        import sys, nbformat
        from nbclient import NotebookClient
        notebook = nbformat.read(sys.argv[1], 4)
        NotebookClient(notebook, timeout=120, iopub_timeout=120).execute()
        nbformat.write(notebook, sys.argv[2])
        """;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task JupyterClient_Session_RunsInterruptsAndEnds()
    {
        await InstallFor("jupyter_client");

        var result = JsonNode.Parse(await Run(Python, "-c", Session))!;

        Assert.Equal("""["ok",1,["20\n","42"]]""", result["value"]!.ToJsonString());
        Assert.Equal("""["error",2,["InvalidOperationException"]]""", result["error"]!.ToJsonString());
        Assert.Equal("error", result["interrupted"]!.GetValue<string>());
        Assert.Equal("""["ok",4,["20"]]""", result["after"]!.ToJsonString());
        Assert.True(result["beating"]!.GetValue<bool>());
        Assert.Equal(0, result["exit"]!.GetValue<int>());
    }

    [Fact]
    public async Task Nbclient_Notebook_IsExecuted()
    {
        await InstallFor("nbclient");

        await Run(Python, "-c", Nbclient, Notebook(), _folder["out.ipynb"]);

        await AssertExecuted();
    }

    [Fact]
    public async Task Nbconvert_Notebook_IsExecuted()
    {
        await InstallFor("nbconvert");

        await Run(
            Python, "-m", "nbconvert", "--execute", "--ExecutePreprocessor.iopub_timeout=120", "--to", "notebook", "--output", _folder["out.ipynb"], Notebook());

        await AssertExecuted();
    }

    public void Dispose() => _folder.Dispose();

    private string Notebook()
    {
        var path = _folder.WriteNotebook(
            "in.ipynb", "var x = 20;\nConsole.WriteLine($\"x is {x}\");\nx + 22", "!throw new InvalidOperationException(\"as told\");", "x", "for (var i = 0; i < 3000; i++) display(i);");
        return path.WithKernel("atelier-csharp");
    }

    private async Task AssertExecuted()
    {
        var cells = (await NotebookDocument.LoadAsync(_folder["out.ipynb"], TestContext.Current.CancellationToken)).Cells;

        Assert.Equal([1, 2, 3, 4], cells.Select(cell => cell.ExecutionCount ?? 0));
        Assert.Equal(new StreamOutput("stdout", "x is 20\n"), cells[0].Outputs[0]);
        Assert.Equal("42", Plain(cells[0].Outputs[1]));
        Assert.Equal(("InvalidOperationException", "as told"), cells[1].Outputs.OfType<ErrorOutput>().Select(error => (error.Name, error.Message)).Single());
        Assert.Equal("20", Plain(Assert.Single(cells[2].Outputs)));
        Assert.Equal(3000, cells[3].Outputs.Count);
        Assert.Equal("2999", Plain(cells[3].Outputs[^1]));
    }

    private static string Plain(CellOutput output) => Assert.IsType<DisplayOutput>(output).Data["text/plain"].GetValue<string>();

    private async Task InstallFor(string module)
    {
        if (!File.Exists(Python) || (await Start(Python, "-c", $"import {module}")).ExitCode != 0)
            Assert.Skip($"{Python} with the package {module} is not installed.");
        await InstalledKernel.InstallAsync(_folder);
    }

    private async Task<string> Run(string program, params string[] arguments)
    {
        var (code, output, error) = await Start(program, arguments);
        Assert.True(code == 0, $"{output}\n{error}");
        return output;
    }

    private async Task<(int ExitCode, string Output, string Error)> Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        InstalledKernel.ShowTo(start, _folder);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }
}
