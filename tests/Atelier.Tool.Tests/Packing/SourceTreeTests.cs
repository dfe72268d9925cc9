namespace Atelier.Tool.Tests;

public sealed class SourceTreeTests
{
    [Fact]
    public void FindRoot_FolderOrFileBelow_IsTheNearestWithTheSolution()
    {
        using var folder = new TemporaryFolder();
        folder.Write("Notebooks.sln", "");

        Assert.Equal(folder.Path, SourceTree.FindRoot(folder["notebooks", "a.ipynb"]));
        Assert.Equal(folder.Path, SourceTree.FindRoot(folder.Path));
        Assert.Null(SourceTree.FindRoot(Path.GetTempPath()));
    }

    [Fact]
    public void FindProjects_LooksInItsTwoFolders_AndNotAtBuildOutput()
    {
        using var folder = new TemporaryFolder();
        var expected = new[] { folder.Write("extensions/B/B.csproj", ""), folder.Write("sdk/deep/A/A.csproj", "") };
        foreach (var other in new[] { "tests/C/C.csproj", "sdk/A/obj/D.csproj", "sdk/A/bin/E.csproj", "sdk/.hidden/F.csproj", "sdk/A/G.fsproj" })
            folder.Write(other, "");

        Assert.Equal(expected, new SourceTree(folder.Path).FindProjects());
    }

    [Fact]
    public void PossibleIds_OfAProject_AreItsNames()
    {
        using var folder = new TemporaryFolder();
        var project = folder.Write("A.csproj", "<Project><PropertyGroup><PackageId>P</PackageId><AssemblyName>N</AssemblyName></PropertyGroup></Project>");

        Assert.Equal(["A", "P", "N"], SourceTree.PossibleIds(project));
        Assert.Equal(["B"], SourceTree.PossibleIds(folder.Write("B.csproj", "<Project")));
    }

    [Fact]
    public void Closure_FollowsReferences_EvenInACircle()
    {
        SourceProject[] all = [Project("a", "b"), Project("b", "c", "outside"), Project("c", "a"), Project("d")];

        Assert.Equal(["a", "b", "c"], SourceProject.Closure([all[1]], all).Select(project => project.Path));
    }

    [Fact]
    public void Fingerprint_ChangesWithSourcesOnly()
    {
        using var folder = new TemporaryFolder();
        var tree = new SourceTree(folder.Path);
        var project = new SourceProject(folder.Write("sdk/A/A.csproj", ""), "A", "0.1.0", true, [], [folder["sdk", "Shared"]]);
        var seen = new HashSet<string> { SourceFingerprint.Of(project, tree) };

        bool Changes(string file, string content = "")
        {
            folder.Write(file, content);
            return seen.Add(SourceFingerprint.Of(project, tree));
        }

        Assert.True(Changes("sdk/A/deep/B.cs"));
        Assert.True(Changes("sdk/A/deep/B.cs", "longer"));
        Assert.True(Changes("sdk/Shared/C.cs"));
        Assert.True(Changes("sdk/Directory.Build.props"));
        Assert.True(Changes("README.md"));
        Assert.False(Changes("sdk/A/obj/B.g.cs"));
        Assert.False(Changes("sdk/Other/D.cs"));
        Assert.False(Changes("artifacts/bin/A/A.dll"));
    }

    private static SourceProject Project(string path, params string[] references) => new(path, path, "0.1.0", true, references, []);
}
