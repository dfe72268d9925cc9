namespace Atelier.Tool.Tests;

public sealed class OutputPathsTests
{
    [Fact]
    public void For_NotebookAlone_IsBesideIt()
    {
        using var folder = new TemporaryFolder();

        Assert.Equal([folder["a.executed.ipynb"]], OutputPaths.For([folder["a.ipynb"]], null));
    }

    [Fact]
    public void For_NotebookInARepository_IsUnderItsArtifacts()
    {
        using var folder = new TemporaryFolder();
        folder.Write("Notebooks.sln", "");

        Assert.Equal([folder["artifacts", "notebooks", "a.ipynb"]], OutputPaths.For([folder["notebooks", "deep", "a.ipynb"]], null));
    }

    [Fact]
    public void For_OutputName_IsAFileForOneAndAFolderForSeveral()
    {
        using var folder = new TemporaryFolder();

        Assert.Equal([folder["out.ipynb"]], OutputPaths.For([folder["a.ipynb"]], folder["out.ipynb"]));
        Assert.Equal([folder["out", "a.ipynb"]], OutputPaths.For([folder["a.ipynb"]], folder["out"] + "/"));
        Assert.Equal([folder.Path + "/a.ipynb"], OutputPaths.For(["x/a.ipynb"], folder.Path));
        Assert.Equal(
            [folder["out", "a.ipynb"], folder["out", "b.ipynb"]], OutputPaths.For([folder["a.ipynb"], folder["b.ipynb"]], folder["out"]));
    }

    [Fact]
    public void For_Dib_IsANotebookThatHoldsOutputs()
    {
        using var folder = new TemporaryFolder();

        Assert.Equal([folder["a.executed.ipynb"]], OutputPaths.For([folder["a.dib"]], null));
        Assert.Equal([folder["out", "a.ipynb"]], OutputPaths.For([folder["a.dib"]], folder["out"] + "/"));
        var exception = Assert.Throws<UsageException>(() => OutputPaths.For([folder["a.dib"]], folder["b.dib"]));
        Assert.Contains("hold no outputs; expected an .ipynb file", exception.Message);
    }

    [Fact]
    public void For_TheNotebookItself_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var notebook = folder.Write("a.ipynb", "{}");
        File.CreateSymbolicLink(folder["link.ipynb"], notebook);

        foreach (var input in new[] { notebook, folder["link.ipynb"] })
            Assert.Contains("would overwrite the notebook", Assert.Throws<UsageException>(() => OutputPaths.For([input], notebook)).Message);
    }

    [Fact]
    public void For_TwoNotebooksOfOneName_AreRefused()
    {
        using var folder = new TemporaryFolder();

        var exception = Assert.Throws<UsageException>(() => OutputPaths.For([folder["x", "a.ipynb"], folder["y", "a.ipynb"]], folder["out"]));

        Assert.Contains("2 of the notebooks would be written to the same file", exception.Message);
        Assert.Contains("Run them one by one", exception.Message);
    }

    [Fact]
    public void For_AFileForSeveral_IsRefused()
    {
        using var folder = new TemporaryFolder();
        folder.Write("out.ipynb", "");

        var exception = Assert.Throws<UsageException>(() => OutputPaths.For(["a.ipynb", "b.ipynb"], folder["out.ipynb"]));

        Assert.Contains("expected a folder", exception.Message);
    }

    [Fact]
    public void For_DibInPlace_IsRefused() =>
        Assert.Contains("would lose the outputs", Assert.Throws<UsageException>(() => OutputPaths.For(["a.dib"], null, isInPlace: true)).Message);

    [Fact]
    public void For_InPlace_IsTheNotebookItselfOnce()
    {
        using var folder = new TemporaryFolder();
        var notebook = folder.Write("a.ipynb", "{}");
        File.CreateSymbolicLink(folder["link.ipynb"], notebook);

        Assert.Equal([notebook], OutputPaths.For([folder["link.ipynb"]], null, isInPlace: true));
        var exception = Assert.Throws<UsageException>(() => OutputPaths.For([notebook, folder["link.ipynb"]], null, isInPlace: true));
        Assert.Contains("Name it once", exception.Message);
    }

    [Fact]
    public void ForPages_FileOrFolder_IsThatOfEachNotebook()
    {
        using var folder = new TemporaryFolder();

        Assert.Equal([folder["page.html"]], OutputPaths.ForPages([folder["a.ipynb"]], folder["page.html"], [folder["b.ipynb"]]));
        Assert.Equal([folder["out", "a.html"]], OutputPaths.ForPages([folder["a.dib"]], folder["out"] + "/", []));
        Assert.Equal(
            [folder["out", "a.html"], folder["out", "b.html"]], OutputPaths.ForPages([folder["a.dib"], folder["x", "b.ipynb"]], folder["out"], []));
    }

    [Fact]
    public void ForPages_PlaceThatIsTaken_IsRefused()
    {
        using var folder = new TemporaryFolder();
        folder.Write("page.html", "");

        Assert.Contains("in the same page", Refuse([folder["a.ipynb"], folder["a.dib"]], folder["out"]));
        Assert.Contains("--html names the file", Refuse([folder["a.ipynb"], folder["b.ipynb"]], folder["page.html"]));
        Assert.Contains("which is a notebook's name", Refuse([folder["a.ipynb"]], folder["b.dib"]));
        Assert.Contains("which is a notebook's name", Refuse([folder["a"]], folder["a"]));

        static string Refuse(string[] notebooks, string html) => Assert.Throws<UsageException>(() => OutputPaths.ForPages(notebooks, html, [])).Message;
    }
}
