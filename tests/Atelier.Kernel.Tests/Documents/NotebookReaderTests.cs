using System.Text;

namespace Atelier.Kernel.Tests;

public sealed class NotebookReaderTests
{
    [Theory]
    [InlineData("", "is empty", "Save it again")]
    [InlineData(" \n\t", "is empty", "Save it again")]
    [InlineData("import numpy", "is not JSON: line 1, byte 1", "as Jupyter or VS Code writes it")]
    [InlineData("{\n \"cells\": [,]}", "is not JSON: line 2, byte 12", "invalid start of a value")]
    [InlineData("{\"cells\": NaN}", "is not JSON: line 1, byte 11", "invalid start of a value")]
    [InlineData("{\n \"cells\": [\n  {\"cell_type\": \"co", "line 3, byte", "truncated")]
    [InlineData("{\"cells\": [", "ends in the middle", "truncated")]
    [InlineData("{\"cells\":[],\n\"a\":\"\\ud83d x\"}", "line 2, byte 5", "no valid Unicode")]
    [InlineData("{\"nbformat\":4,\"nbformat\":4,\"cells\":[]}", "Duplicate property 'nbformat'", "once in an object")]
    [InlineData("[1]", "the file is a list that holds more than strings", "a JSON object with `cells`")]
    [InlineData("null", "the file is missing or null", "a JSON object with `cells`")]
    [InlineData("{}", "neither `nbformat` nor `cells`", "Jupyter or VS Code")]
    [InlineData("{\"nbformat\":4}", "it has no `cells`", "Jupyter or VS Code")]
    [InlineData("{\"cells\":[]}", "nbformat is missing or null", "the number 4")]
    [InlineData("{\"nbformat\":\"4\",\"cells\":[]}", "nbformat is the text \"4\"", "the number 4")]
    [InlineData("{\"nbformat\":3,\"worksheets\":[]}", "format 3", "nbconvert --to notebook")]
    [InlineData("{\"nbformat\":3,\"cells\":[]}", "format 3", "nbconvert --to notebook")]
    [InlineData("{\"nbformat\":5,\"cells\":[]}", "format 5", "reads format 4")]
    [InlineData("{\"nbformat\":4,\"nbformat_minor\":\"x\",\"cells\":[]}", "nbformat_minor is the text \"x\"", "a whole number")]
    [InlineData("{\"nbformat\":4,\"metadata\":[],\"cells\":[]}", "metadata is a list", "expected an object")]
    [InlineData("{\"nbformat\":4,\"cells\":{}}", "cells is an object", "a list of cells")]
    [InlineData("{\"nbformat\":4,\"cells\":[5]}", "cells[0] is the number 5", "an object")]
    [InlineData("{\"nbformat\":4,\"cells\":[{}]}", "cells[0].cell_type is missing", "\"code\", \"markdown\" or \"raw\"")]
    [InlineData("{\"nbformat\":4,\"cells\":[{\"cell_type\":\"heading\"}]}", "cell_type is the text \"heading\"", "\"code\", \"markdown\" or \"raw\"")]
    [InlineData("{\"nbformat\":4,\"cells\":[{\"cell_type\":\"raw\"},{\"cell_type\":\"code\",\"source\":5}]}", "cells[1].source is the number 5", "a list of strings")]
    [InlineData("{\"nbformat\":4,\"cells\":[{\"cell_type\":\"raw\",\"source\":[\"a\",1]}]}", "cells[0].source is a list that holds more than strings", "a list of strings")]
    [InlineData("{\"nbformat\":4,\"cells\":[{\"cell_type\":\"raw\",\"metadata\":{\"tags\":\"x\"}}]}", "cells[0].metadata.tags is the text \"x\"", "a list of strings")]
    [InlineData("{\"nbformat\":4,\"cells\":[{\"cell_type\":\"raw\",\"metadata\":1}]}", "cells[0].metadata is the number 1", "an object")]
    [InlineData("{\"nbformat\":4,\"cells\":[{\"cell_type\":\"code\",\"outputs\":{}}]}", "cells[0].outputs is an object", "a list of outputs")]
    [InlineData("{\"nbformat\":4,\"cells\":[{\"cell_type\":\"code\",\"outputs\":[true]}]}", "cells[0].outputs[0] is true", "an object")]
    [InlineData("{\"nbformat\":4,\"cells\":[{\"cell_type\":\"code\",\"execution_count\":\"3\"}]}", "cells[0].execution_count is the text \"3\"", "a whole number or null")]
    public void Parse_BadContent_SaysWhatIsWrong(string content, string given, string advice)
    {
        var exception = Assert.Throws<InvalidDataException>(() => NotebookDocument.Parse(content, "bad.ipynb"));

        Assert.StartsWith("bad.ipynb", exception.Message);
        Assert.Contains(given, exception.Message);
        Assert.Contains(advice, exception.Message);
    }

    [Fact]
    public async Task LoadAsync_BytesThatAreNoUtf8_NamesTheirPlace()
    {
        using var folder = new TemporaryFolder();
        var bytes = Encoding.Latin1.GetBytes("{\"nbformat\":4,\n\"cells\":[\"" + new string('x', 600) + "é\"]}");
        await File.WriteAllBytesAsync(folder["latin.ipynb"], bytes, TestContext.Current.CancellationToken);

        var exception = await Assert.ThrowsAsync<InvalidDataException>(
            () => NotebookDocument.LoadAsync(folder["latin.ipynb"], TestContext.Current.CancellationToken));

        Assert.Contains(folder["latin.ipynb"], exception.Message);
        Assert.Contains("line 2, byte 611: text that is no valid Unicode", exception.Message);
    }

    [Fact]
    public async Task LoadAsync_ByteOrderMark_IsPassedOver()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(
            folder["bom.ipynb"], "{\"nbformat\":4,\"cells\":[]}", new UTF8Encoding(true), TestContext.Current.CancellationToken);

        Assert.Empty((await NotebookDocument.LoadAsync(folder["bom.ipynb"], TestContext.Current.CancellationToken)).Cells);
    }

    [Fact]
    public async Task LoadAsync_MissingFile_NamesThePathAndTheCurrentFolder()
    {
        var exception = await Assert.ThrowsAsync<FileNotFoundException>(
            () => NotebookDocument.LoadAsync("nowhere/n.ipynb", TestContext.Current.CancellationToken));

        Assert.Contains("'nowhere/n.ipynb'", exception.Message);
        Assert.Contains(Environment.CurrentDirectory, exception.Message);
    }

    [Fact]
    public async Task LoadAsync_Folder_AsksForAFile()
    {
        using var folder = new TemporaryFolder();

        var exception = await Assert.ThrowsAsync<InvalidDataException>(
            () => NotebookDocument.LoadAsync(folder.Path, TestContext.Current.CancellationToken));

        Assert.Contains("is a folder", exception.Message);
        Assert.Contains("Name an .ipynb or .dib file", exception.Message);
    }

    [Fact]
    public void Parse_NestingBeyondTheLimit_IsAnErrorAndNoStackOverflow()
    {
        var deep = new string('[', 100_000);

        Assert.Throws<InvalidDataException>(() => NotebookDocument.Parse($"{{\"nbformat\":4,\"cells\":[],\"a\":{deep}"));
    }

    [Fact]
    public void Parse_AnyByteChangedOrCut_NeverEndsInAnotherException()
    {
        var content = File.ReadAllBytes(Documents.FindReference("jupyter_notebook.ipynb"));
        var random = new Random(17);
        for (var i = 0; i < 2_000; i++)
        {
            var changed = content[..(i % 3 == 0 ? random.Next(content.Length) : content.Length)];
            for (var changes = random.Next(4); changes > 0 && changed.Length > 0; changes--)
                changed[random.Next(changed.Length)] = (byte)(random.Next(3) == 0 ? random.Next(256) : "{}[]\",:0a\\"[random.Next(10)]);

            var notebook = Read(changed);

            if (notebook is not null)
            {
                Assert.All(notebook.Cells, cell => Assert.NotNull(cell.Source + cell.Id + cell.Language + cell.Tags.Count + cell.ExecutionCount));
                Assert.NotNull(NotebookDocument.Parse(notebook.ToJson()));
            }
        }
    }

    private static NotebookDocument? Read(byte[] content)
    {
        try
        {
            return NotebookDocument.Parse(Encoding.Latin1.GetString(content));
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
