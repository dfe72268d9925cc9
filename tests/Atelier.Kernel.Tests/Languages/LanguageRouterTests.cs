namespace Atelier.Kernel.Tests;

[Collection(EngineCollection.Name)]
public sealed class LanguageRouterTests
{
    [Fact]
    public async Task Complete_OnASelectorsLine_FindsDirectives()
    {
        await using var notebook = new Notebook();

        var list = await Complete(notebook, "var x = 1;\n#!ht‸");
        Assert.Equal((11, 15), (list.Start, list.End));
        Assert.Equal("#!html", Assert.Single(list.Items).Text);
        var all = (await Complete(notebook, "#!‸")).Items.Select(item => item.Text).ToList();
        Assert.Contains("#!csharp", all);
        Assert.Contains("#!time", all);
    }

    [Theory]
    [InlineData("var s = \"\"\"\n#!‸\n\"\"\";")]
    [InlineData("#!html\n<b>Cons‸</b>")]
    [InlineData("#!time Cons‸")]
    public async Task Complete_WhereNoLanguageAnswers_FindsNothing(string text)
    {
        await using var notebook = new Notebook();

        Assert.Empty((await Complete(notebook, text)).Items);
    }

    [Theory]
    [InlineData("var word = \"a\";\n#!html\n<b>{</b>\n#!csharp\nword.Leng‸")]
    [InlineData("#!time\nvar word = \"a\"; word.Leng‸")]
    [InlineData("#r \"nuget: Thing\"\nvar word = \"a\";\nword.Leng‸")]
    [InlineData("var word = \"a\"; word.Leng‸\n#!html\n<b>{</b>")]
    public async Task Complete_InCSharpAmongOthers_FindsMembers(string text)
    {
        await using var notebook = new Notebook();

        var list = await Complete(notebook, text);

        Assert.Equal("Length", Assert.Single(list.Items).Text);
        Assert.Equal(text.IndexOf("Leng‸", StringComparison.Ordinal), list.Start);
    }

    [Fact]
    public async Task Complete_WhileACellRuns_Answers()
    {
        await using var notebook = new Notebook();
        await notebook.Run("static class Words { public static int CountVowels(this string text) => 0; }\nnamespace Tools { public class Hammer { public int Weight; } }");
        using var stop = new CancellationTokenSource();
        var started = new TaskCompletionSource();
        var run = notebook.TryRun("Console.WriteLine(1); Thread.Sleep(Timeout.Infinite);", stop.Token, _ => started.TrySetResult());
        await started.Task.WaitAsync(TestContext.Current.CancellationToken);

        Assert.Contains((await Complete(notebook, "\"a\".CountV‸")).Items, item => item.Text == "CountVowels");
        Assert.Contains((await Complete(notebook, "new Tools.Hammer().‸")).Items, item => item.Text == "Weight");
        await stop.CancelAsync();
        Assert.NotNull((await run).Error);
    }

    [Fact]
    public async Task CheckCompleteness_AsksTheLanguageOfTheEnd()
    {
        await using var notebook = new Notebook();

        Assert.Equal(CompletenessStatus.Complete, notebook.Engine.CheckCompleteness("#!html\n<b>{").Status);
        Assert.Equal(CompletenessStatus.Complete, notebook.Engine.CheckCompleteness("<b>{", "html").Status);
        Assert.Equal(CompletenessStatus.Incomplete, notebook.Engine.CheckCompleteness("#!html\n<b>{\n#!csharp\nif (true) {").Status);
        Assert.Equal(CompletenessStatus.Complete, notebook.Engine.CheckCompleteness("#!time").Status);
        Assert.Equal(CompletenessStatus.Invalid, notebook.Engine.CheckCompleteness("#!time\n}").Status);
    }

    [Fact]
    public async Task Inspect_OfAVariable_TellsItsType()
    {
        await using var notebook = new Notebook();
        await notebook.Run("var total = 1.5;");

        var answer = await notebook.Engine.InspectAsync(CSharpSession.Place("#!time\ntot‸al"), TestContext.Current.CancellationToken);

        Assert.Equal("double total", answer["text/plain"]);
        Assert.Empty(await notebook.Engine.InspectAsync(CSharpSession.Place("#!ti‸me"), TestContext.Current.CancellationToken));
    }

    private static Task<CompletionList> Complete(Notebook notebook, string text) =>
        notebook.Engine.CompleteAsync(CSharpSession.Place(text), TestContext.Current.CancellationToken);
}
