namespace Atelier.Kernel.Tests;

[Collection(EngineCollection.Name)]
public sealed class LoadDirectiveTests
{
    [Fact]
    public async Task Load_Script_ItsDeclarationsAreSeen()
    {
        await using var notebook = new Notebook();
        Write(notebook, "tools/helpers.csx", "int Twice(int x) => 2 * x;\nvar seven = 7;\nConsole.Write(\"loaded\");");

        await notebook.Run("#load \"tools/helpers.csx\"\nTwice(seven)");

        Assert.Equal("14", notebook.Plain);
        Assert.Equal("loaded", notebook.Out);
        await notebook.Run("Twice(seven + 1)");
        Assert.Equal("16", notebook.Plain);
    }

    [Fact]
    public async Task Load_AloneInACell_Runs()
    {
        await using var notebook = new Notebook();
        Write(notebook, "one.csx", "var one = 1;");

        await notebook.Run("#load \"one.csx\"");
        await notebook.Run("one");

        Assert.Equal("1", notebook.Plain);
    }

    [Fact]
    public async Task Load_Twice_RunsAgainInEachCellAndOnceWithinOne()
    {
        await using var notebook = new Notebook();
        Write(notebook, "say.csx", "Console.Write(\"x\");");
        Write(notebook, "other.csx", "#load \"say.csx\"");

        await notebook.Run("#load \"say.csx\"\n#load \"other.csx\"");
        Assert.Equal("x", notebook.Out);
        await notebook.Run("#load \"say.csx\"");

        Assert.Equal("x", notebook.Out);
    }

    [Fact]
    public async Task Load_ChangedBetweenCells_IsReadAgain()
    {
        await using var notebook = new Notebook();
        Write(notebook, "value.csx", "var value = 1;");
        await notebook.Run("#load \"value.csx\"");
        Write(notebook, "value.csx", "var value = 2;");

        await notebook.Run("#load \"value.csx\"\nvalue");

        Assert.Equal("2", notebook.Plain);
    }

    [Fact]
    public async Task Load_NestedScriptsAndReferences_StartAtTheLoadingFile()
    {
        await using var notebook = new Notebook();
        Write(notebook, "a/outer.csx", "#load \"b/inner.csx\"\nvar outer = inner + 1;");
        Write(notebook, "a/b/inner.csx", "#r \"Lib.dll\"\nvar inner = Lib.Is;");
        File.WriteAllBytes(Path.Combine(notebook.Folder, "a", "b", "Lib.dll"), TestFeed.Compile("Lib", "public class Lib { public static int Is => 5; }"));

        await notebook.Run("#load \"a/outer.csx\"\nouter");

        Assert.Equal("6", notebook.Plain);
    }

    [Fact]
    public async Task Load_FileWithANamespace_ItsTypesAreSeen()
    {
        await using var notebook = new Notebook();
        Write(notebook, "Order.cs", "using System.Text;\nnamespace Shop;\n\npublic class Order\n{\n    public void Fail() => throw new InvalidOperationException(\"no\");\n}");

        await notebook.Run("#load \"Order.cs\"\nnamespace Own { public class Mine { public Shop.Order? Order; } }\nnew Shop.Order().GetType().Name + new Own.Mine().Order");
        Assert.Equal("Order", notebook.Plain);
        var error = await notebook.Fail("new Shop.Order().Fail();");

        Assert.Contains(error.Traceback, line => line.Contains("Order.cs, line 6", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Load_CircleOfScripts_Ends()
    {
        await using var notebook = new Notebook();
        Write(notebook, "a.csx", "#load \"b.csx\"\nvar a = 1;");
        Write(notebook, "b.csx", "#load \"a.csx\"\nvar b = 2;");

        await notebook.Run("#load \"a.csx\"\na + b");

        Assert.Equal("3", notebook.Plain);
    }

    [Fact]
    public async Task Load_CompilationError_NamesTheScriptAndItsLine()
    {
        await using var notebook = new Notebook();
        Write(notebook, "broken.csx", "var fine = 1;\nvar broken = nothing;");

        var error = await notebook.Fail("#load \"broken.csx\"\n1");

        Assert.Contains("broken.csx(2,14): error CS0103", error.Message);
        Assert.DoesNotContain(notebook.Folder, error.Message);
        Assert.Contains("broken.csx, line 2: error CS0103: The name 'nothing' does not exist in the current context", error.Traceback);
        Assert.Contains("    var broken = nothing;", error.Traceback);
    }

    [Fact]
    public async Task Load_ErrorAtRunTime_NamesTheScriptAndItsLine()
    {
        await using var notebook = new Notebook();
        Write(notebook, "fails.csx", "void Fail()\n{\n    throw new InvalidOperationException(\"no ground\");\n}");

        var error = await notebook.Fail("#load \"fails.csx\"\nFail();");

        Assert.Equal("no ground", error.Message);
        Assert.Contains("  fails.csx, line 3: throw new InvalidOperationException(\"no ground\");", error.Traceback);
    }

    [Fact]
    public async Task Load_LoopOfAScript_IsInterrupted()
    {
        await using var notebook = new Notebook();
        Write(notebook, "spin.csx", "void Spin() { display(\"spinning\"); while (true) { } }");
        await notebook.Run("#load \"spin.csx\"\nvar kept = 1;");
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        // The loop is known to run once the cell has shown something.
        var result = await notebook.TryRun("Spin();", interrupt.Token, output => { if (output is DisplayOutput) interrupt.Cancel(); });

        Assert.False(result.Succeeded);
        await notebook.Run("kept");
        Assert.Equal("1", notebook.Plain);
    }

    [Fact]
    public async Task Load_MissingScript_SaysWhereItWasLookedFor()
    {
        await using var notebook = new Notebook();
        Write(notebook, "a/outer.csx", "\n#load \"gone.csx\"");

        var direct = await notebook.Fail("#load \"gone.csx\"");
        var nested = await notebook.Fail("#load \"a/outer.csx\"");
        var folder = await notebook.Fail("#load \"a\"");

        Assert.Equal("LoadError", direct.Name);
        Assert.StartsWith("Cell 1, line 1", direct.Message);
        Assert.Contains(Path.Combine(notebook.Folder, "gone.csx"), direct.Message);
        Assert.StartsWith("outer.csx, line 2", nested.Message);
        Assert.Contains(Path.Combine(notebook.Folder, "a", "gone.csx"), nested.Message);
        Assert.Contains("Expected: a C# script", folder.Message);
    }

    [Fact]
    public async Task Load_TrailingExpressionOfTheScript_IsNotTheCellsValue()
    {
        await using var notebook = new Notebook();
        Write(notebook, "value.csx", "1 + 1");

        await notebook.Run("#load \"value.csx\"\nvar x = 3;");

        Assert.DoesNotContain(notebook.Outputs, output => output is DisplayOutput);
    }

    [Fact]
    public async Task RelativePath_AfterACellChangedTheDirectory_StartsThere()
    {
        var before = Environment.CurrentDirectory;
        await using var notebook = new Notebook();
        Write(notebook, "here.csx", "var here = 1;");
        Write(notebook, "sub/there.csx", "var there = 2;");
        try
        {
            await notebook.Run("#load \"here.csx\"");
            await notebook.Run($"System.IO.Directory.SetCurrentDirectory(@\"{Path.Combine(notebook.Folder, "sub")}\");");

            await notebook.Run("#load \"there.csx\"\nthere");

            Assert.Equal("2", notebook.Plain);
            await notebook.Fail("#load \"here.csx\"");
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }

    [Fact]
    public async Task RelativePath_AfterTheHostChangedTheDirectory_StartsAtTheNotebook()
    {
        var before = Environment.CurrentDirectory;
        await using var notebook = new Notebook();
        Write(notebook, "here.csx", "var here = 1;");
        try
        {
            await notebook.Run("1");
            Environment.CurrentDirectory = Path.GetTempPath();

            await notebook.Run("#load \"here.csx\"\nhere");

            Assert.Equal("1", notebook.Plain);
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }

    private static void Write(Notebook notebook, string path, string text)
    {
        var file = Path.Combine(notebook.Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
