namespace Atelier.Kernel.Tests;

[Collection(EngineCollection.Name)]
public sealed class FSharpErrorTests(FSharpNotebook session) : IClassFixture<FSharpNotebook>
{
    private Notebook Notebook => session.Notebook;

    [Fact]
    public async Task RunAsync_DoesNotCompile_ShowsTheLineAndThePlace()
    {
        var error = await Notebook.Fail("#!fsharp\nlet a = 1\nlet b = undefinedName + 1");

        Assert.Equal("CompilationError", error.Name);
        Assert.Equal("(3,9): error FS0039: The value or constructor 'undefinedName' is not defined.", error.Message);
        Assert.Equal("    let b = undefinedName + 1", error.Traceback[1]);
        Assert.Equal("            ^^^^^^^^^^^^^", error.Traceback[2]);
        Assert.EndsWith(", line 3: error FS0039: The value or constructor 'undefinedName' is not defined.", error.Traceback[0]);
    }

    [Fact]
    public async Task RunAsync_DoesNotCompile_RunsNothingOfIt()
    {
        var error = await Notebook.Fail("#!fsharp\nprintfn \"ran\"\nlet b : int = \"text\"");

        Assert.Empty(Notebook.Out);
        Assert.Contains("expected to have type 'int' but here has type 'string'", error.Message);
    }

    [Fact]
    public async Task RunAsync_Throws_ShowsTheLinesOfTheCells()
    {
        await Notebook.Run("#!fsharp\nlet divide (x: int) =\n    let y = 10 / x\n    y");

        var error = await Notebook.Fail("#!fsharp\nprintfn \"before\"\ndivide 0");

        Assert.Equal("DivideByZeroException", error.Name);
        Assert.Equal("before\n", Notebook.Out.ReplaceLineEndings("\n"));
        Assert.Collection(
            error.Traceback,
            line => Assert.Equal("System.DivideByZeroException: Attempted to divide by zero.", line),
            line => Assert.EndsWith(", line 3: let y = 10 / x", line),
            line => Assert.EndsWith(", line 3: divide 0", line));
    }

    [Fact]
    public async Task RunAsync_ThrowsInAPackage_NamesNoFilesOfOtherMachines()
    {
        var error = await Notebook.Fail("#!fsharp\n[1; 2].[7]");

        Assert.Contains(error.Traceback, line => line.StartsWith("  at Microsoft.FSharp.", StringComparison.Ordinal));
        Assert.DoesNotContain(error.Traceback, line => line.Contains(".fs:line", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_Throws_KeepsWhatEarlierInteractionsDeclared()
    {
        await Notebook.Fail("#!fsharp\nlet kept = 5;;\nfailwith \"boom\"");

        await Notebook.Run("#!fsharp\nkept");

        Assert.Equal("5", Notebook.Plain);
    }

    [Fact]
    public async Task RunAsync_UnknownAssembly_SaysWhere()
    {
        var error = await Notebook.Fail("#!fsharp\nlet a = 1\n#r \"missing.dll\"");

        Assert.Equal("ReferenceError", error.Name);
        Assert.Contains("missing.dll", error.Message);
    }
}
