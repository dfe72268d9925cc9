namespace Atelier.Kernel.Tests;

[Collection(EngineCollection.Name)]
public sealed class ImportTests
{
    private const string Settings = """
        {"cells": [
          {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# Settings"},
          {"cell_type": "raw", "id": "b", "metadata": {}, "source": "raw"},
          {"cell_type": "code", "id": "c", "execution_count": null, "metadata": {}, "outputs": [], "source": "#!import Helpers.cs\nvar model = Helpers.Name;"},
          {"cell_type": "code", "id": "d", "execution_count": null, "metadata": {"polyglot_notebook": {"kernelName": "html"}}, "outputs": [], "source": "<b>ready</b>"}
        ], "metadata": {"kernelspec": {"name": ".net-csharp", "display_name": ".NET (C#)", "language": "C#"}}, "nbformat": 4, "nbformat_minor": 5}
        """;

    [Fact]
    public async Task Import_Notebook_RunsEachCellInItsLanguage()
    {
        await using var notebook = new Notebook();
        notebook.Write("config/Settings.ipynb", Settings);
        notebook.Write("config/Helpers.cs", "public class Helpers { public static string Name => \"gpt\"; }");

        await notebook.Run("#!import config/Settings.ipynb\n\nmodel");

        Assert.Equal("gpt", notebook.Plain);
        Assert.Equal(["# Settings", "<b>ready</b>"], notebook.Displayed());
        Assert.Contains("<h1 id=\"settings\">Settings</h1>", notebook.Displayed("text/html")[0]);
    }

    [Fact]
    public async Task Import_Dib_RunsMagicsAndLanguages()
    {
        await using var notebook = new Notebook();
        notebook.Write("my setup.dib", "#!meta\n\n{\"kernelInfo\":{\"defaultKernelName\":\"csharp\",\"items\":[]}}\n\n#!markdown\n\n# Title\n\n#!csharp\n\nvar x = 1;\n#!set --name y --value text\n\n#!value --name data\n\nbody\n");

        await notebook.Run("#!import \"my setup.dib\"\n#!share data --from value\n$\"{x} {y} {data}\"");

        Assert.Equal("1 text body", notebook.Plain);
    }

    [Theory]
    [InlineData("code.csx", "var fromFile = 3;", "fromFile", "3")]
    [InlineData("code.cs", "static class A { public static int B = 4; }", "A.B", "4")]
    public async Task Import_Code_DeclaresWhatItHolds(string file, string text, string expression, string expected)
    {
        await using var notebook = new Notebook();
        notebook.Write(file, text);

        await notebook.Run($"#!import --file {file}\n{expression}");

        Assert.Equal(expected, notebook.Plain);
    }

    [Theory]
    [InlineData("page.html", "<p>x</p>", "<p>x</p>")]
    [InlineData("script.js", "run();", "run();")]
    [InlineData("text.md", "# T", "<h1 id=\"t\">T</h1>")]
    public async Task Import_Markup_IsShown(string file, string text, string expected)
    {
        await using var notebook = new Notebook();
        notebook.Write(file, text);

        await notebook.Run($"#!import {file}");

        Assert.Contains(expected, Assert.Single(notebook.Displayed("text/html")));
    }

    [Fact]
    public async Task Import_RuntimeError_NamesFileCellAndLine()
    {
        await using var notebook = new Notebook();
        notebook.Write("bad.dib", "#!csharp\n\nvar before = 1;\n\n#!csharp\n\nvar y = 2;\nthrow new InvalidOperationException(\"no ground\");\n");

        var error = await notebook.Fail("#!import bad.dib");

        Assert.Equal("no ground", error.Message);
        Assert.Contains("  bad.dib, cell 2, line 2: throw new InvalidOperationException(\"no ground\");", error.Traceback);
        await notebook.Run("before");
        Assert.Equal("1", notebook.Plain);
    }

    [Fact]
    public async Task Import_CompilationError_NamesFileAndLine()
    {
        await using var notebook = new Notebook();
        notebook.Write("bad.cs", "class A\n{\n    int b = c;\n}\n");

        var error = await notebook.Fail("#!import bad.cs");

        Assert.Equal("CompilationError", error.Name);
        Assert.StartsWith("bad.cs, line 3: error CS0103", error.Traceback[0]);
    }

    [Fact]
    public async Task Import_ErrorInLibraryCode_NamesTheImportedCell()
    {
        await using var notebook = new Notebook();
        notebook.Write("outer.dib", "#!csharp\n#!import inner.dib\n");
        notebook.Write("inner.dib", "#!csharp\n#!set --name x --value @csharp:absent\n");

        var error = await notebook.Fail("#!import outer.dib");

        Assert.Equal(["  in inner.dib, cell 1, which was imported", "  in outer.dib, cell 1, which was imported"], error.Traceback.TakeLast(2));
    }

    [Theory]
    [InlineData("#!import absent.dib", "There is no file absent.dib to import. Looked for: ")]
    [InlineData("#!import", "#!import needs --file. Usage: #!import [--file] <file>")]
    [InlineData("#!import script.ps1", "script.ps1 is a PowerShell script, and this kernel has no PowerShell")]
    [InlineData("#!import data.csv", "data.csv is no file that #!import can run. Expected a notebook")]
    [InlineData("#!import broken.ipynb", "broken.ipynb cannot be imported: broken.ipynb is not JSON")]
    [InlineData("#!import a.dib", "a.dib imports itself: a.dib imports b.dib imports a.dib. Take one")]
    [InlineData("#!import python.ipynb", "python.ipynb, cell 1 is in Python, and this session has no kernel for it")]
    [InlineData("#!import folder", "folder is a folder; #!import runs one file.")]
    public async Task Import_Impossible_FailsInWords(string cell, string problem)
    {
        await using var notebook = new Notebook();
        notebook.Write("script.ps1", "Get-Date");
        notebook.Write("data.csv", "a,b");
        notebook.Write("broken.ipynb", "{,");
        notebook.Write("a.dib", "#!csharp\n#!import b.dib\n");
        notebook.Write("b.dib", "#!csharp\n#!import a.dib\n");
        notebook.Write("folder/x.txt", "");
        notebook.Write("python.ipynb", """{"cells":[{"cell_type":"code","id":"a","execution_count":null,"metadata":{},"outputs":[],"source":"import numpy"}],"metadata":{"kernelspec":{"name":"python3","language":"python","display_name":"Python"}},"nbformat":4,"nbformat_minor":5}""");

        Assert.Contains(problem, (await notebook.Fail(cell)).Message);
    }

    [Fact]
    public async Task Import_Twice_RunsTwice()
    {
        await using var notebook = new Notebook();
        await notebook.Run("int runs = 0;");
        notebook.Write("count.csx", "runs++;");

        await notebook.Run("#!import count.csx\n#!import count.csx\nruns");

        Assert.Equal("2", notebook.Plain);
    }

    [Fact]
    public async Task ImportDocument_Command_DoesTheSame()
    {
        await using var notebook = new Notebook();
        notebook.Write("code.csx", "var z = 8;");

        await notebook.Run(
            $"""
            using Microsoft.DotNet.Interactive;
            using Microsoft.DotNet.Interactive.Commands;
            await Kernel.Root.SendAsync(new ImportDocument("code.csx"));
            await Kernel.Root.LoadAndRunInteractiveDocument(new System.IO.FileInfo(@"{Path.Combine(notebook.Folder, "code.csx")}"));
            """);
        await notebook.Run("z");

        Assert.Equal("8", notebook.Plain);
    }
}
