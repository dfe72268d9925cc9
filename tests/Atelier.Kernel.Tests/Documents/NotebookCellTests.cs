using System.Text.Json.Nodes;

namespace Atelier.Kernel.Tests;

public sealed class NotebookCellTests
{
    [Fact]
    public void AddOutput_TextOfTheSameStream_IsOneOutputInLines()
    {
        var cell = Documents.Of(Documents.Code("1")).Cells[0];

        cell.AddOutput(new StreamOutput("stdout", "a\nb"));
        cell.AddOutput(new StreamOutput("stdout", "c\r\n\nd"));
        cell.AddOutput(new StreamOutput("stderr", "e"));
        cell.AddOutput(new StreamOutput("stdout", "f"));

        Assert.Equal([new StreamOutput("stdout", "a\nbc\r\n\nd"), new StreamOutput("stderr", "e"), new StreamOutput("stdout", "f")], cell.Outputs);
        Assert.Equal(["a\n", "bc\r\n", "\n", "d"], cell.Json["outputs"]![0]!["text"]!.AsArray().Select(line => line!.GetValue<string>()));
    }

    [Theory]
    [InlineData("20 %|\r40 %|\r100 %|\ndone\n", "100 %\ndone\n")]
    [InlineData("working|\r       \rok\n", "ok\n")]
    [InlineData("abc\r|xy", "xyc")]
    [InlineData("abc\r", "abc\r")]
    [InlineData("a\r\nb\r|\n", "a\r\nb\r\n")]
    public void AddOutput_CarriageReturn_WritesOverTheLine(string parts, string expected)
    {
        var cell = Documents.Of(Documents.Code("1")).Cells[0];

        foreach (var part in parts.Split('|'))
            cell.AddOutput(new StreamOutput("stdout", part));

        Assert.Equal([new StreamOutput("stdout", expected)], cell.Outputs);
    }

    [Theory]
    [InlineData("\rA: 1", "A: 1")]
    [InlineData("epoch 1 90%\repoch 2 50%", "epoch 2 50%")]
    [InlineData("epoch 10 100%\repoch 2\r", "epoch 20 100%\r")]
    [InlineData("abc  \rx \n\r y\r\n", "x c\n y\r\n")]
    [InlineData("long\r    \rA: \n", "A:\n")]
    [InlineData("\U0001F600b\rx\r\U0001F601\n", "\U0001F601b\n")]
    [InlineData("a\r\r\nb\n\nc  \nd ", "a\r\nb\n\nc  \nd ")]
    public void AddOutput_TextInPieces_IsWhatTheWholeTextIs(string text, string expected)
    {
        for (var i = 0; i <= text.Length; i++)
        {
            for (var j = i; j <= text.Length; j++)
            {
                var cell = Documents.Of(Documents.Code("1")).Cells[0];

                foreach (var piece in new[] { text[..i], text[i..j], text[j..] })
                    cell.AddOutput(new StreamOutput("stdout", piece));

                Assert.Equal([new StreamOutput("stdout", expected)], cell.Outputs);
            }
        }
    }

    [Fact]
    public void AddOutput_LineChangedMeanwhile_IsContinuedAsItStands()
    {
        var cell = Documents.Of(Documents.Code("1")).Cells[0];

        cell.AddOutput(new StreamOutput("stdout", "a\nbcd\rx"));
        cell.Json["outputs"]![0]!["text"]!.AsArray()[1] = "other";
        cell.AddOutput(new StreamOutput("stdout", "!"));

        Assert.Equal([new StreamOutput("stdout", "a\nother!")], cell.Outputs);

        cell.Json["outputs"]![0]!["text"]!.AsArray().Clear();
        cell.AddOutput(new StreamOutput("stdout", "new"));

        Assert.Equal([new StreamOutput("stdout", "new")], cell.Outputs);
    }

    [Fact]
    public void AddOutput_ResultAndCount_AreNumberedTogether()
    {
        var cell = Documents.Of(Documents.Code("1")).Cells[0];

        cell.AddOutput(Display("shown", isResult: false));
        cell.AddOutput(Display("value", isResult: true));
        cell.SetExecutionCount(4);

        Assert.Equal(4, cell.ExecutionCount);
        Assert.Equal("""{"data":{"text/plain":["shown"]},"metadata":{},"output_type":"display_data"}""", cell.Json["outputs"]![0]!.ToJsonString());
        Assert.Equal(
            """{"data":{"text/plain":["value"]},"execution_count":4,"metadata":{},"output_type":"execute_result"}""",
            cell.Json["outputs"]![1]!.ToJsonString());
    }

    [Fact]
    public void AddOutput_Bundle_SplitsTextAndLeavesBinaryAndJsonWhole()
    {
        var cell = Documents.Of(Documents.Code("1")).Cells[0];
        var json = JsonNode.Parse("""{"x":[1,"a\nb"]}""")!;

        cell.AddOutput(new DisplayOutput(
            new Dictionary<string, JsonNode> { ["text/html"] = "<p>\n</p>", ["image/png"] = "aGk\n=", ["application/json"] = json }, IsResult: false));
        cell.AddOutput(new DisplayOutput(new Dictionary<string, JsonNode> { ["application/json"] = json }, IsResult: false));

        var data = cell.Json["outputs"]![0]!["data"]!;
        Assert.Equal(2, data["text/html"]!.AsArray().Count);
        Assert.Equal("aGk\n=", data["image/png"]!.GetValue<string>());
        Assert.True(JsonNode.DeepEquals(json, data["application/json"]));
        Assert.True(JsonNode.DeepEquals(json, Assert.IsType<DisplayOutput>(cell.Outputs[1]).Data["application/json"]));
    }

    [Fact]
    public void ClearOutputs_RemovesWhatARunLeft_AndNothingElse()
    {
        var json = Documents.Code("1", "keep");
        json["execution_count"] = 3;
        json["metadata"]!["execution"] = new JsonObject { ["shell.execute_reply"] = "2020" };
        json["outputs"]!.AsArray().Add(new JsonObject { ["output_type"] = "stream", ["name"] = "stdout", ["text"] = "old" });
        var cell = Documents.Of(json).Cells[0];

        cell.ClearOutputs();

        Assert.Empty(cell.Outputs);
        Assert.Null(cell.ExecutionCount);
        Assert.Equal(["keep"], cell.Tags);
        Assert.False(cell.Json["metadata"]!.AsObject().ContainsKey("execution"));
    }

    [Fact]
    public void AddOutput_ToProse_SaysThatOnlyCodeHasOutputs()
    {
        var cell = Documents.Of(Documents.Markdown("hi")).Cells[0];

        var exception = Assert.Throws<InvalidOperationException>(() => cell.AddOutput(new StreamOutput("stdout", "a")));

        Assert.Contains("Cell 1 (cell-1) is a markdown cell; only code cells have outputs", exception.Message);
        Assert.Empty(cell.Outputs);
        Assert.Null(cell.ExecutionCount);
    }

    [Theory]
    [InlineData("""{"output_type":"pyout"}""", "cells[0].outputs[0].output_type is 'pyout'")]
    [InlineData("""{}""", "cells[0].outputs[0].output_type is missing or no text")]
    [InlineData("""{"output_type":"stream","name":"stdout","text":3}""", "cells[0].outputs[0].text is missing or no text")]
    [InlineData("""{"output_type":"display_data","data":[]}""", "cells[0].outputs[0].data is missing or no object")]
    [InlineData("""{"output_type":"error","ename":"E","evalue":"m","traceback":[1]}""", "cells[0].outputs[0].traceback is missing or no list of strings")]
    public void Outputs_NotOfTheFormat_SayWhere(string output, string expected)
    {
        var json = Documents.Code("1");
        json["outputs"]!.AsArray().Add(JsonNode.Parse(output));
        var cell = Documents.Of(json).Cells[0];

        var exception = Assert.Throws<InvalidDataException>(() => cell.Outputs);

        Assert.Contains(expected, exception.Message);
    }

    [Fact]
    public void Source_Set_IsKeptInLines()
    {
        var notebook = Documents.Of(Documents.Code("old"));

        notebook.Cells[0].Source = "var a = 1;\na";

        Assert.Equal("var a = 1;\na", notebook.Cells[0].Source);
        Assert.Equal(2, notebook.Cells[0].Json["source"]!.AsArray().Count);
    }

    private static DisplayOutput Display(string text, bool isResult) => new(new Dictionary<string, JsonNode> { ["text/plain"] = text }, isResult);
}
