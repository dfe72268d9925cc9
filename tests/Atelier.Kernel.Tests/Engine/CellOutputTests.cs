namespace Atelier.Kernel.Tests;

[Collection(EngineCollection.Name)]
public sealed class CellOutputTests
{
    [Fact]
    public async Task Console_StreamsDisplaysAndErrors_KeepTheirOrder()
    {
        await using var notebook = new Notebook();

        await notebook.Fail("Console.Write(\"a\"); Console.WriteLine(\"b\"); display(1); Console.Error.Write(\"e\"); Console.Write(\"c\"); 2.Display(); throw new Exception(\"end\");");

        Assert.Equal(
            ["stdout ab" + Environment.NewLine, "display 1", "stderr e", "stdout c", "display 2", "error end"],
            notebook.Outputs.Select(output => output switch
            {
                StreamOutput stream => $"{stream.Name} {stream.Text}",
                DisplayOutput display => $"display {display.Data["text/plain"]}",
                ErrorOutput error => $"error {error.Message}",
                _ => "",
            }));
    }

    [Fact]
    public async Task Console_HundredThousandWrites_AreJoined()
    {
        await using var notebook = new Notebook();

        await notebook.Run("for (var i = 0; i < 100_000; i++) Console.Write(\"xy\");");

        Assert.Equal(200_000, notebook.Out.Length);
        Assert.InRange(notebook.Outputs.Count, 1, 200);
    }

    [Fact]
    public async Task Console_OtherThreads_AreCaptured()
    {
        await using var notebook = new Notebook();

        await notebook.Run("""
            await Task.Run(() => Console.WriteLine("pool"));
            var thread = new System.Threading.Thread(() => Console.WriteLine("thread"));
            thread.Start();
            thread.Join();
            var unsafeThread = new System.Threading.Thread(() => Console.WriteLine("no context"));
            unsafeThread.UnsafeStart();
            unsafeThread.Join();
            """);

        Assert.Contains("pool", notebook.Out);
        Assert.Contains("thread", notebook.Out);
        Assert.Contains("no context", notebook.Out);
    }

    [Fact]
    public async Task Console_WritesAfterTheCell_GoToTheNext()
    {
        await using var notebook = new Notebook();
        await notebook.Run("var gate = new TaskCompletionSource(); var late = Task.Run(async () => { await gate.Task; Console.Write(\"late\"); });");
        await notebook.Run("gate.SetResult();");
        var early = notebook.Out;

        await notebook.Run("await late;");

        Assert.Equal("late", early + notebook.Out);
    }

    [Fact]
    public async Task Console_WriterLeftByUser_IsReplacedInTheNextCell()
    {
        await using var notebook = new Notebook();
        await notebook.Run("var mine = new System.IO.StringWriter(); Console.SetOut(mine); Console.Write(\"inside\");");
        Assert.Equal("", notebook.Out);

        await notebook.Run("Console.Write(mine.ToString() + \" outside\");");

        Assert.Equal("inside outside", notebook.Out);
    }

    [Fact]
    public async Task Console_OfTheHost_IsNotCaptured()
    {
        var console = Console.Out;
        using var host = new StringWriter();
        Console.SetOut(host);
        try
        {
            await using var notebook = new Notebook();

            await notebook.TryRun("Console.Write(\"cell\");", onOutput: _ => Console.Write("host"));
            await notebook.Run("Console.Write(\" again\");");

            Assert.Equal(" again", notebook.Out);
            Assert.Equal("host", host.ToString());
        }
        finally
        {
            Console.SetOut(console);
        }
    }

    [Fact]
    public async Task Display_MimeTypeGiven_IsUsedBesidePlainText()
    {
        await using var notebook = new Notebook();

        await notebook.Run("display(new { A = 1 }, \"application/json\");");

        var display = Assert.IsType<DisplayOutput>(Assert.Single(notebook.Outputs));
        Assert.False(display.IsResult);
        Assert.Equal(1, display.Data["application/json"]["A"]!.GetValue<int>());
        Assert.True(display.Data.ContainsKey("text/plain"));
    }

    [Fact]
    public async Task Value_RegisteredFormatter_IsAsked()
    {
        await using var notebook = new Notebook();
        await notebook.Run("""
            using Microsoft.DotNet.Interactive.Formatting;
            class Chart { }
            Formatter.Register<Chart>(_ => "{\"data\":[1]}", "application/vnd.plotly.v1+json");
            Formatter.SetPreferredMimeTypesFor(typeof(Chart), "application/vnd.plotly.v1+json");
            """);

        await notebook.Run("new Chart()");

        Assert.Equal(1, notebook.Value.Data["application/vnd.plotly.v1+json"]["data"]![0]!.GetValue<int>());
        Assert.True(notebook.Value.Data.ContainsKey("text/plain"));
    }

    [Fact]
    public async Task Value_FormatterThrows_IsAnErrorAndTheSessionGoesOn()
    {
        await using var notebook = new Notebook();
        await notebook.Run("""
            using Microsoft.DotNet.Interactive.Formatting;
            class Broken { }
            Formatter.Register<Broken>(_ => throw new InvalidOperationException("no picture"), "text/html");
            """);

        var error = await notebook.Fail("new Broken()");

        Assert.Equal("InvalidOperationException", error.Name);
        Assert.Contains("no picture", error.Message);
        await notebook.Run("1");
    }

    [Fact]
    public async Task Value_ThrowingToString_DoesNotEndTheSession()
    {
        await using var notebook = new Notebook();

        await notebook.TryRun("class Odd { public override string ToString() => throw new Exception(\"no text\"); public int P => 5; }\nnew Odd()");

        Assert.NotEmpty(notebook.Outputs);
        await notebook.Run("1");
    }

    [Fact]
    public async Task Value_InfiniteSequence_ShowsItsBeginning()
    {
        await using var notebook = new Notebook();

        await notebook.Run("IEnumerable<int> Naturals() { for (var i = 0; ; i++) yield return i; }\nNaturals()");

        Assert.Contains("18, 19 ... (more) ]", notebook.Value.Data["text/html"].GetValue<string>());
    }
}
