namespace Atelier.Kernel.Tests;

[Collection(EngineCollection.Name)]
public sealed class CellErrorTests
{
    [Fact]
    public async Task Compilation_Errors_AreAllShownWithLines()
    {
        await using var notebook = new Notebook();

        var error = await notebook.Fail("var a = 1;\nvar b = missing;\nint c = \"text\";");

        Assert.Equal("CompilationError", error.Name);
        Assert.Equal(
            "(2,9): error CS0103: The name 'missing' does not exist in the current context\n"
            + "(3,9): error CS0029: Cannot implicitly convert type 'string' to 'int'",
            error.Message);
        Assert.Equal("Cell 1, line 2: error CS0103: The name 'missing' does not exist in the current context", error.Traceback[0]);
        Assert.Equal("    var b = missing;", error.Traceback[1]);
        Assert.Equal("            ^^^^^^^", error.Traceback[2]);
    }

    [Fact]
    public async Task Compilation_Failed_LeavesNothingBehind()
    {
        await using var notebook = new Notebook();
        await notebook.Run("var x = 1;");
        await notebook.Fail("var x = \"two\"; var y = missing;");

        await notebook.Run("x + 1");
        await notebook.Fail("y");

        Assert.Contains("'y'", notebook.Outputs.OfType<ErrorOutput>().Single().Message);
    }

    [Fact]
    public async Task Compilation_UnknownNamespaceAlone_IsAnError()
    {
        await using var notebook = new Notebook();

        var error = await notebook.Fail("using No.Such.Thing;");

        Assert.Contains("CS0246", error.Message);
        await notebook.Run("1");
    }

    [Fact]
    public async Task Run_Exception_NamesCellAndLine()
    {
        await using var notebook = new Notebook();
        await notebook.Run("int Divide(int n)\n{\n    return 1 / n;\n}");

        var error = await notebook.Fail("var x = 5;\n\nDivide(0);");

        Assert.Equal("DivideByZeroException", error.Name);
        Assert.Equal(
            ["System.DivideByZeroException: " + error.Message, "  Cell 1, line 3: return 1 / n;", "  Cell 2, line 3: Divide(0);"],
            error.Traceback);
    }

    [Fact]
    public async Task Run_Exception_KeepsWhatWasAssigned()
    {
        await using var notebook = new Notebook();
        await notebook.Fail("var x = 5; throw new Exception(\"stop\"); x = 6;");

        await notebook.Run("x");

        Assert.Equal("5", notebook.Plain);
    }

    [Fact]
    public async Task Run_InnerExceptions_AreNamed()
    {
        await using var notebook = new Notebook();

        var error = await notebook.Fail("try { throw new ArgumentException(\"inner\"); }\ncatch (Exception e) { throw new InvalidOperationException(\"outer\", e); }");

        Assert.Equal("outer", error.Message);
        Assert.Contains("Caused by System.ArgumentException: inner", error.Traceback);
        Assert.Contains(error.Traceback, line => line.Contains("Cell 1, line 2"));
        Assert.Contains(error.Traceback, line => line.Contains("Cell 1, line 1"));
    }

    [Theory]
    [InlineData("async Task F() { await Task.Delay(1);\nthrow new FormatException(\"bad\"); }\nF().Wait();")]
    [InlineData("async Task F() { await Task.Delay(1);\nthrow new FormatException(\"bad\"); }\nawait F();")]
    [InlineData("int G() =>\nthrow new FormatException(\"bad\");\n((Func<int>)G).Method.Invoke(null, null)")]
    public async Task Run_WrappedException_IsUnwrapped(string code)
    {
        await using var notebook = new Notebook();

        var error = await notebook.Fail(code.Replace("int G", "static int G"));

        Assert.Equal(("FormatException", "bad"), (error.Name, error.Message));
        Assert.Contains("  Cell 1, line 2: ", error.Traceback[1]);
        Assert.Contains(error.Traceback, line => line.StartsWith("  Cell 1, line 3: "));
        Assert.DoesNotContain(error.Traceback, line => line.Contains("Atelier.Kernel."));
    }

    [Fact]
    public async Task Run_DeepStack_IsShortened()
    {
        await using var notebook = new Notebook();

        var error = await notebook.Fail("int F(int n) => n == 0 ? throw new Exception(\"deep\") : F(n - 1) + G(n); int G(int n) => n;\nint H(int n) => n == 0 ? F(1) : I(n - 1);\nint I(int n) =>\nH(n);\nH(500)");

        Assert.InRange(error.Traceback.Count, 20, 60);
        Assert.Contains(error.Traceback, line => line.Contains("more"));
    }

    [Fact]
    public async Task Run_ThrowInAsyncVoid_IsReportedAndTheSessionGoesOn()
    {
        await using var notebook = new Notebook();

        await notebook.Run("var done = new TaskCompletionSource(); async void F() { await Task.Delay(1); done.SetResult(); throw new Exception(\"from nowhere\"); }\nF(); await done.Task; await Task.Delay(100);");

        Assert.Contains("from nowhere", notebook.Error);
        await notebook.Run("1");
    }

    [Fact]
    public async Task Run_ExceptionWithThrowingMessage_IsShown()
    {
        await using var notebook = new Notebook();

        var error = await notebook.Fail("class Nasty : Exception { public override string Message => throw new Exception(); }\nthrow new Nasty();");

        Assert.Equal("Nasty", error.Name);
    }

    [Fact]
    public async Task Error_InAnEarlierCellAfterSilentCode_ShowsTheCellsLine()
    {
        await using var notebook = new Notebook();
        await notebook.Run("int Fail() => throw new InvalidOperationException(\"no\");");
        await notebook.TryRun(new CellRequest("1 + 1") { IsSilent = true });

        var error = await notebook.Fail("Fail()");

        Assert.Contains(error.Traceback, line => line.StartsWith("  Cell 1, line 1: int Fail()", StringComparison.Ordinal));
    }
}
