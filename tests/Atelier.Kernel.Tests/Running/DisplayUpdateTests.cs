using System.Text.Json.Nodes;

namespace Atelier.Kernel.Tests;

/// <summary>Displays that are updated and outputs that are cleared, in the document of a run.</summary>
public sealed class DisplayUpdateTests
{
    private static readonly NotebookRunOptions Options = new();
    private readonly NotebookDocument _notebook = Documents.Of(Documents.Code("1"), Documents.Code("2"));
    private readonly CellRecorder _first;
    private readonly CellRecorder _second;

    public DisplayUpdateTests()
    {
        var displays = new DisplayIndex();
        _first = new CellRecorder(new CellPosition(_notebook.Cells[0], 1, 2), displays, null, Options);
        _second = new CellRecorder(new CellPosition(_notebook.Cells[1], 2, 2), displays, null, Options);
    }

    [Fact]
    public void Add_Update_ReplacesEveryDisplayOfTheIdInAllCells()
    {
        _first.Add(Display("a", "old"));
        _first.Add(Display("b", "other"));
        _first.Add(Display("a", "old"));
        _first.Close(CellOutcome.Succeeded, null);
        _second.Add(Display("a", "old") with { IsResult = true });

        _second.Add(Display("a", "new") with { IsUpdate = true });

        Assert.Equal(["new", "other", "new"], Texts(_notebook.Cells[0]));
        Assert.Equal(["new"], Texts(_notebook.Cells[1]));
        Assert.True(Assert.IsType<DisplayOutput>(_notebook.Cells[1].Outputs[0]).IsResult);
        Assert.DoesNotContain("transient", _notebook.ToJson());
        Assert.DoesNotContain("display_id", _notebook.ToJson());
    }

    [Fact]
    public void Add_UpdateOfADisplayThatIsNotThere_AddsNothing()
    {
        _first.Add(Display("a", "shown"));
        _first.Add(new ClearOutput(Wait: false));

        _first.Add(Display("a", "cleared away") with { IsUpdate = true });
        _second.Add(Display("b", "never shown") with { IsUpdate = true });

        Assert.Empty(_notebook.Cells.SelectMany(cell => cell.Outputs));
    }

    [Fact]
    public void Add_ClearOutput_TakesTheOutputsOfItsCellAway()
    {
        _first.Add(new StreamOutput("stdout", "kept"));
        _second.Add(new StreamOutput("stdout", "gone"));
        _second.Add(Display("a", "gone"));

        _second.Add(new ClearOutput(Wait: false));

        Assert.Empty(_notebook.Cells[1].Outputs);
        Assert.Single(_notebook.Cells[0].Outputs);
    }

    [Fact]
    public void Add_ClearOutputThatWaits_ClearsAtTheNextOutputOfTheCell()
    {
        _first.Add(Display("a", "1"));
        _first.Add(new ClearOutput(Wait: true));
        _first.Add(new ClearOutput(Wait: true));
        _first.Add(Display("a", "2") with { IsUpdate = true });
        Assert.Equal(["2"], Texts(_notebook.Cells[0]));

        _first.Add(Display("b", "3"));
        _first.Add(Display("b", "4"));

        Assert.Equal(["3", "4"], Texts(_notebook.Cells[0]));
    }

    [Fact]
    public void Add_ClearedText_MakesRoomForMore()
    {
        var text = new string('x', 3_000_000) + "\n";

        for (var i = 0; i < 5; i++)
        {
            _first.Add(new ClearOutput(Wait: true));
            _first.Add(new StreamOutput("stdout", text));
        }

        Assert.Equal(new StreamOutput("stdout", text), Assert.Single(_notebook.Cells[0].Outputs));
    }

    [Fact]
    public void AddOutput_UpdateWithoutItsRun_IsRefusedInWords()
    {
        var error = Assert.Throws<ArgumentException>(() => _notebook.Cells[0].AddOutput(Display("a", "new") with { IsUpdate = true }));

        Assert.Contains("updates the display 'a'", error.Message);
    }

    [Fact]
    public void ClearOutputs_ForgetsAClearThatWaits()
    {
        var cell = _notebook.Cells[0];
        cell.AddOutput(new ClearOutput(Wait: true));
        cell.ClearOutputs();

        cell.AddOutput(new StreamOutput("stdout", "a"));
        cell.AddOutput(new StreamOutput("stderr", "b"));

        Assert.Equal(2, cell.Outputs.Count);
    }

    private static DisplayOutput Display(string id, string text) =>
        new(new Dictionary<string, JsonNode> { ["text/plain"] = text, ["text/html"] = $"<b>{text}</b>" }, IsResult: false) { DisplayId = id };

    private static IEnumerable<string> Texts(NotebookCell cell) =>
        cell.Outputs.Cast<DisplayOutput>().Select(output => output.Data["text/plain"].GetValue<string>());
}
