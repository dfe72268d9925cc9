using System.Text.Json.Nodes;

namespace Atelier.Kernel.Tests;

/// <summary>The kernel with the engine that it has in front ends.</summary>
[Collection(EngineCollection.Name)]
public sealed class JupyterEngineTests
{
    [Fact]
    public void Cells_OutputsValuesAndErrors_AreTheEngines()
    {
        using var kernel = Serve();

        var (_, outputs) = kernel.Client.Run("var x = 20; Console.WriteLine(x); x + 22");
        var (failed, _) = kernel.Client.Run("var y = x + 1;\nthrow new InvalidOperationException(\"no\");");
        var (next, values) = kernel.Client.Run("y", new JsonObject { ["user_expressions"] = new JsonObject { ["twice"] = "2 * y" } });

        Assert.Equal(["execute_input", "stream", "execute_result"], outputs.Select(output => output.Type));
        Assert.Equal(("20\n", "42"), (outputs[1].Content.Text("text"), outputs[2].Content.GetProperty("data").Text("text/plain")));
        Assert.Equal(("InvalidOperationException", 2), (failed.Content.Text("ename"), failed.Content.Number("execution_count")));
        Assert.Contains(failed.Content.GetProperty("traceback").EnumerateArray(), line => line.GetString()!.Contains("Cell 2, line 2", StringComparison.Ordinal));
        Assert.Equal("21", values[^1].Content.GetProperty("data").Text("text/plain"));
        Assert.Equal("42", next.Content.GetProperty("user_expressions").GetProperty("twice").GetProperty("data").Text("text/plain"));
    }

    [Fact]
    public void Interrupt_EndlessAwait_FailsAndTheNextCellSeesWhatWas()
    {
        using var kernel = Serve();
        kernel.Client.SendCell("var kept = 5; Console.WriteLine(\"waiting\"); await Task.Delay(-1);");
        kernel.Client.UntilPublished(message => message.Type == "stream");

        Assert.Equal("ok", kernel.Client.Ask(kernel.Client.Control, "interrupt_request").Status);
        var interrupted = kernel.Client.Receive(kernel.Client.Shell);
        var (_, values) = kernel.Client.Run("kept");

        Assert.Equal(("error", "OperationCanceledException"), (interrupted.Status, interrupted.Content.Text("ename")));
        Assert.Equal("5", values[^1].Content.GetProperty("data").Text("text/plain"));
    }

    [Fact]
    public void Requests_WhileACellUsesTheWholeThreadPool_AreAnswered()
    {
        using var kernel = Serve();
        // What the cell prints would wait for the thread pool, too.
        const string Name = "atelier.tests.pool";
        AppContext.SetData(Name, null);
        kernel.Client.SendCell($$"""
            var end = DateTime.UtcNow.AddSeconds(10);
            Parallel.For(0, 64, _ => { AppContext.SetData("{{Name}}", "busy"); while (DateTime.UtcNow < end) { } });
            """);
        Assert.True(SpinWait.SpinUntil(() => AppContext.GetData(Name) is not null, TimeSpan.FromSeconds(60)), "The cell does not run.");

        Assert.Equal("ok", kernel.Client.Ask(kernel.Client.Control, "kernel_info_request").Status);
        Assert.Equal("ok", kernel.Client.Ask(kernel.Client.Shell, "comm_info_request").Status);
        Assert.Equal("execute_reply", kernel.Client.Receive(kernel.Client.Shell).Type);
    }

    private static ServedKernel Serve() => new(() => new NotebookEngine(new EngineOptions()));
}
