using System.Text.Json.Nodes;

namespace Atelier.Kernel.Tests;

public sealed class MarkdownTextTests
{
    [Fact]
    public void Convert_CellsAndOutputs_AreParagraphsAndFences()
    {
        var code = Documents.Code("var fence = \"```\";");
        code["outputs"] = new JsonArray(
            new JsonObject { ["output_type"] = "stream", ["name"] = "stdout", ["text"] = "a\n" },
            new JsonObject { ["output_type"] = "execute_result", ["execution_count"] = 1, ["data"] = new JsonObject { ["text/html"] = "<b>", ["text/plain"] = "plain" } },
            new JsonObject { ["output_type"] = "display_data", ["data"] = new JsonObject { ["image/png"] = "AQID", ["text/plain"] = "picture" } },
            new JsonObject { ["output_type"] = "display_data", ["data"] = new JsonObject { ["text/html"] = "<b>" } },
            new JsonObject { ["output_type"] = "error", ["ename"] = "E", ["evalue"] = "v", ["traceback"] = new JsonArray() });
        var prose = Documents.Markdown("# Title\n\n![p](attachment:p.png)\n");
        prose["attachments"] = new JsonObject { ["p.png"] = new JsonObject { ["image/png"] = "AQID" } };

        var text = NotebookConverter.Convert(Documents.Of(prose, code, Documents.Code("  ")), NotebookFormat.Markdown);

        Assert.Equal(
            """
            # Title

            ![p](data:image/png;base64,AQID)

            ````csharp
            var fence = "```";
            ````

            ```text
            a
            ```

            ```text
            plain
            ```

            ![output](data:image/png;base64,AQID)

            *(An output of type text/html is left out.)*

            ```text
            E: v
            ```

            """.ReplaceLineEndings("\n"), text.Text);
        Assert.Contains("Cell 2: An output of type text/html", Assert.Single(text.Warnings));
    }

    [Fact]
    public void Convert_ToDib_NamesWhatIsLost()
    {
        var cell = Documents.Markdown("![p](attachment:p.png)");
        cell["attachments"] = new JsonObject();

        var converted = NotebookConverter.Convert(Documents.Of(Documents.Code("1", "parameters"), cell), NotebookFormat.Dib);

        Assert.StartsWith("#!meta", converted.Text);
        Assert.Equal(2, converted.Warnings.Count);
        Assert.Contains("Cell 1: the tags parameters are left out", converted.Warnings[0]);
        Assert.Contains("Cell 2: the attached files are left out", converted.Warnings[1]);
    }
}
