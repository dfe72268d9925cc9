using System.Diagnostics;
using System.Globalization;
using System.Text;
using Atelier.Kernel;

namespace Atelier.Tool.Tests;

/// <summary>Cells in a process of their own.</summary>
public sealed class ChildEngineTests
{
    [Fact]
    public async Task RunAsync_Session_IsThatOfAnEngine()
    {
        await using var child = new Child();

        await child.Run("var x = 20; Console.Error.WriteLine(\"to stderr\"); display(\"shown\"); Console.Write(\"end\");");
        Assert.Equal(["StreamOutput", "DisplayOutput", "StreamOutput"], child.Outputs.Select(output => output.GetType().Name));
        Assert.Equal("to stderr\n", child.Error);
        Assert.Equal("22", await child.Run("x + 2"));

        var failed = await child.TryRun(new CellRequest("Console.Write(\"a\");\nthrow new InvalidOperationException(\"on purpose\");"));
        Assert.Equal(3, failed.ExecutionCount);
        Assert.False(failed.IsSessionLost);
        Assert.Equal("InvalidOperationException", failed.Error!.Name);
        Assert.Equal("on purpose", failed.Error.Message);
        Assert.Contains("Cell 3, line 2", string.Join("\n", failed.Error.Traceback));
        Assert.Same(failed.Error, child.Outputs[^1]);

        Assert.Equal(child.Folder, await child.Run("Environment.CurrentDirectory"));
        Assert.Equal("True", await child.Run("Console.OpenStandardInput().ReadByte() == -1"));
    }

    [Fact]
    public async Task RunAsync_CtrlCInTheTerminal_IsForTheParentToAnswer()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        await using var child = new Child();

        await child.Run("System.Diagnostics.Process.Start(\"kill\", $\"-INT {Environment.ProcessId}\").WaitForExit(); await Task.Delay(300);");

        Assert.Equal("1", await child.Run("1"));
    }

    [Fact]
    public async Task RunAsync_ManyPrints_ArriveInOrder()
    {
        await using var child = new Child();

        await child.Run("for (var i = 0; i < 10_000; i++) { Console.WriteLine(i); if (i % 1000 == 0) display(i.ToString()); }");

        Assert.Equal(string.Concat(Enumerable.Range(0, 10_000).Select(i => $"{i}\n")), child.Out);
        var printed = new StringBuilder();
        foreach (var output in child.Outputs)
        {
            if (output is DisplayOutput display)
                Assert.EndsWith($"\n{display.Data["text/plain"]}\n", $"\n{printed}");
            else
                printed.Append(((StreamOutput)output).Text);
        }
    }

    [Fact]
    public async Task RunAsync_LargeDisplay_IsWhole()
    {
        await using var child = new Child();

        await child.Run("display(new string('x', 50_000_000));");

        Assert.Equal(50_000_000, Assert.IsType<DisplayOutput>(Assert.Single(child.Outputs)).Data["text/plain"].GetValue<string>().Length);
    }

    [Fact]
    public async Task RunAsync_HalvesOfCharacters_AreReplacedAndWholeOnesKept()
    {
        await using var child = new Child();

        Assert.Equal("x\ufffdy", await child.Run("Console.Write('\\ud83d'); Console.WriteLine('\\ude00'); Console.Write(\"\\ud83d!\"); \"x\\ud83dy\""));

        Assert.Equal("\U0001F600\n\ufffd!", child.Out);
    }

    [Fact]
    public async Task RunAsync_Cancelled_StopsTheCellAndKeepsTheSession()
    {
        await using var child = new Child();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        var result = await child.TryRun(
            new CellRequest("var x = 5; Console.WriteLine(\"waits\"); await Task.Delay(-1);"), _ => stop.Cancel(), stop.Token);

        Assert.Equal(nameof(OperationCanceledException), result.Error!.Name);
        Assert.Equal("waits\n", child.Out);
        Assert.Equal("5", await child.Run("x"));
    }

    [Fact]
    public async Task RunAsync_NativeText_IsOutputOfItsCell()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The cells call the C library of Unix.");
        await using var child = new Child();
        await child.Run("using System.Runtime.InteropServices;\n[DllImport(\"libc\")] static extern int puts(string text);\n[DllImport(\"libc\")] static extern nint write(int file, string text, nint count);");

        await child.Run("puts(\"from C\"); write(2, \"and err\", 7);");
        Assert.Equal(("from C\n", "and err"), (child.Out, child.Error));

        await child.Run("1");
        Assert.IsType<DisplayOutput>(Assert.Single(child.Outputs));
        var failed = await child.TryRun(new CellRequest("puts(\"again\"); throw new Exception(\"no\");"));
        Assert.Equal("again\n", child.Out);
        Assert.Same(failed.Error, child.Outputs[^1]);
    }

    [Fact]
    public async Task RunAsync_ReaderThatThrows_EndsTheRunOnly()
    {
        await using var child = new Child();

        await Assert.ThrowsAsync<NotSupportedException>(() => child.TryRun(
            new CellRequest("Console.WriteLine(1); Console.WriteLine(2);"), _ => throw new NotSupportedException()));

        Assert.Equal("3", await child.Run("3"));
    }

    [Fact]
    public async Task DisposeAsync_CellsThatGoOn_EndWithTheProcess()
    {
        var child = new Child();
        var id = await child.Run(
            "new System.Threading.Thread(() => System.Threading.Thread.Sleep(-1)).Start();\n"
            + "AppDomain.CurrentDomain.ProcessExit += (_, _) => System.Threading.Thread.Sleep(-1);\nEnvironment.ProcessId");

        await child.DisposeAsync();

        Assert.Throws<ArgumentException>(() => Process.GetProcessById(int.Parse(id!, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task RunAsync_EngineThatCannotStart_SaysWhatIsWrong()
    {
        var error = Assert.Throws<IOException>(() => new ChildEngine(new EngineOptions { WorkingDirectory = "/no/such/folder" }));

        Assert.Contains("'/no/such/folder' could not be started", error.Message);
        await Task.CompletedTask;
    }
}
