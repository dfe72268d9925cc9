using Atelier.Kernel;
using Spectre.Console.Testing;

namespace Atelier.Tool.Tests;

public sealed class ConvertCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestConsole _out = new();
    private readonly TestConsole _error = new();

    public ConvertCommandTests() => _out.Profile.Width = _error.Profile.Width = 1000;

    [Theory]
    [InlineData("html", "<!DOCTYPE html>")]
    [InlineData("md", "```csharp\n1 + 2\n```")]
    [InlineData("cs", "Console.WriteLine(1 + 2);")]
    [InlineData("dib", "#!csharp\n\n1 + 2")]
    public async Task Convert_Notebook_IsWrittenBesideIt(string format, string expected)
    {
        var notebook = _folder.WriteNotebook("a.ipynb", "1 + 2");
        var before = Read("a.ipynb");

        var code = await Convert(notebook, "--to", format);

        Assert.Equal(ExitCodes.Success, code);
        Assert.Contains(expected, Read($"a.{format}"));
        Assert.Contains(_folder[$"a.{format}"], _out.Output);
        Assert.Empty(_error.Output);
        Assert.Equal(before, Read("a.ipynb"));
    }

    [Fact]
    public async Task Convert_DibToNotebook_KeepsTheCells()
    {
        var document = _folder.Write("a.dib", "#!fsharp\n\nlet x = 1\n\n#!markdown\n\ntext");

        Assert.Equal(ExitCodes.Success, await Convert(document, "--to", "ipynb", "-o", _folder["out"] + "/"));

        var notebook = await NotebookDocument.LoadAsync(_folder["out", "a.ipynb"], TestContext.Current.CancellationToken);
        Assert.Equal([("fsharp", "let x = 1"), ("markdown", "text")], notebook.Cells.Select(cell => (cell.Language, cell.Source)));
    }

    [Fact]
    public async Task Convert_WhatIsLost_IsAWarning_AndNoFailure()
    {
        var notebook = _folder.WriteNotebook("a.ipynb", "#!time\n1");

        Assert.Equal(ExitCodes.Success, await Convert(notebook, "--to", "cs"));

        Assert.Contains("Cell 1: #!time has no counterpart in a program", _error.Output);
    }

    [Fact]
    public async Task Convert_OverTheNotebook_IsRefused()
    {
        var notebook = _folder.WriteNotebook("a.ipynb", "1");
        File.CreateSymbolicLink(_folder["link.html"], notebook);
        var before = Read("a.ipynb");

        Assert.Equal(ExitCodes.Usage, await Convert(notebook, "--to", "ipynb"));
        Assert.Equal(ExitCodes.Usage, await Convert(notebook, "--to", "html", "-o", _folder["link.html"]));

        Assert.Contains("would overwrite the notebook", _error.Output);
        Assert.Equal(before, Read("a.ipynb"));
    }

    [Fact]
    public async Task Convert_ExistingSource_IsReplacedOnlyWhenNamed()
    {
        var notebook = _folder.WriteNotebook("a.ipynb", "1");
        _folder.Write("a.cs", "// mine");

        Assert.Equal(ExitCodes.Usage, await Convert(notebook, "--to", "cs"));
        Assert.Contains("name it with -o to replace it", _error.Output);
        Assert.Equal("// mine", Read("a.cs"));

        Assert.Equal(ExitCodes.Success, await Convert(notebook, "--to", "cs", "-o", _folder["a.cs"]));
        Assert.Contains("Console.WriteLine(1);", Read("a.cs"));
    }

    [Theory]
    [InlineData("missing.ipynb", "There is no notebook at")]
    [InlineData("bad.ipynb", "is not JSON")]
    [InlineData("bad.dib", "#!meta block at line 1")]
    [InlineData("output.ipynb", "cells[0].outputs[0].output_type is 'none'")]
    public async Task Convert_FileThatIsNoNotebook_IsWrongUsage(string name, string expected)
    {
        _folder.Write("bad.ipynb", "x");
        _folder.Write("bad.dib", "#!meta\nx");
        _folder.Write("output.ipynb", """{"nbformat":4,"cells":[{"cell_type":"code","source":"1","outputs":[{"output_type":"none"}]}]}""");

        Assert.Equal(ExitCodes.Usage, await Convert(_folder[name], "--to", "html", "-o", _folder["a.html"]));

        Assert.Contains(expected, _error.Output);
        Assert.False(File.Exists(_folder["a.html"]));
    }

    [Theory]
    [InlineData("a.ipynb")]
    [InlineData("a.ipynb", "--to", "pdf")]
    [InlineData("--to", "html")]
    public async Task Convert_WrongArguments_AreWrongUsage(params string[] arguments)
    {
        Assert.Equal(ExitCodes.Usage, await Convert(arguments));
        Assert.NotEmpty(_error.Output);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _out.Dispose();
        _error.Dispose();
    }

    private Task<int> Convert(params string[] arguments) => CommandLine.InvokeAsync(
        ["convert", .. arguments], new ToolHost(_out, _error, options => new NotebookEngine(options)), TestContext.Current.CancellationToken);

    private string Read(string name) => File.ReadAllText(_folder[name]);
}
