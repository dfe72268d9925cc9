namespace Atelier.Kernel.Tests;

[Collection(EngineCollection.Name)]
public sealed class MarkupKernelTests
{
    [Fact]
    public async Task Html_Cell_IsShownAsItIs()
    {
        await using var notebook = new Notebook();

        await notebook.Run("1\n#!html\n\n<b>bold</b>\n");

        Assert.Equal("1", notebook.Plain);
        Assert.Equal(["<b>bold</b>"], notebook.Displayed("text/html"));
        Assert.Equal(["<b>bold</b>"], notebook.Displayed());
    }

    [Theory]
    [InlineData("javascript")]
    [InlineData("js")]
    public async Task JavaScript_Cell_IsAScriptThatItsTextCannotEnd(string name)
    {
        await using var notebook = new Notebook();

        await notebook.Run($"#!{name}\nconst text = \"</script><!--\";\nconsole.log(text);");

        var html = Assert.Single(notebook.Displayed("text/html"));
        Assert.Equal(html.LastIndexOf("</script>", StringComparison.Ordinal), html.IndexOf("</script>", StringComparison.Ordinal));
        Assert.DoesNotContain("<!--", html);
        Assert.Contains("console.log(text);", html);
        Assert.Equal(["const text = \"</script><!--\";\nconsole.log(text);"], notebook.Displayed());
    }

    [Fact]
    public async Task Mermaid_Cell_HasEachFormAndReadsAsTextOffline()
    {
        await using var notebook = new Notebook();

        await notebook.Run("#!mermaid\ngraph TD\n  A --> B");

        var shown = Assert.IsType<DisplayOutput>(Assert.Single(notebook.Outputs));
        Assert.Equal("graph TD\n  A --> B", shown.Data["text/vnd.mermaid"].GetValue<string>());
        Assert.Equal("graph TD\n  A --> B", shown.Data["text/plain"].GetValue<string>());
        Assert.Contains("<pre>graph TD\n  A --&gt; B</pre>", shown.Data["text/html"].GetValue<string>());
    }

    [Fact]
    public async Task Markdown_Cell_IsRenderedWithFormulas()
    {
        await using var notebook = new Notebook();

        await notebook.Run("#!markdown\n# Title\n\nA *word* and $x^2$\n\n| a | b |\n|---|---|\n| 1 | 2 |\n#!csharp\n5");

        Assert.Equal("5", notebook.Plain);
        var html = Assert.Single(notebook.Displayed("text/html"));
        Assert.Contains("<em>word</em>", html);
        Assert.Contains("<span class=\"math\">\\(x^2\\)</span>", html);
        Assert.Contains("<td>1</td>", html);
        Assert.StartsWith("# Title\n", notebook.Displayed("text/markdown")[0]);
        Assert.StartsWith("# Title\n", notebook.Displayed()[0]);
    }

    [Fact]
    public async Task Language_OfTheCell_SelectsTheKernel()
    {
        await using var notebook = new Notebook();
        var outputs = new List<CellOutput>();

        await notebook.Engine.RunAsync(new CellRequest("<i>x</i>") { Language = "html" }, outputs.Add, TestContext.Current.CancellationToken);

        Assert.Equal("<i>x</i>", Assert.IsType<DisplayOutput>(Assert.Single(outputs)).Data["text/html"].GetValue<string>());
    }
}
