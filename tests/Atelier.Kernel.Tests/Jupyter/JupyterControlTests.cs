using System.Text.Json.Nodes;
using NetMQ;
using NetMQ.Sockets;

namespace Atelier.Kernel.Tests;

/// <summary>Interrupts, questions to the user, and the end of a kernel.</summary>
public sealed class JupyterControlTests
{
    [Theory]
    [InlineData("hang", false)]
    [InlineData("burn", false)]
    [InlineData("hang", true)]
    public void Interrupt_RunningCell_FailsAndThoseBehindItDoNotRun(string word, bool onShell)
    {
        using var kernel = new ServedKernel();
        kernel.Client.SendCell(word);
        var waiting = kernel.Client.SendCell("value 2", new JsonObject { ["stop_on_error"] = false });
        kernel.Client.UntilPublished(message => message.Type == "stream");

        var interrupt = onShell ? null : kernel.Client.Ask(kernel.Client.Control, "interrupt_request");
        if (onShell)
            kernel.Client.Send(kernel.Client.Shell, "interrupt_request");
        var replies = Enumerable.Range(0, onShell ? 3 : 2).Select(_ => kernel.Client.Receive(kernel.Client.Shell)).ToList();
        var (next, _) = kernel.Client.Run("value 3");

        Assert.Equal("ok", (interrupt ?? replies.Find(reply => reply.Type == "interrupt_reply"))?.Status);
        Assert.Equal(["error", "aborted"], replies.Where(reply => reply.Type == "execute_reply").Select(reply => reply.Status));
        Assert.Equal(["busy", "idle"], kernel.Client.Until(waiting).Select(message => message.State));
        Assert.Equal(("ok", 2), (next.Status, next.Content.Number("execution_count")));
    }

    [Fact]
    public void Interrupt_WithoutACell_IsAnswered()
    {
        using var kernel = new ServedKernel();

        Assert.Equal("ok", kernel.Client.Ask(kernel.Client.Control, "interrupt_request").Status);
        Assert.Equal("ok", kernel.Client.Run("value 1").Reply.Status);
    }

    [Theory]
    [InlineData("ask", false)]
    [InlineData("secret", true)]
    public void Input_Question_IsAnsweredByTheFrontEndThatRunsTheCell(string word, bool isPassword)
    {
        using var kernel = new ServedKernel();
        using var other = new ProtocolClient(kernel.Connection);
        other.Ask(other.Shell, "kernel_info_request");

        var id = kernel.Client.SendCell($"{word} your name? ");
        var question = kernel.Client.Receive(kernel.Client.Stdin);
        kernel.Client.Send(kernel.Client.Stdin, "input_reply", new JsonObject { ["value"] = "Ada" }, parent: question.Header);
        var outputs = kernel.Client.Until(id);

        Assert.Equal(("input_request", id), (question.Type, question.ParentId));
        Assert.Equal(("your name? ", isPassword), (question.Content.Text("prompt"), question.Content.Flag("password")));
        Assert.Equal("answer: Ada\n", outputs.Single(output => output.Type == "stream").Content.Text("text"));
        Assert.True(ProtocolClient.IsQuiet(other.Stdin));
    }

    [Fact]
    public void Input_WithoutParent_IsTakenAsTheAnswer()
    {
        using var kernel = new ServedKernel();

        var id = kernel.Client.SendCell("ask a\nask b");
        for (var i = 0; i < 2; i++)
        {
            kernel.Client.Receive(kernel.Client.Stdin);
            kernel.Client.Send(kernel.Client.Stdin, "input_reply", new JsonObject { ["value"] = $"{i}" });
        }

        Assert.Equal(["answer: 0\n", "answer: 1\n"], kernel.Client.Until(id).Where(output => output.Type == "stream").Select(output => output.Content.Text("text")));
    }

    [Fact]
    public void Input_Interrupted_EndsTheCellAndALateAnswerIsIgnored()
    {
        using var kernel = new ServedKernel();
        kernel.Client.SendCell("ask a");
        var late = kernel.Client.Receive(kernel.Client.Stdin);

        kernel.Client.Ask(kernel.Client.Control, "interrupt_request");
        var interrupted = kernel.Client.Receive(kernel.Client.Shell);
        var id = kernel.Client.SendCell("ask b");
        var question = kernel.Client.Receive(kernel.Client.Stdin);
        kernel.Client.Send(kernel.Client.Stdin, "input_reply", new JsonObject { ["value"] = "late" }, parent: late.Header);
        kernel.Client.Send(kernel.Client.Stdin, "input_reply", new JsonObject { ["value"] = "right" }, parent: question.Header);

        Assert.Equal("error", interrupted.Status);
        Assert.Equal("answer: right\n", kernel.Client.Until(id).Single(output => output.Type == "stream").Content.Text("text"));
    }

    [Fact]
    public void Input_NotAllowed_FailsInTheCell()
    {
        using var kernel = new ServedKernel();

        var (reply, _) = kernel.Client.Run("ask a", new JsonObject { ["allow_stdin"] = false });

        Assert.Equal("nobody to ask", reply.Content.Text("evalue"));
    }

    [Fact]
    public void Input_FrontEndWithoutStdin_FailsInWords()
    {
        using var kernel = new ServedKernel();
        using var deaf = new DealerSocket($">tcp://127.0.0.1:{kernel.Connection.ShellPort}");

        deaf.SendMultipartBytes(kernel.Client.Frames("1", "execute_request", new JsonObject { ["code"] = "ask a" }));
        var error = kernel.Client.UntilPublished(message => message.Type == "error");

        Assert.Contains("does not listen on the stdin channel", error.Content.Text("evalue"));
    }

    [Fact]
    public void Input_WrongAnswer_FailsInWords()
    {
        using var kernel = new ServedKernel();
        kernel.Client.SendCell("ask a");
        kernel.Client.Receive(kernel.Client.Stdin);

        kernel.Client.Send(kernel.Client.Stdin, "input_reply", new JsonObject { ["value"] = 5 });

        Assert.Contains("no text in `value`", kernel.Client.Receive(kernel.Client.Shell).Content.Text("evalue"));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Shutdown_OnEitherChannel_EndsKernelAndEngine(bool onControl, bool restart)
    {
        using var kernel = new ServedKernel();
        kernel.Client.SendCell("hang");
        kernel.Client.UntilPublished(message => message.Type == "stream");

        var id = kernel.Client.Send(onControl ? kernel.Client.Control : kernel.Client.Shell, "shutdown_request", new JsonObject { ["restart"] = restart });
        var reply = kernel.Client.Receive(onControl ? kernel.Client.Control : kernel.Client.Shell);
        var published = kernel.Client.Until(id);

        Assert.True(kernel.HasEnded());
        Assert.True(kernel.Script.IsDisposed);
        Assert.Equal(("shutdown_reply", "ok", restart), (reply.Type, reply.Status, reply.Content.Flag("restart")));
        Assert.Equal(restart, published.Single(message => message.Type == "shutdown_reply").Content.Flag("restart"));
    }

    [Fact]
    public void Run_PortInUse_FailsInWords()
    {
        using var kernel = new ServedKernel();

        var exception = Assert.Throws<IOException>(() =>
            JupyterKernel.Run(kernel.Connection, new JupyterKernelOptions { CreateEngine = () => new ScriptedEngine() }, TestContext.Current.CancellationToken));

        Assert.Contains($"cannot listen on tcp://127.0.0.1:{kernel.Connection.HeartbeatPort}", exception.Message);
    }

    [Fact]
    public void Run_EngineThatCannotStart_FailsEachCellInWords()
    {
        using var kernel = new ServedKernel(() => throw new InvalidOperationException("no engine here"));

        Assert.Equal(("error", "no engine here"), (kernel.Client.Run("value 1").Reply.Status, kernel.Client.Run("value 1").Reply.Content.Text("evalue")));
    }
}
