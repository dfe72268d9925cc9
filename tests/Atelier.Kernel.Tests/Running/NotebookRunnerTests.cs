namespace Atelier.Kernel.Tests;

public sealed class NotebookRunnerTests
{
    private static readonly NotebookRunOptions Plain = new() { RecordTimes = false, StopPatience = TimeSpan.Zero };

    [Fact]
    public async Task RunAsync_CodeCells_HoldTheirOutputsAndCounts()
    {
        await using var engine = new FakeEngine();
        var notebook = Documents.Of(
            Documents.Markdown("# print no"), Documents.Code("print a\nprint b\nvalue 3"), Documents.Code(" \n"), Documents.Code("print c"));

        var result = await new NotebookRunner(engine, Plain).RunAsync(notebook, null, TestContext.Current.CancellationToken);

        Assert.True(result.Succeeded);
        Assert.Equal(["print a\nprint b\nvalue 3", "print c"], engine.Codes);
        Assert.Equal(new StreamOutput("stdout", "a\nb\n"), notebook.Cells[1].Outputs[0]);
        Assert.True(Assert.IsType<DisplayOutput>(notebook.Cells[1].Outputs[1]).IsResult);
        Assert.Equal(1, notebook.Cells[1].Json["outputs"]![1]!["execution_count"]!.GetValue<int>());
        Assert.Equal([null, 1, null, 2], notebook.Cells.Select(cell => cell.ExecutionCount));
        Assert.Equal("# print no", notebook.Cells[0].Source);
    }

    [Fact]
    public async Task RunAsync_Failure_StopsAndLeavesNoOldOutputBehind()
    {
        await using var engine = new FakeEngine();
        var notebook = Documents.Of(Documents.Code("print a"), Documents.Code("print b\nfail no"), Documents.Code("print c"));
        notebook.Cells[2].AddOutput(new StreamOutput("stdout", "from an earlier run"));
        notebook.Cells[2].SetExecutionCount(9);

        var result = await new NotebookRunner(engine, Plain).RunAsync(notebook, null, TestContext.Current.CancellationToken);

        Assert.False(result.Succeeded);
        Assert.False(result.WasCancelled);
        Assert.Equal([CellOutcome.Succeeded, CellOutcome.Failed], result.Cells.Select(cell => cell.Outcome));
        Assert.Equal("no", Assert.Single(result.Failures).Error!.Message);
        Assert.Equal("no", Assert.IsType<ErrorOutput>(notebook.Cells[1].Outputs[1]).Message);
        Assert.Equal(2, notebook.Cells[1].ExecutionCount);
        Assert.Empty(notebook.Cells[2].Outputs);
        Assert.Null(notebook.Cells[2].ExecutionCount);
    }

    [Fact]
    public async Task RunAsync_KeepGoing_RunsTheCellsAfterAFailure()
    {
        await using var engine = new FakeEngine();
        var notebook = Documents.Of(Documents.Code("fail no"), Documents.Code("print b"));

        var result = await new NotebookRunner(engine, Plain with { KeepGoing = true })
            .RunAsync(notebook, null, TestContext.Current.CancellationToken);

        Assert.False(result.Succeeded);
        Assert.Equal([CellOutcome.Failed, CellOutcome.Succeeded], result.Cells.Select(cell => cell.Outcome));
    }

    [Fact]
    public async Task RunAsync_RaisesException_IsSuccessWhetherItFailsOrNot()
    {
        await using var engine = new FakeEngine();
        var notebook = Documents.Of(
            Documents.Code("fail on purpose", "raises-exception"), Documents.Code("print a", "raises-exception"), Documents.Code("print b"));

        var result = await new NotebookRunner(engine, Plain).RunAsync(notebook, null, TestContext.Current.CancellationToken);

        Assert.True(result.Succeeded);
        Assert.Equal([CellOutcome.FailedAsExpected, CellOutcome.Succeeded, CellOutcome.Succeeded], result.Cells.Select(cell => cell.Outcome));
        Assert.IsType<ErrorOutput>(Assert.Single(notebook.Cells[0].Outputs));
    }

    [Fact]
    public async Task RunAsync_Observer_SeesEverythingInOrder()
    {
        await using var engine = new FakeEngine();
        var observer = new RecordingObserver();

        await new NotebookRunner(engine, Plain).RunAsync(
            Documents.Of(Documents.Code("print a\nvalue 1"), Documents.Code("fail b")), observer, TestContext.Current.CancellationToken);

        Assert.Equal(
            [
                "started 1/2", "output 1 StreamOutput", "output 1 DisplayOutput", "finished 1 Succeeded",
                "started 2/2", "output 2 ErrorOutput", "finished 2 Failed",
            ],
            observer.Events);
    }

    [Fact]
    public async Task RunAsync_SavePath_HoldsEachFinishedCellWhileTheNextRuns()
    {
        using var folder = new TemporaryFolder();
        var seen = new List<string>();
        await using var engine = new FakeEngine(() => seen.Add(File.ReadAllText(folder["out.ipynb"])));
        var notebook = Documents.Of(Documents.Code("print first"), Documents.Code("print second"));
        notebook.Cells[1].AddOutput(new StreamOutput("stdout", "old"));

        await new NotebookRunner(engine, Plain with { SavePath = folder["out.ipynb"] })
            .RunAsync(notebook, null, TestContext.Current.CancellationToken);

        Assert.DoesNotContain("old", seen[0]);
        Assert.Contains("\"first\\n\"", seen[1]);
        Assert.DoesNotContain("\"second\\n\"", seen[1]);
        Assert.Contains("\"second\\n\"", File.ReadAllText(folder["out.ipynb"]));
    }

    [Theory]
    [InlineData("hang", "The run was cancelled while the cell ran.")]
    [InlineData("deaf", "did not stop when the run was cancelled")]
    public async Task RunAsync_Cancelled_KeepsWhatWasDone(string lastLine, string expected)
    {
        using var folder = new TemporaryFolder();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await using var engine = new FakeEngine();
        var notebook = Documents.Of(
            Documents.Code("print a"), Documents.Code($"print b\n{lastLine}", "raises-exception"), Documents.Code("print c"));

        // A cell that stops has time enough to be seen stopping.
        var patience = lastLine == "deaf" ? Plain.StopPatience : TimeSpan.FromMinutes(5);
        var run = new NotebookRunner(engine, Plain with { SavePath = folder["out.ipynb"], KeepGoing = true, StopPatience = patience })
            .RunAsync(notebook, null, stop.Token);
        await engine.Hanging.Task;
        await stop.CancelAsync();
        var result = await run;
        engine.LastOutput!(new StreamOutput("stdout", "too late"));

        Assert.True(result.WasCancelled);
        Assert.False(result.Succeeded);
        Assert.Equal([CellOutcome.Succeeded, CellOutcome.Cancelled], result.Cells.Select(cell => cell.Outcome));
        Assert.Equal(new StreamOutput("stdout", "b\n"), notebook.Cells[1].Outputs[0]);
        Assert.Contains(expected, Assert.IsType<ErrorOutput>(notebook.Cells[1].Outputs[1]).Message);
        Assert.Equal(2, notebook.Cells[1].Outputs.Count);
        Assert.Equal(notebook.ToJson(), await File.ReadAllTextAsync(folder["out.ipynb"], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task RunAsync_CancelledBefore_RunsNothing()
    {
        await using var engine = new FakeEngine();

        var result = await new NotebookRunner(engine, Plain).RunAsync(Documents.Of(Documents.Code("print a")), null, new CancellationToken(true));

        Assert.True(result.WasCancelled);
        Assert.Empty(engine.Codes);
    }

    [Fact]
    public async Task RunAsync_EngineThatThrows_IsNotHidden()
    {
        await using var engine = new FakeEngine();

        await Assert.ThrowsAsync<NotSupportedException>(() => new NotebookRunner(engine, Plain)
            .RunAsync(Documents.Of(Documents.Code("throw")), null, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("#!csharp\nprint a")]
    [InlineData("print a\n#!C#\nprint b")]
    [InlineData("#!fsharp\n#!c#\nprint a")]
    [InlineData("#!time\nprint a")]
    [InlineData("#!pwsh\nGet-Date")]
    public async Task RunAsync_SelectorsAndMagics_GoToTheEngineAsTheyAre(string source)
    {
        await using var engine = new FakeEngine();

        await new NotebookRunner(engine, Plain).RunAsync(Documents.Of(Documents.Code(source)), null, TestContext.Current.CancellationToken);

        Assert.Equal(source, Assert.Single(engine.Codes));
    }

    [Fact]
    public async Task RunAsync_Times_ComeFromTheClock()
    {
        var time = new ManualTime(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        await using var engine = new FakeEngine(() => time.Advance(TimeSpan.FromSeconds(1.5)));
        var notebook = Documents.Of(Documents.Code("print a"));

        var result = await new NotebookRunner(engine, new NotebookRunOptions { TimeProvider = time })
            .RunAsync(notebook, null, TestContext.Current.CancellationToken);

        Assert.Equal(TimeSpan.FromSeconds(1.5), result.Elapsed);
        Assert.Equal(TimeSpan.FromSeconds(1.5), result.Cells[0].Elapsed);
        var execution = notebook.Cells[0].Json["metadata"]!["execution"]!;
        Assert.Equal("2026-01-02T03:04:05.000000Z", execution["iopub.status.busy"]!.GetValue<string>());
        Assert.Equal("2026-01-02T03:04:06.500000Z", execution["shell.execute_reply"]!.GetValue<string>());
    }

    [Fact]
    public async Task RunAsync_CellTimeout_FailsTheCellAndNamesTheLimit()
    {
        await using var engine = new FakeEngine();
        var notebook = Documents.Of(Documents.Code("print a\nhang", "raises-exception"), Documents.Code("print b"));
        var options = Plain with { KeepGoing = true, CellTimeout = TimeSpan.FromMilliseconds(1500), StopPatience = TimeSpan.FromMinutes(5) };

        var result = await new NotebookRunner(engine, options).RunAsync(notebook, null, TestContext.Current.CancellationToken);

        Assert.False(result.WasCancelled);
        Assert.Equal([CellOutcome.Failed, CellOutcome.Succeeded], result.Cells.Select(cell => cell.Outcome));
        Assert.Equal(new StreamOutput("stdout", "a\n"), notebook.Cells[0].Outputs[0]);
        var error = Assert.IsType<ErrorOutput>(notebook.Cells[0].Outputs[1]);
        Assert.Equal("TimeoutException", error.Name);
        Assert.Contains("within its limit of 1.5 s and was stopped", error.Message);
        Assert.Equal(error.Message, Assert.Single(result.Failures).Error!.Message);
    }

    [Fact]
    public async Task RunAsync_CellTimeoutOfACellThatCannotBeStopped_EndsTheRun()
    {
        await using var engine = new FakeEngine();
        var notebook = Documents.Of(Documents.Code("print a\ndeaf"), Documents.Code("print b"));
        var options = Plain with { KeepGoing = true, CellTimeout = TimeSpan.FromMilliseconds(1) };

        var result = await new NotebookRunner(engine, options).RunAsync(notebook, null, TestContext.Current.CancellationToken);
        engine.LastOutput!(new StreamOutput("stdout", "too late"));

        Assert.False(result.Succeeded);
        Assert.False(result.WasCancelled);
        Assert.Equal(CellOutcome.LeftBehind, Assert.Single(result.Failures).Outcome);
        Assert.Single(engine.Codes);
        Assert.Equal(2, notebook.Cells[0].Outputs.Count);
        var message = Assert.IsType<ErrorOutput>(notebook.Cells[0].Outputs[1]).Message;
        Assert.Contains("limit of 0.001 s and could not be stopped", message);
        Assert.Contains("the cells after it cannot run", message);
    }

    [Fact]
    public async Task RunAsync_CellTimeout_IsForgottenByACellThatEnds()
    {
        await using var engine = new FakeEngine();
        var notebook = Documents.Of(Documents.Code("print a"), Documents.Code("fail b", "raises-exception"));

        var result = await new NotebookRunner(engine, Plain with { CellTimeout = NotebookRunOptions.LongestCellTimeout })
            .RunAsync(notebook, null, TestContext.Current.CancellationToken);

        Assert.True(result.Succeeded);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(31 * 86400)]
    public void CellTimeout_OutOfRange_IsRefused(double seconds) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new NotebookRunOptions { CellTimeout = TimeSpan.FromSeconds(seconds) });

    [Fact]
    public void StopPatience_Negative_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new NotebookRunOptions { StopPatience = TimeSpan.FromSeconds(-1) });
}
