namespace Atelier.Kernel.Tests;

public sealed class CellRecorderTests
{
    [Fact]
    public void Add_FloodOfText_IsCutOffWithANotice()
    {
        var cell = Documents.Of(Documents.Code("1")).Cells[0];
        var recorder = new CellRecorder(new CellPosition(cell, 1, 1), new DisplayIndex(), null, new NotebookRunOptions());
        var million = new string('x', 999_999) + "\n";

        for (var i = 0; i < 20; i++)
            recorder.Add(new StreamOutput("stdout", million));
        recorder.Add(new ErrorOutput("E", "m", []));

        var outputs = cell.Outputs;
        Assert.Equal(8_000_000, Assert.IsType<StreamOutput>(outputs[0]).Text.Length);
        Assert.Contains("more than 8 million characters; the rest is left out", Assert.IsType<StreamOutput>(outputs[1]).Text);
        Assert.IsType<ErrorOutput>(outputs[2]);
        Assert.Equal(3, outputs.Count);
    }
}
