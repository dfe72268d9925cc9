namespace Atelier.Kernel.Tests;

[Collection(EngineCollection.Name)]
public sealed class SendCommandTests
{
    private const string Usings = """
        using Microsoft.DotNet.Interactive;
        using Microsoft.DotNet.Interactive.Commands;
        using Microsoft.DotNet.Interactive.Events;

        """;

    [Fact]
    public async Task SubmitCode_FromACell_RunsAtOnceAndShows()
    {
        await using var notebook = new Notebook();

        await notebook.Run(Usings + """
            Console.WriteLine("a");
            var result = await Kernel.Root.SendAsync(new SubmitCode("Console.WriteLine(\"b\"); var inner = 5; display(6); inner + 1", "csharp"));
            Console.WriteLine("c");
            string.Join(" ", result.Events.Select(e => e.GetType().Name))
            """);

        Assert.Equal("a b c", string.Join(' ', notebook.Out.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)));
        var last = notebook.Outputs.OfType<DisplayOutput>().Last().Data["text/plain"].GetValue<string>();
        Assert.Equal("StandardOutputValueProduced DisplayedValueProduced ReturnValueProduced CommandSucceeded", last);
        await notebook.Run("inner");
        Assert.Equal("5", notebook.Plain);
    }

    [Theory]
    [InlineData("await Task.Run(() => Kernel.Root.SendAsync(new SubmitCode(\"var inner = 5;\", \"csharp\")));")]
    [InlineData("await Task.Run(async () => { await Task.Yield(); await Kernel.Root.SendAsync(new SubmitCode(\"await Task.Yield(); var inner = 5;\")); });")]
    [InlineData("await Kernel.Root.SendAsync(new SubmitCode(\"await Kernel.Root.SendAsync(new SubmitCode(\\\"var inner = 5;\\\"));\"));")]
    [InlineData("await Kernel.Root.FindKernelByName(\"csharp\").SubmitCodeAsync(\"var inner = 5;\");")]
    [InlineData("Kernel.Root.SendAsync(new SubmitCode(\"await Task.Delay(1); var inner = 5;\", \"csharp\")).Wait();")]
    public async Task SubmitCode_FromOtherThreadsAndNested_Runs(string code)
    {
        await using var notebook = new Notebook();

        await notebook.Run(Usings + code);
        await notebook.Run("inner");

        Assert.Equal("5", notebook.Plain);
    }

    [Theory]
    [InlineData("missing", "CS0103")]
    [InlineData("throw new InvalidOperationException(\\\"no ground\\\");", "no ground")]
    public async Task SubmitCode_ThatFails_IsAnEventAndTheCellGoesOn(string code, string problem)
    {
        await using var notebook = new Notebook();

        await notebook.Run(Usings + $"""
            var result = await Kernel.Root.SendAsync(new SubmitCode("{code}", "csharp"));
            result.Events.OfType<CommandFailed>().Single().Message
            """);

        Assert.Contains(problem, notebook.Plain, StringComparison.Ordinal);
        Assert.Contains(problem, notebook.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SubmitCode_InterruptedWithTheCell_EndsBoth()
    {
        await using var notebook = new Notebook();
        using var interrupt = new CancellationTokenSource();

        var result = await notebook.TryRun(
            Usings + "await Kernel.Root.SendAsync(new SubmitCode(\"Console.WriteLine(1); while (true) { }\")); Console.WriteLine(2);",
            interrupt.Token,
            _ => interrupt.Cancel());

        Assert.Equal("OperationCanceledException", result.Error?.Name);
        Assert.DoesNotContain("2", notebook.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RequestValue_OfACSharpVariable_GivesTheObjectItself()
    {
        await using var notebook = new Notebook();
        await notebook.Run("var list = new List<int> { 1, 2 }; int? nothing = null;");

        await notebook.Run(Usings + """
            var answer = await Kernel.Root.SendAsync(new RequestValue("list", targetKernelName: "csharp"));
            var produced = answer.Events.OfType<ValueProduced>().Single();
            object.ReferenceEquals(list, produced.Value) + " " + produced.FormattedValue.Value
            """);

        Assert.Equal("True [1,2]", notebook.Plain);
    }

    [Theory]
    [InlineData("new Dictionary<string, int[]> { [\"a\"] = [1] }", "v[\"a\"][0]", "1")]
    [InlineData("new { Name = \"n\" }", "v.Name", "n")]
    [InlineData("new Point(2)", "v.X", "2")]
    [InlineData("(1, \"two\")", "v.Item2", "two")]
    [InlineData("(object?)null", "v is null", "True")]
    [InlineData("new int[][,] { new int[1, 2] }", "v[0].Length", "2")]
    public async Task SendValue_ToCSharp_DeclaresAVariable(string value, string use, string expected)
    {
        await using var notebook = new Notebook();
        await notebook.Run("public record Point(int X);");

        await notebook.Run(Usings + $"await Kernel.Root.SendAsync(new SendValue(\"v\", {value}, targetKernelName: \"csharp\"));");
        await notebook.Run(use);

        Assert.Equal(expected, notebook.Plain);
    }

    [Fact]
    public async Task SendAsync_ToAKernelThatIsNotThere_NamesThoseThatAre()
    {
        await using var notebook = new Notebook();

        var error = await notebook.Fail(Usings + "await Kernel.Root.SendAsync(new SubmitCode(\"1\", \"cobol\"));");

        Assert.Contains("There is no kernel 'cobol'", error.Message, StringComparison.Ordinal);
        Assert.Contains("csharp", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task KernelEvents_Subscribed_TellWhatCellsDo()
    {
        await using var notebook = new Notebook();
        await notebook.Run(Usings + """
            class Log : IObserver<KernelEvent>
            {
                public List<string> Names = new();
                public void OnNext(KernelEvent value) => Names.Add(value.GetType().Name);
                public void OnError(Exception error) { }
                public void OnCompleted() { }
            }
            var log = new Log();
            var subscription = Kernel.Root.KernelEvents.Subscribe(log);
            """);

        await notebook.Run("Console.Write(1); display(2); 3");
        await notebook.Run("subscription.Dispose(); string.Join(\" \", log.Names)");

        Assert.Equal("StandardOutputValueProduced DisplayedValueProduced ReturnValueProduced", notebook.Plain);
    }

    [Fact]
    public async Task Display_Updated_NamesTheSameDisplay()
    {
        await using var notebook = new Notebook();

        await notebook.Run("var shown = display(\"one\"); shown.Update(\"two\"); Microsoft.DotNet.Interactive.Kernel.ClearOutput(wait: true);");

        var first = Assert.IsType<DisplayOutput>(notebook.Outputs[0]);
        var second = Assert.IsType<DisplayOutput>(notebook.Outputs[1]);
        Assert.Equal((first.DisplayId, true, "two"), (second.DisplayId, second.IsUpdate, second.Data["text/plain"].GetValue<string>()));
        Assert.Equal(new ClearOutput(true), notebook.Outputs[2]);
    }
}
