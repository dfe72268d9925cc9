using System.Text.Json.Nodes;

namespace Atelier.Notebooks.Tests;

/// <summary>Cells of SQL, which the package brings.</summary>
[Collection("one process at a time")]
public sealed class SqlTests
{
    [Fact]
    public async Task Run_CellsOfSql_ReadVariablesAndFilesAndSetVariables()
    {
        var folder = Folders.New("sql");
        var notebook = Path.Combine(folder, "sql.ipynb");
        await File.WriteAllTextAsync(Path.Combine(folder, "cities.csv"), "id,city\n1,Oslo\n2,Rome\n", TestContext.Current.CancellationToken);
        Write(
            notebook,
            ("load", "#r \"nuget: Atelier.Sql\""),
            ("frames", """
                using Microsoft.Data.Analysis;
                var people = new DataFrame(new Int32DataFrameColumn("id", [1, 2, 3]), new StringDataFrameColumn("name", ["<Ada>", null, "Cy"]));
                var number = 5;
                people
                """),
            ("query", "#!sql --name found\nselect p.id, name, city from people p left join 'cities.csv' c using (id) where id <> 2 order by id"),
            ("use", "$\"{found.Rows.Count} {found.Columns[\"city\"][0]} {found.Columns[\"city\"][1] is null} {found.GetType().Name}\""),
            ("again", "#!sql\nselect count(*) as n from found"),
            ("unknown column", "#!sql\nselect id,\n  nme from people"),
            ("unknown table", "#!sql\nselect * from number"),
            ("bad name", "#!sql --name 1x\nselect 1"));

        var run = await NotebookRun.StartAsync(notebook, Path.Combine(folder, "out.ipynb"));

        Assert.True(run.ExitCode == 0, run.Console);
        Assert.Equal(["text/html", "text/plain"], run.MimeTypes("frames").Order());
        Assert.Equal(" id  name\nint  string\n  1  <Ada>\n  2  null\n  3  Cy\n3 rows x 2 columns", run.Text("frames"));
        Assert.Contains("&lt;Ada&gt;", Html(run, "frames"));
        Assert.Contains("<small>2 rows x 3 columns</small>", Html(run, "query"));
        Assert.Contains("  1  <Ada>   Oslo", run.Text("query"));
        Assert.Contains("  3  Cy      null", run.Text("query"));
        Assert.Equal("2 Oslo True DataFrame", run.Text("use"));
        Assert.Contains("   2\n1 row x 1 column", run.Text("again"));
        Assert.Contains("\"nme\" not found", Error(run, "unknown-column"));
        Assert.Contains("LINE 3:   nme from people", Error(run, "unknown-column"));
        Assert.Contains("Table with name number does not exist", Error(run, "unknown-table"));
        Assert.Contains("'1x' is no name for a variable; expected letters, digits and _, such as --name result.", Error(run, "bad-name"));
        Directory.Delete(folder, recursive: true);
    }

    private static string Html(NotebookRun run, string cell) => string.Concat(run.Outputs(cell)
        .Select(output => output["data"]?["text/html"]).OfType<JsonArray>().SelectMany(lines => lines.Select(line => (string?)line)));

    private static string Error(NotebookRun run, string cell) => (string)run.Outputs(cell).Single(output => (string?)output["output_type"] == "error")["evalue"]!;

    private static void Write(string path, params (string Id, string Code)[] cells)
    {
        var notebook = new JsonObject
        {
            ["cells"] = new JsonArray([.. cells.Select(cell => new JsonObject
            {
                ["cell_type"] = "code",
                ["execution_count"] = null,
                ["id"] = cell.Id.Replace(' ', '-'),
                ["metadata"] = cell.Id.Contains(' ', StringComparison.Ordinal) ? new JsonObject { ["tags"] = new JsonArray("raises-exception") } : new JsonObject(),
                ["outputs"] = new JsonArray(),
                ["source"] = cell.Code,
            })]),
            ["metadata"] = new JsonObject(),
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
        };
        File.WriteAllText(path, notebook.ToJsonString());
    }
}
