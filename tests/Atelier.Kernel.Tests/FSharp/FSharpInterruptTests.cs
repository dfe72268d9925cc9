namespace Atelier.Kernel.Tests;

[Collection(EngineCollection.Name)]
public sealed class FSharpInterruptTests
{
    [Theory]
    [InlineData("while true do ()")]
    [InlineData("System.Threading.Thread.Sleep -1")]
    [InlineData("async { while true do do! Async.Sleep 50 } |> Async.RunSynchronously")]
    public async Task Interrupt_CellThatDoesNotEnd_LeavesTheSessionUsable(string code)
    {
        await using var notebook = new Notebook();
        await notebook.Run("#!fsharp\nlet earlier = 5");

        var error = await Interrupted(notebook, $"#!fsharp\nprintfn \"started\"\n{code}");
        await notebook.Run("#!fsharp\nlet later = earlier + 1\nlater");

        Assert.Equal(nameof(OperationCanceledException), error.Name);
        Assert.Equal("6", notebook.Plain);
    }

    [Fact]
    public async Task Interrupt_CellThatEndsLater_DoesNotTakeBackWhatCameSince()
    {
        await using var notebook = new Notebook();
        await notebook.Run("#!fsharp\nlet mutable stop = false\nlet mutable ended = false");

        await Interrupted(notebook, "#!fsharp\nprintfn \"started\"\nwhile not stop do ()\nended <- true\nlet orphan = 1");
        await notebook.Run("#!fsharp\nlet later = 7\nstop <- true\nwhile not ended do System.Threading.Thread.Sleep 10\nSystem.Threading.Thread.Sleep 200");
        await notebook.Run("#!fsharp\nlater");

        Assert.Equal("7", notebook.Plain);
        Assert.Equal("CompilationError", (await notebook.Fail("#!fsharp\norphan")).Name);
    }

    private static async Task<ErrorOutput> Interrupted(Notebook notebook, string code)
    {
        using var interrupt = new CancellationTokenSource();
        var result = await notebook.TryRun(code, interrupt.Token, output => (output is StreamOutput ? interrupt : null)?.Cancel());
        return Assert.IsType<ErrorOutput>(result.Error);
    }
}
