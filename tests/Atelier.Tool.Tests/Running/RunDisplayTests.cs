using Atelier.Kernel;
using Spectre.Console.Testing;

namespace Atelier.Tool.Tests;

public sealed class RunDisplayTests
{
    private static readonly NotebookCell Cell = NotebookDocument.Parse(
        """{"nbformat":4,"cells":[{"cell_type":"code","source":"\n  var [x] = 1;\nx"}]}""").Cells[0];

    private static readonly CellPosition Position = new(Cell, 3, 12);
    private static readonly ErrorOutput Error = new("E", "m", ["System.E: [m]", "  Cell 3, line 1: var [x] = 1;"]);

    [Fact]
    public async Task Plain_Cell_IsALineAtItsStartAndOneAtItsEnd()
    {
        using var console = new TestConsole();
        var display = new PlainRunDisplay(console);

        await display.ShowAsync("Starting", () =>
        {
            display.Report("Restoring A");
            display.Report("Restoring A");
            display.Started(Position);
            display.Received(Position, new StreamOutput("stdout", "noise"));
            display.Finished(new CellRun(Position, CellOutcome.Succeeded, null, TimeSpan.FromSeconds(1.5)));
            return Task.FromResult(0);
        });

        Assert.Equal(["Starting", "Restoring A", "[ 3/12] var [x] = 1;", "[3/12]  ok, 1.50 s"], console.Lines);
    }

    [Fact]
    public void Plain_FailedCell_ShowsItsTraceback()
    {
        using var console = new TestConsole();

        new PlainRunDisplay(console).Finished(new CellRun(Position, CellOutcome.Failed, Error, TimeSpan.Zero));

        Assert.Equal(["[3/12]  failed, 0.00 s", "    System.E: [m]", "      Cell 3, line 1: var [x] = 1;"], console.Lines);
    }

    [Fact]
    public void Plain_ErrorWithEscapeSequences_LeavesTheTerminalAlone()
    {
        using var console = new TestConsole();
        var error = new ErrorOutput("E", "m", ["\u001b[2J\u001b[Hgone\u001b]0;title\a \u001b[31mred\u001b[0m\tand\bmore"]);

        new PlainRunDisplay(console).Finished(new CellRun(Position, CellOutcome.Failed, error, TimeSpan.Zero));

        Assert.Equal("    gone red and more", console.Lines[1]);
    }

    [Theory]
    [InlineData(CellOutcome.FailedAsExpected, "failed as it should")]
    [InlineData(CellOutcome.Cancelled, "stopped")]
    public void Plain_OtherOutcomes_AreOneLine(CellOutcome outcome, string expected)
    {
        using var console = new TestConsole();

        new PlainRunDisplay(console).Finished(new CellRun(Position, outcome, Error, TimeSpan.Zero));

        Assert.Equal([$"[3/12]  {expected}, 0.00 s"], console.Lines);
    }

    [Fact]
    public async Task Live_Cell_LeavesOneLineBehind()
    {
        using var console = new TestConsole();
        console.Profile.Width = 200;
        console.Interactive();
        var display = new LiveRunDisplay(console);

        var answer = await display.ShowAsync("Starting", () =>
        {
            display.Started(Position);
            display.Received(Position, new StreamOutput("stdout", "epoch 1 [2]\nepoch 2 [2]\n"));
            display.Report("Restoring [A]");
            display.Finished(new CellRun(Position, CellOutcome.Failed, Error, TimeSpan.FromSeconds(1.5)));
            return Task.FromResult(42);
        });

        Assert.Equal(42, answer);
        Assert.Contains("[ 3/12] var [x] = 1;  failed, 1.50 s\n    System.E: [m]\n      Cell 3, line 1: var [x] = 1;\n", console.Output);
    }

    [Fact]
    public async Task Live_WorkThatThrows_ThrowsOn()
    {
        using var console = new TestConsole();
        console.Interactive();

        await Assert.ThrowsAsync<PackingException>(() => new LiveRunDisplay(console).ShowAsync<int>("Packing", () => throw new PackingException("no")));
    }

    [Fact]
    public void For_OutputThatIsNoTerminal_IsPlain()
    {
        using var console = new TestConsole();

        Assert.IsType<PlainRunDisplay>(RunDisplay.For(console));
    }
}
