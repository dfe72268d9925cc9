namespace Atelier.Kernel.Tests;

[Collection(EngineCollection.Name)]
public sealed class NotebookEngineTests
{
    [Fact]
    public async Task RunAsync_TrailingExpression_IsShownAsHtmlAndText()
    {
        await using var notebook = new Notebook();

        await notebook.Run("var numbers = new[] { 1, 2, 3 };\nnumbers.Select(n => n * n)");

        Assert.Equal("[ 1, 4, 9 ]", notebook.Plain);
        Assert.Contains("[ 1, 4, 9 ]", notebook.Value.Data["text/html"].GetValue<string>());
        Assert.Single(notebook.Outputs);
    }

    [Theory]
    [InlineData("1 + 1", "2")]
    [InlineData("\"a<b\"", "a<b")]
    [InlineData("(string)null", "<null>")]
    [InlineData("3.5", "3.5")]
    [InlineData("var x = 2; x", "2")]
    [InlineData("return 4;", "4")]
    [InlineData("await Task.FromResult(7)", "7")]
    [InlineData("(1, 2)", "( 1, 2 )")]
    public async Task RunAsync_Value_HasPlainText(string code, string expected)
    {
        await using var notebook = new Notebook();

        await notebook.Run(code);

        Assert.Equal(expected, notebook.Plain);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   \n\n")]
    [InlineData("// only a comment\n/* another */")]
    [InlineData("using System.IO;")]
    [InlineData("var x = 1;")]
    [InlineData("int F() => 1;")]
    [InlineData("Math.Max(1, 2);")]
    [InlineData("void F() { }\nF()")]
    [InlineData("record R(int A);")]
    public async Task RunAsync_NothingToShow_ShowsNothing(string code)
    {
        await using var notebook = new Notebook();

        await notebook.Run(code);

        Assert.Empty(notebook.Outputs);
    }

    [Fact]
    public async Task RunAsync_LaterCells_SeeEarlierOnes()
    {
        await using var notebook = new Notebook();
        await notebook.Run("using System.IO;");
        await notebook.Run("// nothing to run");
        await notebook.Run("var x = 1; int Twice(int n) => 2 * n; record Point(int X, int Y); string? maybe = null;");
        await notebook.Run("x = Twice(x);");

        await notebook.Run("(new Point(x, Twice(x)), Path.GetFileName(\"a/b\"), maybe).ToString()");

        Assert.Equal("(Point { X = 2, Y = 4 }, b, )", notebook.Plain);
    }

    [Fact]
    public async Task RunAsync_Redeclaration_ReplacesVariablesTypesAndMethods()
    {
        await using var notebook = new Notebook();
        await notebook.Run("var x = 1; class C { public int V => 1; } int F() => 1;");
        await notebook.Run("var x = \"two\"; class C { public int V => 2; } int F() => 2;");

        await notebook.Run("$\"{x} {new C().V} {F()}\"");

        Assert.Equal("two 2 2", notebook.Plain);
    }

    [Fact]
    public async Task RunAsync_Results_CountCells()
    {
        await using var notebook = new Notebook();

        var first = await notebook.TryRun("syntax error here");
        var second = await notebook.Run("1");

        Assert.Equal((1, 2), (first.ExecutionCount, second.ExecutionCount));
        Assert.True(second.Elapsed > TimeSpan.Zero);
    }

    [Fact]
    public async Task RunAsync_CellsAtOnce_RunOneAfterAnother()
    {
        await using var notebook = new Notebook();
        await notebook.Run("var log = new List<int>();");
        var engine = notebook.Engine;

        var cells = Enumerable.Range(1, 3)
            .Select(i => engine.RunAsync($"log.Add({i}); await Task.Delay(20); log.Add({i});", _ => { }, TestContext.Current.CancellationToken))
            .ToList();
        await Task.WhenAll(cells);

        await notebook.Run("string.Join(\" \", log)");
        Assert.Equal("1 1 2 2 3 3", notebook.Plain);
    }

    [Fact]
    public async Task RunAsync_TopLevelAwait_ReturnsToTheCellThread()
    {
        await using var notebook = new Notebook();
        await notebook.Run("var thread = Environment.CurrentManagedThreadId; var seen = new HashSet<int>();");
        await notebook.Run("seen.Add(Environment.CurrentManagedThreadId); await Task.Delay(5); seen.Add(Environment.CurrentManagedThreadId);");
        await notebook.Run("await Task.Yield(); seen.Add(Environment.CurrentManagedThreadId); await Task.Run(() => 1).ConfigureAwait(true); seen.Add(Environment.CurrentManagedThreadId);");
        await notebook.Run("seen.SetEquals(new[] { thread })");

        Assert.Equal("True", notebook.Plain);
    }

    [Fact]
    public async Task RunAsync_BlockingOnAnAsyncMethod_DoesNotLockUp()
    {
        await using var notebook = new Notebook();

        await notebook.Run("async Task<int> F() { await Task.Delay(5); await Task.Yield(); return 5; }\nF().Result + F().GetAwaiter().GetResult()");

        Assert.Equal("10", notebook.Plain);
    }

    [Fact]
    public async Task RunAsync_UnsafeCode_Runs()
    {
        await using var notebook = new Notebook();

        await notebook.Run("int n = 3; unsafe int Read() { int local = 4; int* p = &local; return *p; }\nRead() + n");

        Assert.Equal("7", notebook.Plain);
    }

    [Fact]
    public async Task RunAsync_UnionAsAName_IsNoKeyword()
    {
        await using var notebook = new Notebook();

        await notebook.Run("var union = new[] { 1 }.Union(new[] { 2 });\nunion.Count()");

        Assert.Equal("2", notebook.Plain);
    }

    [Fact]
    public async Task RunAsync_KernelAlias_BelongsToTheUser()
    {
        await using var notebook = new Notebook();

        await notebook.Run("using Microsoft.DotNet.Interactive;\nusing Kernel = System.Version;\nnew Kernel(1, 2).ToString()");

        Assert.Equal("1.2", notebook.Plain);
    }

    [Fact]
    public async Task RunAsync_Cancelled_EndsTheAwaitAndKeepsTheSession()
    {
        await using var notebook = new Notebook();
        using var source = new CancellationTokenSource();
        await notebook.Run("var x = 1;");

        var result = await notebook.TryRun("x = 2; Console.WriteLine(\"before\"); await Task.Delay(-1); x = 3;", source.Token, onOutput: _ => source.Cancel());

        Assert.Equal("OperationCanceledException", result.Error?.Name);
        Assert.Contains("interrupted", result.Error!.Message);
        Assert.Equal("before" + Environment.NewLine, notebook.Out);
        await notebook.Run("x");
        Assert.Equal("2", notebook.Plain);
    }

    [Fact]
    public async Task RunAsync_CancelledCell_NeverGoesOn()
    {
        await using var notebook = new Notebook();
        using var source = new CancellationTokenSource();
        await notebook.Run("var x = 1; var gate = new TaskCompletionSource();");

        await notebook.TryRun("Console.WriteLine(); await gate.Task; x = 3;", source.Token, onOutput: _ => source.Cancel());

        await notebook.Run("gate.SetResult(); await Task.Delay(30); x");
        Assert.Equal("1", notebook.Plain);
    }

    [Fact]
    public async Task RunAsync_AfterDispose_Throws()
    {
        var notebook = new Notebook();
        await notebook.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => notebook.TryRun("1"));
    }

    [Fact]
    public async Task DisposeAsync_CellStillQueued_RefusesItAndGivesTheConsoleBack()
    {
        var console = Console.Out;
        var cancellationToken = TestContext.Current.CancellationToken;
        using var delivery = new ManualResetEventSlim();
        var notebook = new Notebook();
        // The first cell keeps its turn until its output has been taken, which is after the engine's end.
        var isDelivering = new TaskCompletionSource();
        var running = notebook.Engine.RunAsync("Console.Write(1);", Take, cancellationToken);
        var queued = notebook.Engine.RunAsync("Console.Write(2);", _ => { }, cancellationToken);
        await isDelivering.Task.WaitAsync(cancellationToken);

        await notebook.DisposeAsync();
        delivery.Set();

        Assert.True((await running).Succeeded);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => queued);
        Assert.Same(console, Console.Out);
        await using var next = new Notebook();
        await next.Run("Console.Write(\"hello\");");
        Assert.Equal("hello", next.Out);

        void Take(CellOutput output)
        {
            isDelivering.TrySetResult();
            delivery.Wait(cancellationToken);
        }
    }
}
