namespace Atelier.Kernel.Tests;

[Collection(EngineCollection.Name)]
public sealed class FSharpCellTests(FSharpNotebook session) : IClassFixture<FSharpNotebook>
{
    private Notebook Notebook => session.Notebook;

    [Theory]
    [InlineData("1 + 1", "2")]
    [InlineData("let x = 2\nx * 21", "42")]
    [InlineData("\"a<b\"", "a<b")]
    [InlineData("[1; 2; 3]", "[ 1, 2, 3 ]")]
    [InlineData("[| 1.5; 2.5 |]", "[ 1.5, 2.5 ]")]
    [InlineData("set [2; 1]", "[ 1, 2 ]")]
    [InlineData("Some 5", "Some 5")]
    [InlineData("(Error \"no\" : Result<int, string>)", "Error \"no\"")]
    [InlineData("type Tree = Leaf | Node of int * Tree\nNode(1, Leaf)", "Node (1, Leaf)")]
    [InlineData("type Person = { Name: string; Age: int }\n{ Name = \"Ada\"; Age = 36 }", "Person\n      Name: Ada\n      Age: 36")]
    [InlineData("(1, \"a\")", "( 1, a )")]
    [InlineData("async { return 7 } |> Async.RunSynchronously", "7")]
    [InlineData("(task { return 8 }).Result", "8")]
    [InlineData("match Some 1 with Some a -> a", "1")]
    public async Task RunAsync_Value_HasPlainText(string code, string expected)
    {
        await Notebook.Run("#!fsharp\n" + code);

        Assert.Equal(expected, Notebook.Plain.ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("// only a comment")]
    [InlineData("let y = 1")]
    [InlineData("let f x = x + 1")]
    [InlineData("()")]
    [InlineData("open System.Net")]
    [InlineData("ignore 5")]
    public async Task RunAsync_NothingToShow_ShowsNothing(string code)
    {
        await Notebook.Run("#!fsharp\n" + code);

        Assert.Empty(Notebook.Outputs);
    }

    [Fact]
    public async Task RunAsync_List_IsATableOfItsItems()
    {
        await Notebook.Run("#!fsharp\ntype Point = { X: int; Y: int }\n[ { X = 1; Y = 2 }; { X = 3; Y = 4 } ]");

        var html = Notebook.Value.Data["text/html"].GetValue<string>();

        Assert.Contains("<table>", html);
        Assert.DoesNotContain("TailOrNull", html);
    }

    [Fact]
    public async Task RunAsync_Output_ComesInOrder()
    {
        await Notebook.Run("#!fsharp\nprintfn \"one\"\nConsole.WriteLine \"two\"\ndisplay 3 |> ignore\neprintfn \"four\"\nprintf \"five\"\n6");

        Assert.Collection(
            Notebook.Outputs,
            output => Assert.Equal("one\ntwo\n", ((StreamOutput)output).Text.ReplaceLineEndings("\n")),
            output => Assert.Equal("3", ((DisplayOutput)output).Data["text/plain"].GetValue<string>()),
            output => Assert.Equal(StreamNames.Error, ((StreamOutput)output).Name),
            output => Assert.Equal("five", ((StreamOutput)output).Text),
            output => Assert.True(((DisplayOutput)output).IsResult));
    }

    [Fact]
    public async Task RunAsync_Defaults_AreOpen()
    {
        await Notebook.Run("""
            #!fsharp
            let text = StringBuilder().Append(Path.GetFileName "/a/b.txt").ToString()
            let many = [1; 2].Select(fun i -> i * 2).ToArray()
            (HTML "<b>bold</b>").Display() |> ignore
            display(text, "text/plain") |> ignore
            "**x**".DisplayAs "text/markdown"
            """);

        Assert.Equal(
            ["<b>bold</b>", "b.txt", "**x**"],
            Notebook.Outputs.Cast<DisplayOutput>().Select(output => output.Data.First().Value.GetValue<string>().Split("<style>")[0]));
    }

    [Fact]
    public async Task RunAsync_SourceDirectory_IsTheWorkingDirectory()
    {
        File.WriteAllText(Path.Combine(Notebook.Folder, "helper.fsx"), "let twice x = 2 * x");

        await Notebook.Run("#!fsharp\n#load \"helper.fsx\"\nopen Helper\nprintfn \"%s\" __SOURCE_DIRECTORY__\ntwice 4");

        Assert.Equal(Notebook.Folder, Notebook.Out.TrimEnd());
        Assert.Equal("8", Notebook.Plain);
    }

    [Fact]
    public async Task RunAsync_CellOfTwoLanguages_RunsEachPart()
    {
        await Notebook.Run("var a = 1;\n#!fsharp\nlet b = 20\nprintfn \"f %d\" b\n#!csharp\nConsole.WriteLine(\"c \" + a);\n#!f#\nb + 1");

        Assert.Equal("f 20\nc 1\n", Notebook.Out.ReplaceLineEndings("\n"));
        Assert.Equal("21", Notebook.Plain);
    }

    [Fact]
    public async Task RunAsync_LanguageOfTheRequest_IsUsed()
    {
        var outputs = new List<CellOutput>();

        var result = await Notebook.Engine.RunAsync(
            new CellRequest("let z = 3 in z + 1") { Language = "F#" }, outputs.Add, TestContext.Current.CancellationToken);

        Assert.True(result.Succeeded, result.Error?.Message);
        Assert.Equal("4", Assert.IsType<DisplayOutput>(Assert.Single(outputs)).Data["text/plain"].GetValue<string>());
    }
}
