using System.Text.Json.Nodes;

namespace Atelier.Kernel.Tests;

/// <summary>What editors ask about code.</summary>
public sealed class JupyterEditorTests
{
    [Fact]
    public void Complete_PositionsInCodePoints_GoBothWays()
    {
        using var services = new FakeServices();
        using var kernel = new ServedKernel(services: services);

        var reply = kernel.Client.Ask(kernel.Client.Shell, "complete_request", new JsonObject { ["code"] = "\"😀\".W + 1", ["cursor_pos"] = 5 });
        var item = reply.Content.GetProperty("metadata").GetProperty("_jupyter_types_experimental")[0];

        Assert.Equal(("\"😀\".W + 1", 6, "csharp"), (services.Place?.Code, services.Place?.Position ?? 0, services.Place?.Language));
        Assert.Equal((4, 5), (reply.Content.Number("cursor_start"), reply.Content.Number("cursor_end")));
        Assert.Equal(["WriteLine", "Write"], reply.Content.GetProperty("matches").EnumerateArray().Select(match => match.GetString()));
        Assert.Equal(("WriteLine", "method", 4, 5), (item.Text("text"), item.Text("type"), item.Number("start"), item.Number("end")));
        Assert.Equal("void WriteLine()", item.Text("signature"));
    }

    [Fact]
    public void Complete_LanguageOfTheCell_IsPassedOn()
    {
        using var services = new FakeServices();
        using var kernel = new ServedKernel(services: services);

        kernel.Client.Ask(
            kernel.Client.Shell, "complete_request", new JsonObject { ["code"] = "a" },
            new JsonObject { ["polyglot_notebook"] = new JsonObject { ["kernelName"] = "fsharp" } });

        Assert.Equal(("fsharp", 1), (services.Place?.Language, services.Place?.Position));
    }

    [Fact]
    public void Complete_ServicesThatFail_AreAnError()
    {
        using var services = new FakeServices();
        using var kernel = new ServedKernel(services: services);

        var reply = kernel.Client.Ask(kernel.Client.Shell, "complete_request", new JsonObject { ["code"] = "throw" });

        Assert.Equal(("complete_reply", "error", "no completion today"), (reply.Type, reply.Status, reply.Content.Text("evalue")));
    }

    [Fact]
    public void Questions_WithoutServices_AreAnsweredWithNothing()
    {
        using var kernel = new ServedKernel();
        var code = new JsonObject { ["code"] = "a😀b", ["cursor_pos"] = 2, ["detail_level"] = 0 };

        var complete = kernel.Client.Ask(kernel.Client.Shell, "complete_request", code).Content;
        var inspect = kernel.Client.Ask(kernel.Client.Shell, "inspect_request", code).Content;

        Assert.Equal((0, 2, 2), (complete.GetProperty("matches").GetArrayLength(), complete.Number("cursor_start"), complete.Number("cursor_end")));
        Assert.Equal(("ok", false), (inspect.Text("status"), inspect.Flag("found")));
    }

    [Fact]
    public void Inspect_KnownSymbol_IsFoundWithItsData()
    {
        using var services = new FakeServices();
        using var kernel = new ServedKernel(services: services);

        var known = kernel.Client.Ask(kernel.Client.Shell, "inspect_request", new JsonObject { ["code"] = "x", ["cursor_pos"] = 1 }).Content;
        var unknown = kernel.Client.Ask(kernel.Client.Shell, "inspect_request", new JsonObject { ["code"] = "", ["cursor_pos"] = 0 }).Content;

        Assert.Equal((true, "what it is"), (known.Flag("found"), known.GetProperty("data").Text("text/plain")));
        Assert.Equal((false, "{}"), (unknown.Flag("found"), unknown.GetProperty("data").GetRawText()));
    }

    [Theory]
    [InlineData("done", "complete", null)]
    [InlineData("open", "incomplete", "    ")]
    [InlineData("}", "invalid", null)]
    [InlineData("?", "unknown", null)]
    public void IsComplete_Status_IsTheLanguages(string code, string status, string? indent)
    {
        using var services = new FakeServices();
        using var kernel = new ServedKernel(services: services);

        var reply = kernel.Client.Ask(kernel.Client.Shell, "is_complete_request", new JsonObject { ["code"] = code }).Content;

        Assert.Equal((status, indent), (reply.Text("status"), reply.Text("indent")));
    }

    [Fact]
    public void Questions_OfOneRequester_AreAnsweredInOrder_WhileACellRuns()
    {
        using var services = new FakeServices();
        using var kernel = new ServedKernel(services: services);
        using var other = new ProtocolClient(kernel.Connection);
        services.Open.Reset();
        var cell = kernel.Client.SendCell("hang");
        kernel.Client.UntilPublished(message => message.Type == "stream");

        string[] ids =
        [
            kernel.Client.Send(kernel.Client.Shell, "complete_request", new JsonObject { ["code"] = "a" }),
            kernel.Client.Send(kernel.Client.Shell, "kernel_info_request"),
            kernel.Client.Send(kernel.Client.Shell, "is_complete_request", new JsonObject { ["code"] = "done" }),
        ];
        other.Ask(other.Shell, "kernel_info_request");
        services.Open.Set();
        var replies = ids.Select(_ => kernel.Client.Receive(kernel.Client.Shell)).ToArray();

        Assert.Equal(ids, replies.Select(reply => reply.ParentId));
        kernel.Client.Until(ids[2]);
        // The state that was published last is that of the running cell.
        Assert.Equal((cell, "busy"), (kernel.Client.UntilPublished(message => message.ParentId == cell && After(kernel, message, ids[2])).ParentId, "busy"));
    }

    private static bool After(ServedKernel kernel, ClientMessage message, string id)
    {
        var published = kernel.Client.Published.ToList();
        return message.State == "busy"
            && published.IndexOf(message) > published.FindIndex(other => other.ParentId == id && other.State == "idle");
    }
}
