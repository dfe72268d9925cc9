using System.Text;
using System.Text.Json.Nodes;

namespace Atelier.Kernel.Tests;

public sealed class DibDocumentTests
{
    private const string Polyglot = """
        #!meta

        {"kernelInfo":{"defaultKernelName":"csharp","items":[{"aliases":["c#","C#"],"languageName":"C#","name":"csharp"},{"aliases":["store"],"languageName":"SQL","name":"sql-Store"}]},"topic":{"a":1}}

        #!markdown

        # Title

        text

        #!csharp

        #!time
        #!value --name x
        var x = "#!fsharp";

        x

        #!f#

        let y = 1
        #!sql-Store
        select 1

        #!store

        select 2
        #!raw

        as it is
        #!html
        #!pwsh

        Get-Date

        """;

    [Fact]
    public void ParseDib_BlocksOfSeveralLanguages_AreCellsWithTheirLanguage()
    {
        var notebook = NotebookDocument.ParseDib(Polyglot);

        Assert.Equal("csharp", notebook.Language);
        Assert.Equal(
            ["markdown", "csharp", "fsharp", "sql-store", "sql-store", "", "html", "pwsh"], notebook.Cells.Select(cell => cell.Language));
        Assert.Equal("# Title\n\ntext", notebook.Cells[0].Source);
        Assert.Equal("#!time\n#!value --name x\nvar x = \"#!fsharp\";\n\nx", notebook.Cells[1].Source);
        Assert.Equal(["select 1", "select 2", "as it is", "", "Get-Date"], notebook.Cells.Skip(3).Select(cell => cell.Source));
        Assert.Equal(CellKind.Raw, notebook.Cells[5].Kind);
        Assert.Equal("sql-Store", (string?)notebook.Cells[3].Json["metadata"]!["polyglot_notebook"]!["kernelName"]);
        Assert.Equal("html", (string?)notebook.Cells[6].Json["metadata"]!["dotnet_interactive"]!["language"]);
        Assert.Equal(8, notebook.Cells.Select(cell => cell.Id).Distinct().Count());
    }

    [Fact]
    public void ParseDib_Metadata_BecomesThatOfTheNotebook()
    {
        var metadata = NotebookDocument.ParseDib(Polyglot).Json["metadata"]!;

        Assert.Equal(1, (int?)metadata["topic"]!["a"]);
        Assert.Equal("csharp", (string?)metadata["polyglot_notebook"]!["kernelInfo"]!["defaultKernelName"]);
        Assert.Equal(".net-csharp", (string?)metadata["kernelspec"]!["name"]);
        Assert.Null(metadata["kernelInfo"]);
    }

    [Fact]
    public void ParseDib_TextBeforeTheFirstBlock_IsInTheDefaultLanguage()
    {
        var plain = NotebookDocument.ParseDib("\r\n1 + 2\r\n3\r\n\r\n#!markdown\r\nend\r\n");
        var fsharp = NotebookDocument.ParseDib("#!meta\n{\"kernelInfo\":{\"defaultKernelName\":\"fsharp\"}}\n#!time\nlet x = 1");

        Assert.Equal(["1 + 2\n3", "end"], plain.Cells.Select(cell => cell.Source));
        Assert.Equal("csharp", plain.Cells[0].Language);
        Assert.Equal("fsharp", fsharp.Language);
        Assert.Equal(("fsharp", "#!time\nlet x = 1"), (Assert.Single(fsharp.Cells).Language, fsharp.Cells[0].Source));
        Assert.Equal(".net-fsharp", (string?)fsharp.Json["metadata"]!["kernelspec"]!["name"]);
    }

    [Fact]
    public void ToDib_NotebookAndBack_KeepsCellsLanguagesAndMetadata()
    {
        var fsharp = Documents.Code("let x = 1");
        fsharp["metadata"] = new JsonObject { ["polyglot_notebook"] = new JsonObject { ["kernelName"] = "fsharp" } };
        var own = Documents.Code("select 1");
        own["metadata"] = new JsonObject { ["dotnet_interactive"] = new JsonObject { ["language"] = "myDb" } };
        var raw = new JsonObject { ["cell_type"] = "raw", ["source"] = "raw <b>" };
        var before = Documents.Of(
            Documents.Markdown("A `.dib` file:\n```\n#!csharp\n#!csharp \n```"), Documents.Code("// é 😀\n#!fsharp\nlet y = 2\n#!myDb\n#!meta"), fsharp, own, raw, Documents.Code(""));
        before.Json["metadata"] = JsonNode.Parse("""{"kernelspec":{"display_name":"C#","language":"C#","name":".net-csharp"},"language_info":{"name":"C#"},"own":[1,null]}""");

        var after = NotebookDocument.ParseDib(before.ToDib());

        Assert.Equal(before.Cells.Select(cell => (cell.Kind, cell.Language, cell.Source)), after.Cells.Select(cell => (cell.Kind, cell.Language, cell.Source)));
        Assert.Equal(before.Language, after.Language);
        foreach (var (name, value) in before.Json["metadata"]!.AsObject())
            Assert.True(JsonNode.DeepEquals(value, after.Json["metadata"]![name]), name);
        Assert.Equal("myDb", (string?)after.Cells[3].Json["metadata"]!["polyglot_notebook"]!["kernelName"]);
        Assert.Equal(after.ToJson(), NotebookDocument.ParseDib(after.ToDib()).ToJson());
    }

    [Fact]
    public async Task SaveAsync_NameThatEndsWithDib_WritesADocumentThatLoadAsyncReads()
    {
        using var folder = new TemporaryFolder();
        var notebook = Documents.Of(Documents.Code("1"), Documents.Markdown("two"));

        await notebook.SaveAsync(folder["deep", "a.DIB"], TestContext.Current.CancellationToken);

        var text = await File.ReadAllTextAsync(folder["deep", "a.DIB"], TestContext.Current.CancellationToken);
        Assert.StartsWith("#!meta\n\n{\"kernelInfo\":{\"defaultKernelName\":\"csharp\",", text);
        Assert.EndsWith("\n\n#!csharp\n\n1\n\n#!markdown\n\ntwo\n", text);
        var read = await NotebookDocument.LoadAsync(folder["deep", "a.DIB"], TestContext.Current.CancellationToken);
        Assert.Equal(["1", "two"], read.Cells.Select(cell => cell.Source));
    }

    [Theory]
    [InlineData("", "is empty", "Save it again")]
    [InlineData(" \r\n", "is empty", "#!csharp")]
    [InlineData("#!csharp\n1\n\0", "line 3 holds bytes that are no text", "UTF-8")]
    [InlineData("#!meta\n{\"kernelInfo\":", "#!meta block at line 1", "Expected JSON such as {\"kernelInfo\"")]
    [InlineData("\n#!meta\n[1]\n#!csharp\n1", "at line 2 cannot be read: it is no JSON object", "remove it")]
    [InlineData("#!meta\n#!csharp\n1", "at line 1", "correct the block")]
    [InlineData("#!meta\n{\"a\":1,\"a\":2}", "Duplicate property 'a'", "correct the block")]
    [InlineData("#!meta\n{\"a\":\"\\ud83d\"}", "no valid Unicode", "correct the block")]
    public void ParseDib_BadContent_SaysWhatIsWrong(string content, string given, string advice)
    {
        var exception = Assert.Throws<InvalidDataException>(() => NotebookDocument.ParseDib(content, "bad.dib"));

        Assert.StartsWith("bad.dib", exception.Message);
        Assert.Contains(given, exception.Message);
        Assert.Contains(advice, exception.Message);
    }

    [Fact]
    public async Task LoadAsync_BytesThatAreNoUtf8_NamesTheLine()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder["a.dib"], Encoding.Latin1.GetBytes("#!csharp\n\"é\""), TestContext.Current.CancellationToken);

        var exception = await Assert.ThrowsAsync<InvalidDataException>(
            () => NotebookDocument.LoadAsync(folder["a.dib"], TestContext.Current.CancellationToken));

        Assert.Contains("line 2 holds bytes that are no text", exception.Message);
    }

    [Fact]
    public void ParseDib_AnyByteChangedOrCut_NeverEndsInAnotherException()
    {
        var content = Encoding.UTF8.GetBytes(Polyglot);
        var random = new Random(23);
        for (var i = 0; i < 2_000; i++)
        {
            var changed = content[..(i % 3 == 0 ? random.Next(content.Length) : content.Length)];
            for (var changes = random.Next(6); changes > 0 && changed.Length > 0; changes--)
            {
                // Half of the changes hit the metadata, the only part that can be wrong.
                var at = random.Next(random.Next(2) == 0 ? Math.Min(220, changed.Length) : changed.Length);
                changed[at] = (byte)(random.Next(3) == 0 ? random.Next(256) : "{}[]\",:0a\\#! \n"[random.Next(14)]);
            }

            if (Read(Encoding.Latin1.GetString(changed)) is { } notebook)
            {
                Assert.All(notebook.Cells, cell => Assert.NotNull(cell.Source + cell.Id + cell.Language + cell.Tags.Count));
                Assert.Equal(
                    notebook.Cells.Select(cell => (cell.Kind, cell.Source)),
                    NotebookDocument.ParseDib(notebook.ToDib()).Cells.Select(cell => (cell.Kind, cell.Source)));
            }
        }
    }

    private static NotebookDocument? Read(string content)
    {
        try
        {
            return NotebookDocument.ParseDib(content);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
