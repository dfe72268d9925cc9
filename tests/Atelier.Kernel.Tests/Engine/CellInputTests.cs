namespace Atelier.Kernel.Tests;

[Collection(nameof(EngineCollection))]
public sealed class CellInputTests
{
    [Theory]
    [InlineData("Console.ReadLine()", "first")]
    [InlineData("await Console.In.ReadLineAsync()", "first")]
    [InlineData("((char)Console.Read()).ToString() + (char)Console.In.Peek() + Console.ReadLine()", "fiirst")]
    [InlineData("Console.ReadLine() + Console.ReadLine()", "firstsecond")]
    [InlineData("await Microsoft.DotNet.Interactive.Kernel.GetInputAsync(\"Name\")", "first")]
    [InlineData("await GetInputAsync(\"Name\")", "first")]
    [InlineData("(await GetPasswordAsync(\"Key\")).GetClearTextPassword()", "first")]
    [InlineData("await Task.Run(() => Console.ReadLine())", "first")]
    public async Task Input_WithSomebodyThere_IsTheAnswer(string code, string expected)
    {
        await using var notebook = new Notebook();
        var answers = new Queue<string>(["first", "second"]);

        var result = await notebook.TryRun(new CellRequest(code) { Input = (_, _) => Task.FromResult(answers.Dequeue()) });

        Assert.True(result.Succeeded, result.Error?.Message);
        Assert.Equal(expected, notebook.Plain);
    }

    [Fact]
    public async Task Input_Asked_BringsPromptAndSecrecy()
    {
        await using var notebook = new Notebook();
        var asked = new List<InputRequest>();

        await notebook.TryRun(new CellRequest("await GetInputAsync(\"Name\"); await GetPasswordAsync(\"Key\")")
        {
            Input = (request, _) =>
            {
                asked.Add(request);
                return Task.FromResult("secret");
            },
        });

        Assert.Equal([new InputRequest("Name", false), new InputRequest("Key", true)], asked);
        Assert.DoesNotContain("secret", notebook.Plain, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Input_Asked_ComesAfterWhatWasWritten()
    {
        await using var notebook = new Notebook();
        var seen = new List<CellOutput>();
        IReadOnlyList<CellOutput> atQuestion = [];

        await notebook.TryRun(
            new CellRequest("Console.Write(\"Name? \");\nConsole.ReadLine()")
            {
                Input = (_, _) =>
                {
                    atQuestion = [.. seen];
                    return Task.FromResult("Ada");
                },
            },
            onOutput: seen.Add);

        Assert.Equal([new StreamOutput(StreamNames.Output, "Name? ")], atQuestion);
    }

    [Theory]
    [InlineData("Console.ReadLine()", "The cell asks for input")]
    [InlineData("await GetInputAsync(\"Your name:\")", "The cell asks \"Your name:\"")]
    public async Task Input_WithNobodyThere_FailsInWords(string code, string start)
    {
        await using var notebook = new Notebook();

        var error = await notebook.Fail(code);

        Assert.StartsWith(start, error.Message, StringComparison.Ordinal);
        Assert.Contains("-p name=value", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Input_Interrupted_EndsTheCell()
    {
        await using var notebook = new Notebook();
        using var interrupt = new CancellationTokenSource();

        var result = await notebook.TryRun(
            new CellRequest("Console.ReadLine()")
            {
                Input = async (_, cancellationToken) =>
                {
                    await interrupt.CancelAsync();
                    await Task.Delay(Timeout.Infinite, cancellationToken);
                    return "";
                },
            },
            interrupt.Token);

        Assert.Equal("OperationCanceledException", result.Error?.Name);
        await notebook.Run("1");
    }
}
