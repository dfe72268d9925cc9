namespace Atelier.Kernel.Tests;

[Collection(EngineCollection.Name)]
public sealed class FSharpLanguageTests(FSharpNotebook session) : IClassFixture<FSharpNotebook>
{
    private Notebook Notebook => session.Notebook;

    [Fact]
    public async Task CompleteAsync_MembersOfAnEarlierBinding_AreFound()
    {
        await Notebook.Run("#!fsharp\nlet words = ResizeArray<string>()");
        var place = At("let n = words.Cou|");

        var list = await Services().CompleteAsync(place, TestContext.Current.CancellationToken);

        Assert.Equal("let n = words.".Length, list.Start);
        Assert.Equal(place.Position, list.End);
        var item = list.Items[0];
        Assert.Equal(("Count", "property"), (item.Text, item.Kind));
        Assert.Contains("Count", item.Description);
    }

    [Fact]
    public async Task CompleteAsync_ModuleOnALaterLine_IsFound()
    {
        await Notebook.Run("#!fsharp\n1");

        var list = await Services().CompleteAsync(At("let a = 1\nList.ma|\nlet b = 2"), TestContext.Current.CancellationToken);

        Assert.Contains(list.Items, item => item is { Text: "map", Kind: "method" or "variable" });
        Assert.All(list.Items, item => Assert.StartsWith("ma", item.Text, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task CompleteAsync_WhileACellRuns_IsAnswered()
    {
        await Notebook.Run("#!fsharp\nlet mutable go = true\nlet number = 5");
        using var started = new SemaphoreSlim(0);
        var running = Notebook.TryRun("#!fsharp\nprintfn \"started\"\nwhile go do System.Threading.Thread.Sleep 10", onOutput: _ => started.Release());
        await started.WaitAsync(TestContext.Current.CancellationToken);

        var list = await Services().CompleteAsync(At("numb|"), TestContext.Current.CancellationToken);

        Assert.False(running.IsCompleted);
        Kernel().Session!.Evaluate(new CellSource("stop", "Stop", "go <- false"), "stop.fsx");
        Assert.True((await running).Succeeded);
        Assert.Contains(list.Items, item => item.Text == "number");
    }

    [Fact]
    public async Task InspectAsync_Symbol_ShowsItsDeclaration()
    {
        await Notebook.Run("#!fsharp\n/// Doubles a number.\nlet twice (x: int) = 2 * x");

        var shown = await Services().InspectAsync(At("tw|ice 4"), TestContext.Current.CancellationToken);

        Assert.Contains("twice: x: int -> int", shown["text/plain"]);
        Assert.StartsWith("```fsharp", shown["text/markdown"]);
    }

    [Fact]
    public async Task InspectAsync_InsideACall_ShowsTheSignatures()
    {
        await Notebook.Run("#!fsharp\n1");

        var shown = await Services().InspectAsync(At("Math.Max(1, |)"), TestContext.Current.CancellationToken);

        Assert.Contains("Max(val1: int, val2: int)", shown["text/plain"]);
    }

    [Fact]
    public async Task InspectAsync_Nothing_IsEmpty()
    {
        await Notebook.Run("#!fsharp\n1");

        Assert.Empty(await Services().InspectAsync(At("let x = 1 |"), TestContext.Current.CancellationToken));
    }

    private static CodePlace At(string text) => new(text.Replace("|", "", StringComparison.Ordinal), text.IndexOf('|', StringComparison.Ordinal));

    private static FSharpCells Kernel() =>
        ((Microsoft.DotNet.Interactive.FSharp.FSharpKernel)((Microsoft.DotNet.Interactive.CompositeKernel)Microsoft.DotNet.Interactive.Kernel.Root).ChildKernels.Single(kernel => kernel.Name == "fsharp")).Cells;

    private static FSharpLanguageServices Services() => new(Kernel());
}
