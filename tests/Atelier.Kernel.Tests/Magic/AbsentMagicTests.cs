namespace Atelier.Kernel.Tests;

[Collection(EngineCollection.Name)]
public sealed class AbsentMagicTests
{
    [Theory]
    [InlineData("#!tme", "#!tme is neither a magic command nor a language of this session; did you mean #!time?")]
    [InlineData("#!csharpp\n1", "did you mean #!csharp?")]
    [InlineData("#!frobnicate", "#!frobnicate is neither a magic command nor a language of this session. #!lsmagic lists all")]
    [InlineData("#!pwsh\nGet-Date", "#!pwsh selects PowerShell, which this kernel does not have. Write the cell in C#")]
    [InlineData("#!powershell\nGet-Date", "#!powershell selects PowerShell")]
    [InlineData("#!http\nGET https://example.org", "Send the request from C#")]
    [InlineData("#!sql\nselect 1", "#!sql is a language that a package adds")]
    [InlineData("#!sql-northwind\nselect 1", "#!sql-northwind selects a database connection that this session has not opened")]
    [InlineData("#!kql", "#!kql is a language that a package adds")]
    [InlineData("#!connect mssql --kernel-name k \"Server=.\"", "no package of this session brings a way to connect")]
    [InlineData("#!aspnet", "await app.StartAsync()")]
    [InlineData("#!nuget-restore", "this kernel needs nothing of the kind. Remove the line.")]
    public async Task Magic_ThatIsAbsent_SaysWhatToDo(string cell, string problem)
    {
        await using var notebook = new Notebook();

        var error = await notebook.Fail("Console.WriteLine(\"ran\");\n" + cell);

        Assert.Equal("DirectiveError", error.Name);
        Assert.StartsWith("Cell 1, line 2: ", error.Message);
        Assert.Contains(problem, error.Message);
        Assert.Equal("", notebook.Out);
    }

    [Fact]
    public async Task Magic_OfAnotherKernel_NamesIt()
    {
        await using var notebook = new Notebook();
        await notebook.Run(
            """
            using Microsoft.DotNet.Interactive;
            using Microsoft.DotNet.Interactive.Directives;
            Kernel.Root.FindKernelByName("csharp").AddDirective(new KernelActionDirective("#!own"), (command, context) => Task.CompletedTask);
            """);

        Assert.Contains("#!own is a magic command of the kernel csharp, and html is selected there", (await notebook.Fail("#!html\n#!own")).Message);
        await notebook.Run("#!own");
    }

    [Fact]
    public async Task Magic_InAStringOrComment_IsNone()
    {
        await using var notebook = new Notebook();

        await notebook.Run("/*\n#!pwsh\n*/\nvar s = @\"\n#!nothing\n\"; s.Trim()");

        Assert.Equal("#!nothing", notebook.Plain);
    }
}
