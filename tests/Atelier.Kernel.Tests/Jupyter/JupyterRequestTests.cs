using System.Text.Json.Nodes;
using NetMQ;

namespace Atelier.Kernel.Tests;

/// <summary>Every request is answered, on both channels that take requests.</summary>
public sealed class JupyterRequestTests
{
    public static TheoryData<string, bool> Requests()
    {
        var data = new TheoryData<string, bool>();
        foreach (var type in (string[])
            [
                "kernel_info", "execute", "is_complete", "complete", "inspect", "history", "comm_info", "connect", "interrupt", "shutdown",
            ])
        {
            data.Add(type, false);
            data.Add(type, true);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public void Request_OnEitherChannel_IsAnsweredBetweenBusyAndIdle(string type, bool onControl)
    {
        using var kernel = new ServedKernel();
        var socket = onControl ? kernel.Client.Control : kernel.Client.Shell;

        var id = kernel.Client.Send(socket, $"{type}_request", new JsonObject { ["code"] = "value 1", ["hist_access_type"] = "tail" });
        var reply = kernel.Client.Receive(socket);
        var published = kernel.Client.Until(id);

        Assert.Equal(($"{type}_reply", id), (reply.Type, reply.ParentId));
        Assert.Equal("5.4", reply.Header.Text("version"));
        Assert.Equal(type == "is_complete" ? "unknown" : "ok", reply.Status);
        Assert.Equal(("busy", "idle"), (published[0].State, published[^1].State));
        Assert.Equal(2, published.Count(message => message.Type == "status"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Request_Unknown_IsAnsweredWithAnError(bool onControl)
    {
        using var kernel = new ServedKernel();
        var socket = onControl ? kernel.Client.Control : kernel.Client.Shell;

        var known = kernel.Client.Ask(socket, "debug_request");
        var strange = kernel.Client.Ask(socket, "strange");

        Assert.Equal(("debug_reply", "error", "NotSupportedException"), (known.Type, known.Status, known.Content.Text("ename")));
        Assert.Contains("no request 'debug_request'", known.Content.Text("evalue"));
        Assert.Equal(("strange_reply", "error"), (strange.Type, strange.Status));
        Assert.Equal("idle", kernel.Client.Until(strange.ParentId!)[^1].State);
    }

    [Theory]
    [InlineData("execute_request")]
    [InlineData("complete_request")]
    [InlineData("is_complete_request")]
    [InlineData("history_request")]
    public void Request_WithoutWhatItNeeds_IsAnsweredWithAnError(string type)
    {
        using var services = new FakeServices();
        using var kernel = new ServedKernel(services: services);

        var reply = kernel.Client.Ask(kernel.Client.Shell, type, new JsonObject { ["code"] = 5 });

        Assert.Equal("error", reply.Status);
        Assert.Contains("expected", reply.Content.Text("evalue"));
        Assert.Equal("idle", kernel.Client.Until(reply.ParentId!)[^1].State);
    }

    [Theory]
    [InlineData("csharp", "C#", "csharp", ".cs")]
    [InlineData("fsharp", "F#", "fsharp", ".fs")]
    public void KernelInfo_Language_IsTheKernels(string language, string title, string lexer, string extension)
    {
        using var kernel = new ServedKernel(language: language);

        var info = kernel.Client.Ask(kernel.Client.Shell, "kernel_info_request").Content;
        var about = info.GetProperty("language_info");

        Assert.Equal(("5.4", "atelier"), (info.Text("protocol_version"), info.Text("implementation")));
        Assert.Equal((title, lexer, extension), (about.Text("name"), about.Text("pygments_lexer"), about.Text("file_extension")));
        Assert.StartsWith("Atelier ", info.Text("banner"));
        Assert.NotEqual(0, info.GetProperty("help_links").GetArrayLength());
        Assert.Equal(0, info.GetProperty("supported_features").GetArrayLength());
        Assert.Null(info.Member("debugger"));
    }

    [Fact]
    public void Comms_OfUnknownTargets_AreClosed()
    {
        using var kernel = new ServedKernel();

        var opened = kernel.Client.Send(kernel.Client.Shell, "comm_open", new JsonObject { ["comm_id"] = "c1", ["target_name"] = "widget", ["data"] = new JsonObject() });
        var closing = kernel.Client.Until(opened).Single(message => message.Type == "comm_close");
        var sent = kernel.Client.Send(kernel.Client.Shell, "comm_msg", new JsonObject { ["comm_id"] = "c1", ["data"] = new JsonObject() });
        kernel.Client.Until(sent);
        var closed = kernel.Client.Send(kernel.Client.Control, "comm_close", new JsonObject { ["comm_id"] = "c1" });
        kernel.Client.Until(closed);

        Assert.Equal("c1", closing.Content.Text("comm_id"));
        Assert.Equal("{}", kernel.Client.Ask(kernel.Client.Shell, "comm_info_request").Content.GetProperty("comms").GetRawText());
    }

    [Fact]
    public void Connect_Ports_AreTheConnectionFiles()
    {
        using var kernel = new ServedKernel();

        var ports = kernel.Client.Ask(kernel.Client.Shell, "connect_request").Content;

        Assert.Equal(
            (kernel.Connection.ShellPort, kernel.Connection.IoPubPort, kernel.Connection.HeartbeatPort),
            (ports.Number("shell_port"), ports.Number("iopub_port"), ports.Number("hb_port")));
    }

    [Fact]
    public void Messages_ThatAreNone_AreDroppedAndTheNextIsServed()
    {
        using var kernel = new ServedKernel();
        var shell = kernel.Client.Shell;
        var good = kernel.Client.Frames("x", "kernel_info_request");

        shell.SendMultipartBytes([good[0], "0123"u8.ToArray(), .. good[2..]]);
        shell.SendMultipartBytes([.. good[..4]]);
        shell.SendMultipartBytes(["nothing"u8.ToArray()]);
        shell.SendFrame([]);
        kernel.Client.Stdin.SendMultipartBytes(["nothing"u8.ToArray()]);
        kernel.Client.Send(kernel.Client.Stdin, "input_reply", new JsonObject { ["value"] = "nobody asked" });
        shell.SendMultipartBytes([.. good, [1, 2, 3]]);

        Assert.Equal("x", kernel.Client.Receive(shell).ParentId);
        Assert.True(ProtocolClient.IsQuiet(shell));
        Assert.Contains(kernel.Log, line => line.Contains("shell: a message was dropped: its signature is wrong", StringComparison.Ordinal));
        Assert.Contains(kernel.Log, line => line.Contains("stdin: a message was dropped", StringComparison.Ordinal));
        Assert.Contains(kernel.Log, line => line.Contains("answers no question", StringComparison.Ordinal));
    }

    [Fact]
    public void Messages_WithoutAKey_AreNotSigned()
    {
        using var kernel = new ServedKernel(key: "");

        Assert.Equal("ok", kernel.Client.Run("value 1").Reply.Status);
    }

    [Fact]
    public void Heartbeat_WhileACellBurnsTheProcessor_Answers()
    {
        using var kernel = new ServedKernel();
        kernel.Client.SendCell("burn");
        kernel.Client.UntilPublished(message => message.Type == "stream");

        kernel.Client.Heartbeat.SendMultipartBytes([[], "ping"u8.ToArray()]);
        var frames = new List<byte[]>();

        Assert.True(kernel.Client.Heartbeat.TryReceiveMultipartBytes(TimeSpan.FromSeconds(30), ref frames));
        Assert.Equal(["", "ping"], frames.Select(System.Text.Encoding.UTF8.GetString));
    }
}
