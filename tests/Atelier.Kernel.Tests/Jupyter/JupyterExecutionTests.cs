using System.Text.Json;
using System.Text.Json.Nodes;

namespace Atelier.Kernel.Tests;

/// <summary>Cells that front ends run.</summary>
public sealed class JupyterExecutionTests
{
    [Fact]
    public void Execute_Outputs_ComeInTheOrderMade()
    {
        using var kernel = new ServedKernel();

        var (reply, outputs) = kernel.Client.Run("print a\ndisplay b\nupdate c\nclear wait\nclear\nvalue d 😀");

        Assert.Equal(
            ["execute_input", "stream", "display_data", "update_display_data", "clear_output", "clear_output", "execute_result"],
            outputs.Select(output => output.Type));
        Assert.Equal(("print a\ndisplay b\nupdate c\nclear wait\nclear\nvalue d 😀", 1), (outputs[0].Content.Text("code"), outputs[0].Content.Number("execution_count")));
        Assert.Equal(("stdout", "a\n"), (outputs[1].Content.Text("name"), outputs[1].Content.Text("text")));
        Assert.Equal("the display", outputs[2].Content.GetProperty("transient").Text("display_id"));
        Assert.Equal(("the display", "c"), (outputs[3].Content.GetProperty("transient").Text("display_id"), outputs[3].Content.GetProperty("data").Text("text/plain")));
        Assert.Equal((true, false), (outputs[4].Content.Flag("wait"), outputs[5].Content.Flag("wait")));
        Assert.Equal(1, outputs[6].Content.Number("execution_count"));
        Assert.Equal("d 😀", outputs[6].Content.GetProperty("data").Text("text/plain"));
        Assert.Equal("d 😀", outputs[6].Content.GetProperty("data").GetProperty("application/json").Text("text"));
        Assert.Equal(("ok", 1, "{}", "[]"), (reply.Status, reply.Content.Number("execution_count"),
            reply.Content.GetProperty("user_expressions").GetRawText(), reply.Content.GetProperty("payload").GetRawText()));
    }

    [Fact]
    public void Execute_Failure_IsPublishedAndReplied()
    {
        using var kernel = new ServedKernel();

        var (reply, outputs) = kernel.Client.Run("print a\nfail it is so");

        Assert.Equal(["execute_input", "stream", "error"], outputs.Select(output => output.Type));
        foreach (var content in (JsonElement[])[reply.Content, outputs[2].Content])
        {
            Assert.Equal(("InvalidDataException", "it is so"), (content.Text("ename"), content.Text("evalue")));
            Assert.Equal(["\u001b[31mSystem.IO.InvalidDataException: it is so\u001b[0m", "  Cell 1, line 1"], content.GetProperty("traceback").EnumerateArray().Select(line => line.GetString()));
        }
        Assert.Equal(("error", 1), (reply.Status, reply.Content.Number("execution_count")));
    }

    [Fact]
    public void Execute_EngineThatBreaks_IsAnErrorAndTheNextCellRuns()
    {
        using var kernel = new ServedKernel();

        var (broken, outputs) = kernel.Client.Run("break");
        var (next, _) = kernel.Client.Run("value 2");

        Assert.Equal(("error", "NotSupportedException", "error"), (broken.Status, broken.Content.Text("ename"), outputs[^1].Type));
        Assert.Equal("ok", next.Status);
    }

    [Fact]
    public void Execute_Silent_TellsNobodyOfCodeAndValue()
    {
        using var kernel = new ServedKernel();

        var (reply, outputs) = kernel.Client.Run("print a\nvalue b", new JsonObject { ["silent"] = true, ["store_history"] = true });
        var (next, _) = kernel.Client.Run("value c");

        Assert.Equal(["stream"], outputs.Select(output => output.Type));
        Assert.Equal(("ok", 0), (reply.Status, reply.Content.Number("execution_count")));
        Assert.Equal(1, next.Content.Number("execution_count"));
        Assert.Equal([true, false], kernel.Script.Cells.Select(cell => cell.IsSilent));
        Assert.Equal(["value c"], Inputs(History(kernel, "tail")));
    }

    [Fact]
    public void Execute_WithoutHistory_LeavesTheCount()
    {
        using var kernel = new ServedKernel();

        kernel.Client.Run("value a");
        var (reply, outputs) = kernel.Client.Run("value b", new JsonObject { ["store_history"] = false });

        Assert.Equal(["execute_input", "execute_result"], outputs.Select(output => output.Type));
        Assert.Equal(1, reply.Content.Number("execution_count"));
        Assert.Equal(["value a"], Inputs(History(kernel, "tail")));
    }

    [Fact]
    public void Execute_UserExpressions_AreEvaluatedAfterSuccess()
    {
        using var kernel = new ServedKernel();
        var expressions = new JsonObject { ["user_expressions"] = new JsonObject { ["good"] = "value x", ["bad"] = "fail y", ["none"] = "print z" } };

        var (reply, outputs) = kernel.Client.Run("value 1", expressions);
        var (failed, _) = kernel.Client.Run("fail now", expressions);

        var values = reply.Content.GetProperty("user_expressions");
        Assert.Equal(("ok", "x", "{}"), (values.GetProperty("good").Text("status"), values.GetProperty("good").GetProperty("data").Text("text/plain"),
            values.GetProperty("good").GetProperty("metadata").GetRawText()));
        Assert.Equal(("error", "InvalidDataException", "y"), (values.GetProperty("bad").Text("status"), values.GetProperty("bad").Text("ename"), values.GetProperty("bad").Text("evalue")));
        Assert.Equal("{}", values.GetProperty("none").GetProperty("data").GetRawText());
        Assert.Equal(["execute_input", "execute_result", "stream"], outputs.Select(output => output.Type));
        Assert.Equal("{}", failed.Content.GetProperty("user_expressions").GetRawText());
        Assert.Equal(2, failed.Content.Number("execution_count"));
    }

    [Theory]
    [InlineData("""{}""", "csharp")]
    [InlineData("""{"polyglot_notebook":{"kernelName":"fsharp"}}""", "fsharp")]
    [InlineData("""{"dotnet_interactive":{"language":"html"}}""", "html")]
    [InlineData("""{"cell":{"metadata":{"vscode":{"languageId":"polyglot-notebook.javascript"}}}}""", "javascript")]
    [InlineData("""{"cellId":"abc","polyglot_notebook":{"kernelName":7},"vscode":"?"}""", "csharp")]
    public void Execute_Language_IsFoundInTheMetadata(string metadata, string language)
    {
        using var kernel = new ServedKernel();

        kernel.Client.Run("value 1", metadata: JsonNode.Parse(metadata)!.AsObject());

        Assert.Equal(language, Assert.Single(kernel.Script.Cells).Language);
    }

    [Fact]
    public void Queue_Cells_RunOneAfterAnother()
    {
        using var kernel = new ServedKernel();

        var ids = Enumerable.Range(0, 5).Select(i => kernel.Client.SendCell($"print begin {i}\nyield\nprint end {i}")).ToArray();
        var replies = ids.Select(_ => kernel.Client.Receive(kernel.Client.Shell)).ToArray();
        kernel.Client.Until(ids[^1]);

        Assert.Equal(ids, replies.Select(reply => reply.ParentId));
        Assert.Equal(Enumerable.Range(1, 5), replies.Select(reply => reply.Content.Number("execution_count") ?? 0));
        Assert.Equal(
            Enumerable.Range(0, 5).SelectMany(i => new[] { $"begin {i}\n", $"end {i}\n" }),
            kernel.Client.Published.Where(message => message.Type == "stream").Select(message => message.Content.Text("text")));
        foreach (var id in ids)
            Assert.Equal(["busy", "idle"], kernel.Client.Until(id).Where(message => message.Type == "status").Select(message => message.State));
    }

    [Fact]
    public void Queue_FailedCell_AbortsTheCellsBehindIt()
    {
        using var kernel = new ServedKernel();

        string[] ids = [kernel.Client.SendCell("yield\nfail x"), kernel.Client.SendCell("value 2"), kernel.Client.SendCell("value 3")];
        var replies = ids.Select(_ => kernel.Client.Receive(kernel.Client.Shell)).ToArray();
        var (next, _) = kernel.Client.Run("value 4");

        Assert.Equal(ids, replies.Select(reply => reply.ParentId));
        Assert.Equal(["error", "aborted", "aborted"], replies.Select(reply => reply.Status));
        Assert.Equal(["busy", "idle"], kernel.Client.Until(ids[1]).Select(message => message.State));
        Assert.Equal(("ok", 2), (next.Status, next.Content.Number("execution_count")));
        Assert.Equal(["yield\nfail x", "value 4"], kernel.Script.Cells.Select(cell => cell.Code));
    }

    [Fact]
    public void Queue_FailedCellThatDoesNotStop_LetsTheOthersRun()
    {
        using var kernel = new ServedKernel();

        kernel.Client.SendCell("yield\nfail x", new JsonObject { ["stop_on_error"] = false });
        kernel.Client.SendCell("value 2");

        Assert.Equal(["error", "ok"], new[] { kernel.Client.Receive(kernel.Client.Shell), kernel.Client.Receive(kernel.Client.Shell) }.Select(reply => reply.Status));
    }

    [Fact]
    public void History_Kinds_FindTheirCells()
    {
        using var kernel = new ServedKernel();
        foreach (var code in (string[])["value a", "print b", "value a", "value c"])
            kernel.Client.Run(code);

        Assert.Equal(["value a", "value c"], Inputs(History(kernel, "tail", ("n", 2))));
        Assert.Equal(["print b", "value a"], Inputs(History(kernel, "range", ("session", 0), ("start", 2), ("stop", 4))));
        Assert.Empty(Inputs(History(kernel, "range", ("session", -1))));
        Assert.Equal(["value a", "value a", "value c"], Inputs(History(kernel, "search", ("pattern", "val*"))));
        Assert.Equal(["value a", "value c"], Inputs(History(kernel, "search", ("pattern", "value ?"), ("unique", true))));
        Assert.Equal(["value c"], Inputs(History(kernel, "search", ("pattern", "value ?"), ("n", 1))));
        Assert.Equal("[[1,2,[\"print b\",null]],[1,3,[\"value a\",\"a\"]]]", History(kernel, "range", ("start", 2), ("stop", 4), ("output", true)).GetRawText());
        Assert.Equal("error", kernel.Client.Ask(kernel.Client.Shell, "history_request", new JsonObject { ["hist_access_type"] = "all" }).Status);
    }

    private static JsonElement History(ServedKernel kernel, string kind, params (string Name, JsonNode Value)[] more)
    {
        var content = new JsonObject { ["hist_access_type"] = kind, ["raw"] = true };
        foreach (var (name, value) in more)
            content[name] = value;
        return kernel.Client.Ask(kernel.Client.Shell, "history_request", content).Content.GetProperty("history");
    }

    private static string?[] Inputs(JsonElement history) => [.. history.EnumerateArray().Select(entry => entry[2].GetString())];
}
