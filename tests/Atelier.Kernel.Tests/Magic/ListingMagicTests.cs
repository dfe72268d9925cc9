namespace Atelier.Kernel.Tests;

[Collection(EngineCollection.Name)]
public sealed class ListingMagicTests
{
    [Fact]
    public async Task Time_Cell_IsShownAfterItsOutputs()
    {
        await using var notebook = new Notebook();

        await notebook.Run("#!time\nConsole.WriteLine(\"a\");\n\"value\"");

        var last = Assert.IsType<DisplayOutput>(notebook.Outputs[^1]);
        Assert.Matches(@"^Wall time: \d+(\.\d+)?ms$", last.Data["text/plain"].GetValue<string>());
        Assert.Equal(["text/plain"], last.Data.Keys);
        Assert.Equal("value", notebook.Plain);
    }

    [Fact]
    public async Task Time_FailingCell_IsShownAsWell()
    {
        await using var notebook = new Notebook();

        await notebook.Fail("#!time\nthrow new Exception(\"no\");");

        Assert.StartsWith("Wall time: ", Assert.Single(notebook.Displayed()));
    }

    [Fact]
    public async Task Who_CSharp_ListsVariables()
    {
        await using var notebook = new Notebook();
        await notebook.Run("var count = 3; var name = \"a<b\"; var list = new List<int> { 1, 2 };");

        await notebook.Run("#!who\n#!whos");

        Assert.Equal(["count\nname\nlist", "Variable  Type                                           Value\n"
            + "count     System.Int32                                   3\n"
            + "name      System.String                                  a<b\n"
            + "list      System.Collections.Generic.List<System.Int32>  [ 1, 2 ]"], notebook.Displayed());
        Assert.Contains("<td>name</td><td>System.String</td><td>a&lt;b</td>", notebook.Displayed("text/html")[1]);
    }

    [Fact]
    public async Task Who_ValueStore_ListsItsNames()
    {
        await using var notebook = new Notebook();
        await notebook.Run("#!value --name data\ntext");

        await notebook.Run("#!value\n#!who");

        Assert.Equal(["data"], notebook.Displayed());
    }

    [Fact]
    public async Task Who_KernelWithoutVariables_FailsInWords()
    {
        await using var notebook = new Notebook();

        Assert.Contains("The kernel html has no variables that #!who could list", (await notebook.Fail("#!html\n#!who")).Message);
    }

    [Fact]
    public async Task About_Table_NamesVersions()
    {
        await using var notebook = new Notebook();

        await notebook.Run("#!about");

        var text = Assert.Single(notebook.Displayed());
        Assert.Contains("Atelier.Kernel", text);
        Assert.Contains($".NET {Environment.Version.Major}.", text);
        Assert.Matches(@"C#\s+14\.0", text);
        Assert.StartsWith("<table>", notebook.Displayed("text/html")[0]);
    }

    [Fact]
    public async Task LsMagic_Lists_NameEveryMagicAndLanguage()
    {
        await using var notebook = new Notebook();
        await notebook.Run(
            """
            using Microsoft.DotNet.Interactive;
            using Microsoft.DotNet.Interactive.Directives;
            Kernel.Root.AddDirective(new KernelActionDirective("#!hidden") { Hidden = true }, (command, context) => Task.CompletedTask);
            Kernel.Root.FindKernelByName("csharp").AddDirective(new KernelActionDirective("#!own", "Does its own."), (command, context) => Task.CompletedTask);
            """);

        await notebook.Run("#!lsmagic");

        var lists = notebook.Displayed();
        foreach (var name in new[] { "#!about", "#!csharp", "#!html", "#!import [--file] <file>", "#!javascript", "#!lsmagic", "#!markdown", "#!mermaid", "#!set --name", "#!share", "#!time", "#!value --name", "#!who", "#!whos" })
            Assert.Contains($"  {name}", lists[0]);
        Assert.DoesNotContain("#!hidden", lists[0]);
        Assert.Equal(2, lists.Count);
        Assert.Matches(@"^csharp\n\s*\n  #!own\s+Does its own\.$", lists[1]);
        Assert.Contains("<li><code>#!time</code> Says how long", notebook.Displayed("text/html")[0]);
    }
}
