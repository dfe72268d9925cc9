namespace Atelier.Tool.Tests;

/// <summary>Where Jupyter keeps kernels.</summary>
public sealed class JupyterFoldersTests
{
    [Fact]
    public void User_DataFolder_IsJupytersOwn() => Assert.Equal(Path.Combine("/data", "kernels"), Folders(("JUPYTER_DATA_DIR", "/data"), ("XDG_DATA_HOME", "/x")).User);

    [Fact]
    public void User_Default_IsThePlatforms()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var expected = OperatingSystem.IsWindows() ? Path.Combine(home, "AppData", "Roaming", "jupyter", "kernels")
            : OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Jupyter", "kernels")
            : Path.Combine(home, ".local", "share", "jupyter", "kernels");

        Assert.Equal(expected, Folders(("JUPYTER_DATA_DIR", "")).User);
    }

    [Fact]
    public void User_XdgFolder_IsUsedOnLinux()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("Only Linux has XDG_DATA_HOME.");

        Assert.Equal("/x/jupyter/kernels", Folders(("XDG_DATA_HOME", "/x")).User);
    }

    [Theory]
    [InlineData("VIRTUAL_ENV")]
    [InlineData("CONDA_PREFIX")]
    public void Environment_Active_IsUsed(string variable)
    {
        using var folder = new TemporaryFolder();

        Assert.Equal(folder["share", "jupyter", "kernels"], Folders((variable, folder.Path)).Environment);
    }

    [Fact]
    public void All_JupyterPath_ComesFirst()
    {
        var all = Folders(("JUPYTER_PATH", $"/one{Path.PathSeparator}/two"), ("JUPYTER_DATA_DIR", "/data"), ("VIRTUAL_ENV", Path.GetTempPath())).All();

        Assert.Equal([Path.Combine("/one", "kernels"), Path.Combine("/two", "kernels"), Path.Combine("/data", "kernels")], all.Take(3));
        Assert.Equal(JupyterFolders.Under(Path.GetTempPath()), all[3]);
    }

    private static JupyterFolders Folders(params (string Name, string Value)[] variables) =>
        new(name => Array.Find(variables, variable => variable.Name == name).Value);
}
