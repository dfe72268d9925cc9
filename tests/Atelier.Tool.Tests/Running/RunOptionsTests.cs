using Atelier.Kernel;
using Spectre.Console.Testing;

namespace Atelier.Tool.Tests;

/// <summary>Parameters, time limits and places of <c>atelier run</c>.</summary>
public sealed class RunOptionsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestConsole _out = new();
    private readonly TestConsole _error = new();

    public RunOptionsTests() => _out.Profile.Width = _error.Profile.Width = 1000;

    [Fact]
    public async Task Run_Parameters_AreSeenByLaterCellsAndLeaveTheInputAlone()
    {
        var notebook = _folder.WriteNotebook("a.ipynb", "parameters:var epochs = 10;\ndouble rate = 1;\nvar name = \"a\";", "$\"{name} {epochs} {rate / 4}\"");
        var before = await File.ReadAllBytesAsync(notebook, TestContext.Current.CancellationToken);

        var code = await Run("-p", "epochs=2", notebook, "--parameter", "rate=3", "-p", "name=1 2");

        Assert.Equal(ExitCodes.Success, code);
        Assert.Equal(before, await File.ReadAllBytesAsync(notebook, TestContext.Current.CancellationToken));
        var cells = (await Load("a.executed.ipynb")).Cells;
        Assert.Equal(["injected-parameters"], cells[1].Tags);
        Assert.Equal([1, 2, 3], cells.Select(cell => cell.ExecutionCount));
        Assert.Equal("1 2 2 0.75", Text(cells[2]));
        Assert.Empty(_error.Output);
    }

    [Fact]
    public async Task Run_UnknownParameter_WarnsWithTheDeclaredNames()
    {
        var notebook = _folder.WriteNotebook("a.ipynb", "parameters:var epochs = 10;", "epoch");

        var code = await Run(notebook, "-p", "epoch=2");

        Assert.Equal(ExitCodes.Success, code);
        Assert.Equal("2", Text((await Load("a.executed.ipynb")).Cells[2]));
        Assert.Contains($"{notebook}: The cell tagged parameters does not declare epoch; it declares epochs", _error.Output);
    }

    [Fact]
    public async Task Run_ParameterOfAnotherType_IsWrongUsage_AndNothingRuns()
    {
        var good = _folder.WriteNotebook("good.ipynb", "parameters:var epochs = 10;");
        var bad = _folder.WriteNotebook("bad.ipynb", "parameters:int epochs = 10;");

        var code = await Run(good, bad, "-p", "epochs=many", "-o", _folder["out"]);

        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains($"{bad}: The parameter epochs is given many, but the notebook declares it as int", _error.Output);
        Assert.Empty(_out.Output);
        Assert.False(Directory.Exists(_folder["out"]));
    }

    [Theory]
    [InlineData("The parameter 'epochs' is malformed", "-p", "epochs")]
    [InlineData("The parameter '=1' is malformed", "-p", "=1")]
    [InlineData("The parameter epochs is given twice", "-p", "epochs=1", "-p", "epochs=2")]
    [InlineData("-p", "-p")]
    [InlineData("--timeout is '0'; expected a number of seconds", "--timeout", "0")]
    [InlineData("--timeout is 'soon'", "--timeout", "soon")]
    [InlineData("--timeout is '1,5'", "--timeout", "1,5")]
    [InlineData("--timeout is '1e9'", "--timeout", "1e9")]
    [InlineData("--timeout is '3000000'", "--timeout", "3000000")]
    [InlineData("--timeout is '-1'", "--timeout", "-1")]
    [InlineData("--in-place and -o are both given", "--in-place", "-o", "b.ipynb")]
    public async Task Run_WrongOptions_AreWrongUsage_AndNothingRuns(string expected, params string[] options)
    {
        var notebook = _folder.WriteNotebook("a.ipynb", "1");

        var code = await Run([notebook, .. options]);

        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains(expected, _error.Output);
        Assert.False(File.Exists(_folder["a.executed.ipynb"]));
    }

    [Fact]
    public async Task Run_Timeout_FailsTheCell()
    {
        var notebook = _folder.WriteNotebook("a.ipynb", "await Task.Delay(-1)", "3");

        var code = await Run(notebook, "--timeout", "0.5");

        Assert.Equal(ExitCodes.Failed, code);
        var cells = (await Load("a.executed.ipynb")).Cells;
        Assert.Contains("within its limit of 0.5 s", Assert.IsType<ErrorOutput>(Assert.Single(cells[0].Outputs)).Message);
        Assert.Null(cells[1].ExecutionCount);
        Assert.Contains("within its limit of 0.5 s", _out.Output);
        Assert.Contains("Cell 1 failed", _out.Output);
    }

    [Fact]
    public async Task Run_TimeoutOfASleepingCell_StopsTheCellAndNotTheRun()
    {
        var stuck = _folder.WriteNotebook("stuck.ipynb", "Console.WriteLine(\"before\");\nSystem.Threading.Thread.Sleep(-1);", "3");
        var other = _folder.WriteNotebook("other.ipynb", "1 + 2");

        // The limit must leave the other notebook time, the more so on a busy machine.
        var code = await Run(stuck, other, "--timeout", "8", "--keep-going", "-o", _folder["out"]);

        Assert.Equal(ExitCodes.Failed, code);
        var cells = (await Load("out", "stuck.ipynb")).Cells;
        Assert.Equal(new StreamOutput("stdout", "before\n"), cells[0].Outputs[0]);
        Assert.Contains("limit of 8 s and was stopped", Assert.IsType<ErrorOutput>(cells[0].Outputs[1]).Message);
        Assert.Equal("3", Text(cells[1]));
        Assert.Equal("3", Text((await Load("out", "other.ipynb")).Cells[0]));
        Assert.Contains("Cell 1 failed. What ran is in", _out.Output);
    }

    [Fact]
    public async Task Run_InPlace_WritesOverTheInputsBehindTheirLinks()
    {
        var first = _folder.WriteNotebook("a.ipynb", "parameters:var x = 1;", "x");
        var second = _folder.WriteNotebook("b.ipynb", "\"b\"");
        File.CreateSymbolicLink(_folder["link.ipynb"], second);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(first, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var code = await Run(first, _folder["link.ipynb"], "--in-place", "-p", "x=5");
        var again = await Run(first, "--in-place", "-p", "x=6");

        Assert.Equal((ExitCodes.Success, ExitCodes.Success), (code, again));
        var cells = (await Load("a.ipynb")).Cells;
        Assert.Equal(3, cells.Count);
        Assert.Equal("6", Text(cells[2]));
        Assert.Equal("b", Text((await Load("b.ipynb")).Cells[1]));
        Assert.NotNull(new FileInfo(_folder["link.ipynb"]).LinkTarget);
        Assert.Equal(["a.ipynb", "b.ipynb", "link.ipynb"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order());
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(first));
    }

    [Fact]
    public async Task Run_Help_NamesTheOptions()
    {
        await Run("--help");

        Assert.Contains("-p, --parameter <NAME=VALUE>", _out.Output);
        Assert.Contains("--timeout <SECONDS>", _out.Output);
        Assert.Contains("--in-place", _out.Output);
        Assert.Contains("0 all cells ran; 1 a cell failed", _out.Output);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _out.Dispose();
        _error.Dispose();
    }

    private Task<int> Run(params string[] arguments) => CommandLine.InvokeAsync(
        ["run", .. arguments], new ToolHost(_out, _error, options => new NotebookEngine(options)), TestContext.Current.CancellationToken);

    private Task<NotebookDocument> Load(params string[] parts) => NotebookDocument.LoadAsync(_folder[parts], TestContext.Current.CancellationToken);

    private static string Text(NotebookCell cell) => Assert.IsType<DisplayOutput>(Assert.Single(cell.Outputs)).Data["text/plain"].GetValue<string>();
}
