using Atelier.Kernel;
using Spectre.Console.Testing;

namespace Atelier.Tool.Tests;

public sealed class RunCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestConsole _out = new();
    private readonly TestConsole _error = new();

    public RunCommandTests() => _out.Profile.Width = _error.Profile.Width = 1000;

    [Fact]
    public async Task Run_NotebookThatWorks_WritesItsOutputsElsewhere()
    {
        var notebook = _folder.WriteNotebook("a.ipynb", "Console.WriteLine(\"hello\");\n1 + 2", "!throw new Exception(\"on purpose\");", "\"end\"");
        var before = await File.ReadAllBytesAsync(notebook, TestContext.Current.CancellationToken);

        var code = await Run(notebook);

        Assert.Equal(ExitCodes.Success, code);
        Assert.Equal(before, await File.ReadAllBytesAsync(notebook, TestContext.Current.CancellationToken));
        var cells = (await Load("a.executed.ipynb")).Cells;
        Assert.Equal(new StreamOutput("stdout", "hello\n"), cells[0].Outputs[0]);
        Assert.Equal("3", Assert.IsType<DisplayOutput>(cells[0].Outputs[1]).Data["text/plain"].GetValue<string>());
        Assert.Equal("on purpose", Assert.IsType<ErrorOutput>(Assert.Single(cells[1].Outputs)).Message);
        Assert.Equal([1, 2, 3], cells.Select(cell => cell.ExecutionCount));
        Assert.Contains("[2/3]  failed as it should", _out.Output);
        Assert.Contains($"Executed: {_folder["a.executed.ipynb"]} (3 cells, ", _out.Output);
        Assert.Empty(_error.Output);
    }

    [Fact]
    public async Task Run_CellThatFails_StopsAndShowsWhere()
    {
        var notebook = _folder.WriteNotebook("a.ipynb", "1", "var xs = new int[2];\nxs[5]", "3");

        var code = await Run(notebook, "-o", _folder["out", "b.ipynb"]);

        Assert.Equal(ExitCodes.Failed, code);
        var cells = (await Load("out", "b.ipynb")).Cells;
        Assert.Contains("outside the bounds", Assert.IsType<ErrorOutput>(Assert.Single(cells[1].Outputs)).Message);
        Assert.Null(cells[2].ExecutionCount);
        Assert.Contains("IndexOutOfRangeException", _out.Output);
        Assert.Contains("line 2: xs[5]", _out.Output);
        Assert.Contains("Cell 2 failed. What ran is in", _out.Output);
    }

    [Fact]
    public async Task Run_KeepGoing_RunsAllAndStillFails()
    {
        var notebook = _folder.WriteNotebook("a.ipynb", "nonsense", "throw new Exception();", "3");

        var code = await Run(notebook, "--keep-going");

        Assert.Equal(ExitCodes.Failed, code);
        Assert.Equal("3", Assert.IsType<DisplayOutput>(Assert.Single((await Load("a.executed.ipynb")).Cells[2].Outputs)).Data["text/plain"].GetValue<string>());
        Assert.Contains("2 cells failed", _out.Output);
    }

    [Fact]
    public async Task Run_Html_WritesAPageBesideTheNotebook()
    {
        var notebook = _folder.WriteNotebook("a.ipynb", "Console.WriteLine(\"seen in the page\");", "throw new Exception(\"no <luck>\");");

        var code = await Run(notebook, "--html", _folder["pages/"]);

        Assert.Equal(ExitCodes.Failed, code);
        var page = await File.ReadAllTextAsync(_folder["pages", "a.html"], TestContext.Current.CancellationToken);
        Assert.Contains("seen in the page", page);
        Assert.Contains("no &lt;luck&gt;", page);
        Assert.True(File.Exists(_folder["a.executed.ipynb"]));
        Assert.Contains($"Page: {_folder["pages", "a.html"]}", _out.Output);
    }

    [Fact]
    public async Task Run_HtmlThatIsANotebooksName_IsWrongUsage_AndNothingRuns()
    {
        var notebook = _folder.WriteNotebook("a.ipynb", "1");

        Assert.Equal(ExitCodes.Usage, await Run(notebook, "--html", _folder["b.ipynb"]));
        Assert.Contains("expected that of a page, such as page.html", _error.Output);
        Assert.Empty(_out.Output);
    }

    [Fact]
    public async Task Run_SeveralNotebooks_EachInASessionOfItsOwn()
    {
        var first = _folder.WriteNotebook("a.ipynb", "var x = 1;");
        var second = _folder.WriteNotebook("b.ipynb", "x");

        var code = await Run(first, second, "-o", _folder["out"]);

        Assert.Equal(ExitCodes.Failed, code);
        Assert.Contains("CS0103", Assert.IsType<ErrorOutput>((await Load("out", "b.ipynb")).Cells[0].Outputs[0]).Traceback[0]);
    }

    [Fact]
    public async Task Run_Dib_WritesANotebook()
    {
        var document = _folder.Write("a.dib", "#!csharp\n\nvar x = 1;\n\n#!markdown\n\ntext\n\n#!csharp\n\nx + 1\n");

        var code = await Run(document);

        Assert.Equal(ExitCodes.Success, code);
        var notebook = await Load("a.executed.ipynb");
        Assert.Equal(["csharp", "markdown", "csharp"], notebook.Cells.Select(cell => cell.Language));
        Assert.Equal("2", Assert.IsType<DisplayOutput>(Assert.Single(notebook.Cells[2].Outputs)).Data["text/plain"].GetValue<string>());
        Assert.StartsWith("#!csharp", await File.ReadAllTextAsync(document, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Run_Engine_WorksInTheNotebooksFolder()
    {
        EngineOptions? options = null;
        var notebook = _folder.WriteNotebook("deep/a.ipynb", "1");

        await CommandLine.InvokeAsync(["run", notebook], Host(given =>
        {
            options = given;
            return new NotebookEngine(given);
        }), TestContext.Current.CancellationToken);

        Assert.Equal(_folder["deep"], options!.WorkingDirectory);
        Assert.Empty(options.PackageSources);
    }

    [Theory]
    [InlineData("missing.ipynb", "There is no notebook at")]
    [InlineData("text.ipynb", "is not JSON: line 1, byte 1")]
    [InlineData("empty.ipynb", "is empty")]
    [InlineData("empty.dib", "is empty; expected blocks")]
    [InlineData("data.ipynb", "it has neither `nbformat` nor `cells`")]
    [InlineData(".", "is a folder")]
    public async Task Run_FileThatIsNoNotebook_IsWrongUsage_AndNothingRuns(string name, string expected)
    {
        _folder.Write("text.ipynb", "print('hello')");
        _folder.Write("empty.ipynb", "");
        _folder.Write("empty.dib", "");
        _folder.Write("data.ipynb", "{}");
        var good = _folder.WriteNotebook("good.ipynb", "1");

        var code = await Run(good, _folder[name], "-o", _folder["out"]);

        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains(expected, _error.Output);
        Assert.Empty(_out.Output);
        Assert.False(Directory.Exists(_folder["out"]));
    }

    [Fact]
    public async Task Run_OutputThatCannotBeWritten_Fails()
    {
        var notebook = _folder.WriteNotebook("a.ipynb", "1");
        _folder.Write("file", "");

        Assert.Equal(ExitCodes.Failed, await Run(notebook, "-o", _folder["file", "b.ipynb"]));
        Assert.Contains(_folder["file"], _error.Output);
    }

    [Theory]
    [InlineData]
    [InlineData("run")]
    [InlineData("walk")]
    [InlineData("run", "a.ipynb", "--nonsense")]
    public async Task Run_WrongArguments_AreWrongUsage(params string[] arguments)
    {
        var code = await CommandLine.InvokeAsync(arguments, Host(options => new NotebookEngine(options)), TestContext.Current.CancellationToken);

        Assert.Equal(ExitCodes.Usage, code);
        Assert.NotEmpty(_error.Output);
    }

    [Fact]
    public async Task Run_Help_ExplainsPlacesAndExitCodes()
    {
        var code = await CommandLine.InvokeAsync(["run", "--help"], Host(options => new NotebookEngine(options)), TestContext.Current.CancellationToken);

        Assert.Equal(ExitCodes.Success, code);
        Assert.Contains("artifacts/notebooks/<name>.ipynb", _out.Output);
        Assert.Contains("<name>.executed.ipynb", _out.Output);
        Assert.Contains("130 stopped by Ctrl+C", _out.Output);
        Assert.Contains("3 the kernel died", _out.Output);
        Assert.Contains("raises-exception", _out.Output);
    }

    [Fact]
    public async Task Run_Cancelled_SavesWhatRanAndRunsNoOtherNotebook()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var notebook = _folder.WriteNotebook("a.ipynb", "1", "await Task.Delay(-1)", "3");
        var other = _folder.WriteNotebook("b.ipynb", "1");
        var run = CommandLine.InvokeAsync(["run", notebook, other, "-o", _folder["out"]], Host(options => new StopAtCell(new NotebookEngine(options), 2, stop)), stop.Token);

        var code = await run;

        Assert.Equal(ExitCodes.Cancelled, code);
        var cells = (await Load("out", "a.ipynb")).Cells;
        Assert.Equal(1, cells[0].ExecutionCount);
        Assert.IsType<ErrorOutput>(Assert.Single(cells[1].Outputs));
        Assert.Null(cells[2].ExecutionCount);
        Assert.Contains("Stopped. What ran is in", _out.Output);
        Assert.False(File.Exists(_folder["out", "b.ipynb"]));
    }

    public void Dispose()
    {
        _folder.Dispose();
        _out.Dispose();
        _error.Dispose();
    }

    private Task<int> Run(params string[] arguments) =>
        CommandLine.InvokeAsync(["run", .. arguments], Host(options => new NotebookEngine(options)), TestContext.Current.CancellationToken);

    private ToolHost Host(Func<EngineOptions, ICellEngine> createEngine) => new(_out, _error, createEngine);

    private Task<NotebookDocument> Load(params string[] parts) => NotebookDocument.LoadAsync(_folder[parts], TestContext.Current.CancellationToken);

    /// <summary>Cancels the run when the given cell is handed to the engine.</summary>
    private sealed class StopAtCell(ICellEngine engine, int number, CancellationTokenSource stop) : ICellEngine
    {
        private int _count;

        public async Task<CellResult> RunAsync(CellRequest cell, Action<CellOutput> onOutput, CancellationToken cancellationToken = default)
        {
            var run = engine.RunAsync(cell, onOutput, cancellationToken);
            if (++_count == number)
                await stop.CancelAsync();
            return await run;
        }

        public ValueTask DisposeAsync() => engine.DisposeAsync();
    }
}
