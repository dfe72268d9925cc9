namespace Atelier.Kernel.Tests;

[Collection(EngineCollection.Name)]
public sealed class CellDirectiveTests
{
    [Fact]
    public void Parse_Directives_AreFoundAndBlanked()
    {
        var source = Cell("#r \"nuget: A.B, 1.2\"\r\n#i \"nuget: ./feed\"\nvar x = 1;\n#r \"x.dll\" // why\n#!csharp\nx");

        var directives = CellDirectives.Parse(source);

        Assert.Equal([new PackageRequest("A.B", "1.2")], directives.Packages);
        Assert.Equal(["./feed"], directives.Sources);
        Assert.Equal(["x.dll"], directives.Assemblies);
        Assert.Equal(source.Text.Length, directives.Code.Length);
        Assert.Equal(source.Text.IndexOf("var", StringComparison.Ordinal), directives.Code.IndexOf("var", StringComparison.Ordinal));
        Assert.DoesNotContain("#", directives.Code);
    }

    [Theory]
    [InlineData("var s = \"\"\"\n#r \"nuget: A\"\n\"\"\";")]
    [InlineData("var s = @\"\n#r 'nuget: A'\n\";")]
    [InlineData("/*\n#r \"nuget: A\"\n#!time\n*/")]
    [InlineData("// #r \"nuget: A\"")]
    [InlineData("#if NEVER\n#r \"nuget: A\"\n#!time\n#endif")]
    [InlineData("#region A\n#endregion\n#nullable enable\n#pragma warning disable")]
    public void Parse_LookAlikes_AreLeftAlone(string code)
    {
        var directives = CellDirectives.Parse(Cell(code));

        Assert.Empty(directives.Packages);
        Assert.Equal(code, directives.Code);
    }

    [Theory]
    [InlineData("var a = 1;\n#!time", "line 2", "#!time")]
    [InlineData("#!fsharp\nlet x = 1", "line 1", "#!fsharp")]
    [InlineData("#r nuget: A", "line 1", "malformed")]
    [InlineData("#r", "line 1", "malformed")]
    [InlineData("#r \"\"", "line 1", "malformed")]
    [InlineData("#r \"nuget:\"", "line 1", "names no package")]
    [InlineData("#r \"nuget: A B\"", "line 1", "names no package")]
    [InlineData("#r \"nuget: A, \"", "line 1", "names no package")]
    [InlineData("#r \"nuget: A, <1>\"", "line 1", "names no package")]
    [InlineData("#i \"nuget:\"", "line 1", "names no source")]
    [InlineData("#i \"elsewhere\"", "line 1", "names no source")]
    [InlineData("#r \"project:\"", "line 1", "names no project")]
    [InlineData("#load", "line 1", "malformed")]
    public void Parse_Unusable_SaysWhereAndWhatIsExpected(string code, string line, string problem)
    {
        var error = Assert.Throws<CellException>(() => CellDirectives.Parse(Cell(code))).Error;

        Assert.Equal("DirectiveError", error.Name);
        Assert.Contains($"Cell 1, {line}", error.Message);
        Assert.Contains(problem, error.Message);
        Assert.Contains("#r \"nuget: ", error.Message.Replace("#i", "#r", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reference_FileBesideTheNotebook_IsUsed()
    {
        await using var notebook = new Notebook();
        Directory.CreateDirectory(Path.Combine(notebook.Folder, "bin"));
        var library = TestFeed.Compile("Base", "public class Base { public int One => 1; }");
        File.WriteAllBytes(Path.Combine(notebook.Folder, "bin", "Base.dll"), library);
        File.WriteAllBytes(Path.Combine(notebook.Folder, "bin", "Derived.dll"),
            TestFeed.Compile("Derived", "public class Derived { public object Make() => new Base(); }", references: Path.Combine(notebook.Folder, "bin", "Base.dll")));

        await notebook.Run("#r \"bin/Derived.dll\"\nnew Derived().Make().GetType().Name");

        Assert.Equal("Base", notebook.Plain);
    }

    [Fact]
    public async Task Reference_FrameworkAssembly_IsAccepted()
    {
        await using var notebook = new Notebook();

        await notebook.Run("#r \"System.Net.Http\"\n#r \"System.Xml.Linq.dll\"\nnew System.Net.Http.HttpClient().GetType().Name");

        Assert.Equal("HttpClient", notebook.Plain);
    }

    [Fact]
    public async Task Reference_MissingFile_SaysWhereItWasLookedFor()
    {
        await using var notebook = new Notebook();

        var error = await notebook.Fail("#r \"lib/nowhere.dll\"");

        Assert.Contains(Path.Combine(notebook.Folder, "lib", "nowhere.dll"), error.Message);
        await notebook.Run("1");
    }

    [Fact]
    public async Task Reference_NoAssembly_SaysSo()
    {
        await using var notebook = new Notebook();
        File.WriteAllText(Path.Combine(notebook.Folder, "text.dll"), "not an assembly");

        var error = await notebook.Fail("#r \"text.dll\"");

        Assert.Contains("not a .NET assembly", error.Message);
        await notebook.Run("1");
    }

    [Fact]
    public async Task Reference_BuiltAgainAfterUse_SaysToRestart()
    {
        await using var notebook = new Notebook();
        var path = Path.Combine(notebook.Folder, "Lib.dll");
        File.WriteAllBytes(path, TestFeed.Compile("Lib", "public class Lib { public static int Is => 1; }"));
        await notebook.Run("#r \"Lib.dll\"\nLib.Is");
        File.Delete(path);
        File.WriteAllBytes(path, TestFeed.Compile("Lib", "public class Lib { public static int Is => 2; }"));

        var error = await notebook.Fail("#r \"Lib.dll\"");

        Assert.Contains("Restart", error.Message);
    }

    [Fact]
    public async Task Reference_AssemblyThatNeedsAnAbsentOne_FailsOnlyTheCellsThatUseIt()
    {
        await using var notebook = new Notebook();
        var absent = Path.Combine(notebook.Folder, "Absent.dll");
        File.WriteAllBytes(absent, TestFeed.Compile("Absent", "public struct Part { public int Number; }"));
        File.WriteAllBytes(Path.Combine(notebook.Folder, "Whole.dll"), TestFeed.Compile("Whole", "public struct Whole { public Part Part; }", references: absent));
        File.Delete(absent);
        await notebook.Run("#r \"Whole.dll\"\nvar s = 40;");

        var error = await notebook.Fail("var s = new Whole();");

        Assert.Equal(nameof(FileNotFoundException), error.Name);
        Assert.Contains("Absent", error.Message);
        await notebook.Run("s += 1;");
        await notebook.Run("s + 1");
        Assert.Equal("42", notebook.Plain);
    }

    private static CellSource Cell(string code) => new("cell-1.cs", "Cell 1", code);
}
