using System.Text.Json.Nodes;

namespace Atelier.Kernel.Tests;

public sealed class NotebookDocumentTests
{
    [Fact]
    public async Task SaveAsync_FileThatJupyterWrote_IsTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        var original = Documents.FindReference("jupyter_notebook.ipynb");

        var notebook = await NotebookDocument.LoadAsync(original, TestContext.Current.CancellationToken);
        await notebook.SaveAsync(folder["copy.ipynb"], TestContext.Current.CancellationToken);

        Assert.Equal(
            await File.ReadAllBytesAsync(original, TestContext.Current.CancellationToken),
            await File.ReadAllBytesAsync(folder["copy.ipynb"], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task LoadAsync_FileThatJupyterWrote_ShowsItsCells()
    {
        var notebook = await NotebookDocument.LoadAsync(
            Documents.FindReference("jupyter_notebook.ipynb"), TestContext.Current.CancellationToken);

        Assert.Equal("csharp", notebook.Language);
        Assert.Equal([CellKind.Markdown, CellKind.Code, CellKind.Raw], notebook.Cells.Select(cell => cell.Kind));
        Assert.Equal(["markdown", "fsharp", ""], notebook.Cells.Select(cell => cell.Language));
        Assert.Equal(["intro", "b7c1_x-Y", "raw"], notebook.Cells.Select(cell => cell.Id));
        var code = notebook.Cells[1];
        Assert.Equal("let path = \"C:\\\\tmp\\t\"\n\npath", code.Source);
        Assert.Equal(["parameters", "raises-exception"], code.Tags);
        Assert.Equal(3, code.ExecutionCount);
        Assert.Equal(new StreamOutput("stdout", "one\ntwo \u001b[31mred\u001b[0m\r\n\b\f"), code.Outputs[0]);
        var result = Assert.IsType<DisplayOutput>(code.Outputs[1]);
        Assert.True(result.IsResult);
        Assert.Equal("<p>1</p>\n<p>2</p>", result.Data["text/html"].GetValue<string>());
        Assert.IsType<JsonObject>(result.Data["application/vnd.plotly.v1+json"]);
        Assert.Equal(["no", "  line 1"], Assert.IsType<ErrorOutput>(code.Outputs[2]).Traceback);
    }

    [Fact]
    public void Parse_UnknownFieldsEverywhere_AreKeptInTheirOrder()
    {
        const string Json = """
            {
             "zeta": [
              1.50
             ],
             "nbformat_minor": 5,
             "nbformat": 4,
             "metadata": {
              "b": null,
              "a": {}
             },
             "cells": [
              {
               "source": "1",
               "own": {
                "x": []
               },
               "metadata": {
                "own": true
               },
               "outputs": [
                {
                 "own": "kept",
                 "output_type": "display_data",
                 "metadata": {},
                 "data": {}
                }
               ],
               "execution_count": null,
               "id": "a",
               "cell_type": "code"
              }
             ]
            }

            """;

        Assert.Equal(Json.ReplaceLineEndings("\n"), NotebookDocument.Parse(Json).ToJson());
    }

    [Theory]
    [InlineData("""{"polyglot_notebook":{"kernelInfo":{"defaultKernelName":"fsharp"}},"kernelspec":{"language":"C#"}}""", "fsharp")]
    [InlineData("""{"kernelspec":{"language":"F#","name":".net-csharp"}}""", "fsharp")]
    [InlineData("""{"kernelspec":{"name":".net-powershell"}}""", "pwsh")]
    [InlineData("""{"language_info":{"name":"C#"}}""", "csharp")]
    [InlineData("""{"language_info":{"name":"polyglot-notebook"}}""", "csharp")]
    [InlineData("""{"kernelspec":{"display_name":"Python 3","language":"python","name":"python3"}}""", "python")]
    [InlineData("""{"kernelspec":7,"language_info":[]}""", "csharp")]
    [InlineData("{}", "csharp")]
    public void Language_OfMetadata_IsTheFirstGiven(string metadata, string expected)
    {
        var notebook = NotebookDocument.Parse($$"""{"nbformat":4,"nbformat_minor":5,"metadata":{{metadata}},"cells":[]}""");

        Assert.Equal(expected, notebook.Language);
    }

    [Fact]
    public void CellLanguage_OwnMetadata_ComesBeforeTheNotebooks()
    {
        var own = Documents.Code("1");
        own["metadata"] = JsonNode.Parse("""{"dotnet_interactive":{"language":"fsharp"},"polyglot_notebook":{"kernelName":"PowerShell"}}""");
        var older = Documents.Code("1");
        older["metadata"] = JsonNode.Parse("""{"dotnet_interactive":{"language":"fsharp"}}""");

        var notebook = Documents.Of(own, older, Documents.Code("1"));

        Assert.Equal(["pwsh", "fsharp", "csharp"], notebook.Cells.Select(cell => cell.Language));
    }

    [Fact]
    public void Parse_OlderFormat4_BecomesAValid45()
    {
        var notebook = NotebookDocument.Parse("""{"nbformat":4,"nbformat_minor":2,"cells":[{"cell_type":"code","source":["a\n","b"]},{"cell_type":"markdown"}]}""");

        Assert.Equal("a\nb", notebook.Cells[0].Source);
        Assert.Equal("", notebook.Cells[1].Source);
        Assert.Equal(["cell-1", "cell-2"], notebook.Cells.Select(cell => cell.Id));
        var json = JsonNode.Parse(notebook.ToJson())!;
        Assert.Equal(5, json["nbformat_minor"]!.GetValue<int>());
        Assert.Empty(json["metadata"]!.AsObject());
        Assert.Empty(json["cells"]![0]!["outputs"]!.AsArray());
        Assert.True(json["cells"]![0]!.AsObject().ContainsKey("execution_count"));
    }

    [Fact]
    public void Parse_LaterMinorVersion_IsKept() =>
        Assert.Contains("\"nbformat_minor\": 9", NotebookDocument.Parse("""{"nbformat":4,"nbformat_minor":9,"metadata":{},"cells":[]}""").ToJson());

    [Fact]
    public void Parse_IdsMissingRepeatedOrInvalid_AreRepairedTheSameWayEachTime()
    {
        const string Json = """
            {"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[
             {"cell_type":"raw","id":"same"}, {"cell_type":"raw","id":"same"}, {"cell_type":"raw","id":"two words"},
             {"cell_type":"raw","id":7}, {"cell_type":"raw"}, {"cell_type":"raw","id":"cell-2"}]}
            """;

        var ids = NotebookDocument.Parse(Json).Cells.Select(cell => cell.Id);

        Assert.Equal(["same", "cell-2-2", "cell-3", "cell-4", "cell-5", "cell-2"], ids);
    }

    [Fact]
    public async Task SaveAsync_WhenItCannot_LeavesTheOldFileAndNothingElse()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["n.ipynb"], "old", TestContext.Current.CancellationToken);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Documents.Of().SaveAsync(folder["n.ipynb"], cancelled.Token));

        Assert.Equal("old", await File.ReadAllTextAsync(folder["n.ipynb"], TestContext.Current.CancellationToken));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task SaveAsync_OverAFile_ReplacesItAndLeavesNoTemporaryFile()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder["new"], "n.ipynb");

        await Documents.Of(Documents.Markdown("first")).SaveAsync(path, TestContext.Current.CancellationToken);
        await Documents.Of(Documents.Markdown("second")).SaveAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal("second", (await NotebookDocument.LoadAsync(path, TestContext.Current.CancellationToken)).Cells.Single().Source);
        Assert.Single(Directory.GetFiles(folder["new"]));
    }
}
