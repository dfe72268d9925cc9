using System.Text.Json;

namespace Atelier.Kernel.Tests;

/// <summary>Runs every notebook beside this file from its first cell to its last, as a reader of it would.</summary>
/// <remarks>
/// <para>A cell must succeed, and what it puts out must fit the expectations that it writes down, one a line, in a comment of its language:</para>
/// <code>
/// // expect text/plain = 42            the plain text of an output is this
/// // expect stdout ~ loaded            what the cell printed contains this
/// // expect fails ~ CS0103             the cell fails with this in its error; without this line it must succeed
/// // expect outputs = 0                so many outputs, streams and errors included
/// </code>
/// <para>
/// After <c>=</c> or <c>~</c> stands the text to the end of the line, with <c>\n</c> for line breaks. Besides MIME types there are
/// <c>stdout</c>, <c>stderr</c>, <c>fails</c> and <c>outputs</c>. Whoever a cell asks answers with the question in capitals.
/// The working directory holds what is in the folder <c>files</c>; a name there ends with <c>.cs.txt</c> where it would be compiled otherwise.
/// </para>
/// </remarks>
[Collection(EngineCollection.Name)]
public sealed class NotebookSuiteTests
{
    private const string FSharpNotebook = "fsharp.dib";

    private static readonly string Folder = Checkout.PathOf("tests", "Atelier.Kernel.Tests", "Notebooks");

    public static TheoryData<string> Notebooks =>
        [.. Directory.GetFiles(Folder).Where(path => Path.GetExtension(path) is ".dib" or ".ipynb").Select(path => Path.GetFileName(path)).Order()];

    [Theory]
    [MemberData(nameof(Notebooks))]
    public async Task Notebook_RunToItsEnd_DoesWhatItsCellsExpect(string name)
    {
        using var folder = new TemporaryFolder();
        foreach (var file in Directory.GetFiles(Path.Combine(Folder, "files")))
            File.Copy(file, folder[Path.GetFileName(file).Replace(".cs.txt", ".cs", StringComparison.Ordinal)]);
        var notebook = await NotebookDocument.LoadAsync(Path.Combine(Folder, name), TestContext.Current.CancellationToken);
        await using var engine = new AnsweringEngine(new NotebookEngine(new EngineOptions { WorkingDirectory = folder.Path }));
        if (name == FSharpNotebook)
            Assert.SkipUnless(await Knows(engine, "fsharp"), "This engine has no kernel for F#.");

        var run = await new NotebookRunner(engine, new NotebookRunOptions { KeepGoing = true })
            .RunAsync(notebook, null, TestContext.Current.CancellationToken);

        Assert.NotEmpty(run.Cells);
        var wrong = run.Cells.SelectMany(CellExpectations.Check).ToArray();
        Assert.True(wrong.Length == 0, string.Join("\n\n", wrong));
    }

    [Fact]
    public async Task Notebook_OfNetInteractive_KeepsItsMetadata()
    {
        using var folder = new TemporaryFolder();
        var path = folder["kept.ipynb"];
        File.Copy(Path.Combine(Folder, "metadata.ipynb"), path);
        var before = JsonDocument.Parse(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).RootElement;
        var notebook = await NotebookDocument.LoadAsync(path, TestContext.Current.CancellationToken);
        await using var engine = new NotebookEngine(new EngineOptions { WorkingDirectory = folder.Path });

        await new NotebookRunner(engine, new NotebookRunOptions { KeepGoing = true, RecordTimes = false, SavePath = path })
            .RunAsync(notebook, null, TestContext.Current.CancellationToken);

        var after = JsonDocument.Parse(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).RootElement;
        Assert.True(JsonElement.DeepEquals(before.GetProperty("metadata"), after.GetProperty("metadata")), after.GetProperty("metadata").GetRawText());
        var cells = before.GetProperty("cells").EnumerateArray().Zip(after.GetProperty("cells").EnumerateArray()).ToArray();
        Assert.All(cells, cell => Assert.True(JsonElement.DeepEquals(cell.First.GetProperty("metadata"), cell.Second.GetProperty("metadata"))));
        Assert.All(cells, cell => Assert.True(JsonElement.DeepEquals(cell.First.GetProperty("source"), cell.Second.GetProperty("source"))));
        Assert.Contains(cells, cell => cell.Second.GetProperty("cell_type").GetString() == "code" && cell.Second.GetProperty("execution_count").ValueKind == JsonValueKind.Number);
    }

    private static async Task<bool> Knows(ICellEngine engine, string kernel)
    {
        var known = await engine.RunAsync(
            new CellRequest($"using Microsoft.DotNet.Interactive;\nif (Kernel.Root.FindKernelByName(\"{kernel}\") is null) throw new Exception();") { IsSilent = true },
            _ => { },
            TestContext.Current.CancellationToken);
        return known.Succeeded;
    }
}
