namespace Atelier.Kernel.Tests;

[Collection(nameof(EngineCollection))]
public sealed class InterruptTests
{
    /// <summary>Longer than the engine's patience by so much that a busy machine does not fail the test; a hang does.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static TheoryData<string> EndlessCells { get; } = new(
        "while (true) { }",
        "for (;;) ;",
        "do { } while (true);",
        "again: await Task.Yield(); goto again;",
        "foreach (var i in Enumerable.Repeat(0, int.MaxValue)) { for (var j = 0; j < 1000; j++) ; }",
        "Thread.Sleep(Timeout.Infinite);".Replace("Thread", "System.Threading.Thread").Replace("Timeout", "System.Threading.Timeout"),
        "await Task.Delay(-1);",
        "await new TaskCompletionSource().Task;",
        "Task.Delay(-1).Wait();",
        "new System.Threading.SemaphoreSlim(0).Wait();",
        "var gate = new object(); lock (gate) System.Threading.Monitor.Wait(gate);",
        "while (true) { try { System.Threading.Thread.Sleep(5); } catch { } }",
        "while (true) { try { while (true) { } } catch (Exception) { } }",
        "int Fibonacci(int n) => n < 2 ? n : Fibonacci(n - 1) + Fibonacci(n - 2); Fibonacci(70)",
        "void Forever() { Forever2(); } void Forever2() { while (true) Forever3(); } void Forever3() => GC.KeepAlive(1); Forever();",
        "async Task Spin() { while (true) await Task.Yield(); } await Spin();",
        "async Task Spin() { while (true) await Task.Yield(); } Spin().Wait();",
        "await Task.Run(() => { while (true) { } });",
        "Action forever = () => { while (true) { } }; forever();",
        "class Trainer { public double Loss; public void Fit() { for (int epoch = 0; ; epoch++) Loss = Math.Sin(epoch); } } new Trainer().Fit();",
        "System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(\"sleep\", \"9\") { RedirectStandardOutput = true, RedirectStandardError = true }).WaitForExit();",
        // Loops of libraries have no polls: their thread is left behind.
        "Enumerable.Range(0, int.MaxValue).Select(i => (long)i).Where(i => i % 7 == 0).Sum() + Enumerable.Range(0, int.MaxValue).Sum(i => (long)i)");

    [Theory]
    [MemberData(nameof(EndlessCells))]
    public async Task Interrupt_EndlessCell_FailsAndTheSessionGoesOn(string code)
    {
        await using var notebook = new Notebook();
        await notebook.Run("var before = 41;");

        var result = await Interrupt(notebook, $"Console.WriteLine(\"started\"); before++;\n{code}");

        Assert.Equal("OperationCanceledException", result.Error?.Name);
        Assert.Equal("The cell was interrupted.", result.Error!.Message);
        Assert.Equal("started" + Environment.NewLine, notebook.Out);
        Assert.Same(result.Error, notebook.Outputs[^1]);
        await notebook.Run("before");
        Assert.Equal("42", notebook.Plain);
    }

    [Fact]
    public async Task Interrupt_LoopInACell_NamesTheLine()
    {
        await using var notebook = new Notebook();

        var result = await Interrupt(notebook, "Console.WriteLine(\"started\");\nvar i = 0;\nwhile (true)\n{\n    i++;\n}");

        Assert.StartsWith("  Cell 1, line ", result.Error!.Traceback[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Interrupt_HandledByTheCell_Succeeds()
    {
        await using var notebook = new Notebook();

        var result = await Interrupt(notebook, """
            Console.WriteLine("started");
            var epochs = 0;
            try { while (true) epochs++; }
            catch (OperationCanceledException) { }
            """);

        Assert.True(result.Succeeded);
        await notebook.Run("epochs > 0");
        Assert.Equal("True", notebook.Plain);
    }

    [Fact]
    public async Task Interrupt_CellThatPollsItsToken_EndsByItself()
    {
        await using var notebook = new Notebook();

        var result = await Interrupt(notebook, """
            Console.WriteLine("started");
            var token = Microsoft.DotNet.Interactive.KernelInvocationContext.Current.CancellationToken;
            await Task.Run(() => token.WaitHandle.WaitOne());
            "stopped at " + token.IsCancellationRequested
            """);

        // The await itself ends too, so either the cell got on to its last line or it failed as interrupted.
        Assert.True(result.Succeeded ? notebook.Plain == "stopped at True" : result.Error!.Name == "OperationCanceledException");
    }

    [Fact]
    public async Task Interrupt_ThreadLeftBehind_PutsNothingIntoLaterCells()
    {
        await using var notebook = new Notebook();

        await Interrupt(notebook, """
            Console.WriteLine("started");
            var go = new[] { false };
            System.Threading.Thread.BeginCriticalRegion();
            var spins = Enumerable.Repeat(0, int.MaxValue).TakeWhile(_ => !System.Threading.Volatile.Read(ref go[0])).Count();
            Console.WriteLine("left behind");
            """);
        await notebook.Run("System.Threading.Volatile.Write(ref go[0], true); await Task.Delay(300);");

        Assert.Equal("", notebook.Out);
    }

    [Fact]
    public async Task Interrupt_BackgroundWorkOfAnEarlierCell_GoesOn()
    {
        await using var notebook = new Notebook();
        await notebook.Run("var count = 0; var stop = false; var worker = Task.Run(() => { while (!stop) System.Threading.Interlocked.Increment(ref count); });");

        await Interrupt(notebook, "Console.WriteLine(\"started\"); while (true) { }");

        await notebook.Run("var seen = count; await Task.Delay(50); var moved = count != seen; stop = true; await worker; moved");
        Assert.Equal("True", notebook.Plain);
    }

    private static async Task<CellResult> Interrupt(Notebook notebook, string code)
    {
        using var interrupt = new CancellationTokenSource();
        return await notebook.TryRun(code, interrupt.Token, output =>
        {
            if (output is StreamOutput { Text: var text } && text.StartsWith("started", StringComparison.Ordinal))
                interrupt.CancelAfter(50);
        }).WaitAsync(Limit, TestContext.Current.CancellationToken);
    }
}
