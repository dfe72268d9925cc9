using System.Text.Json.Nodes;

namespace Atelier.Notebooks.Tests;

/// <summary>What holds for every notebook of the repository.</summary>
public sealed class CommittedNotebookTests
{
    public static TheoryData<string> Notebooks => [.. Directory.GetFiles(Folders.Notebooks, "*.ipynb").Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void Notebook_CarriesNoOutputs_AndNamesPackagesOnly(string name)
    {
        var cells = JsonNode.Parse(File.ReadAllText(Path.Combine(Folders.Notebooks, name)))!["cells"]!.AsArray();
        var code = cells.Where(cell => (string?)cell!["cell_type"] == "code").ToArray();

        Assert.NotEmpty(code);
        Assert.All(code, cell => Assert.Empty(cell!["outputs"]!.AsArray()));
        var references = code.SelectMany(cell => cell!["source"]!.AsArray()).Select(line => (string)line!).Where(line => line.StartsWith("#r", StringComparison.Ordinal));
        Assert.All(references, line => Assert.StartsWith("#r \"nuget:", line, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void Notebook_HasProseBeforeEachStep(string name)
    {
        var cells = JsonNode.Parse(File.ReadAllText(Path.Combine(Folders.Notebooks, name)))!["cells"]!.AsArray();

        Assert.Equal("markdown", (string?)cells[0]!["cell_type"]);
        Assert.True(cells.Count(cell => (string?)cell!["cell_type"] == "markdown") * 2 >= cells.Count - 1, "There is less prose than code.");
    }
}
