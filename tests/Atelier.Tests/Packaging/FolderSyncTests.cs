using Atelier.Packaging;

namespace Atelier.Tests.Packaging;

public sealed class FolderSyncTests
{
    [Fact]
    public void Flush_Folder_WritesIt()
    {
        using var folder = new TemporaryFolder();
        var path = Directory.CreateDirectory(folder["ü b"]).FullName;

        FolderSync.Flush(path);

        Assert.Empty(Directory.EnumerateFileSystemEntries(path));
    }

    [Fact]
    public void Flush_MissingFolder_SaysSo()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows keeps a journal of folders; nothing is flushed there.");
        using var folder = new TemporaryFolder();

        var error = Assert.Throws<IOException>(() => FolderSync.Flush(folder["missing"]));

        Assert.Equal($"The folder `{folder["missing"]}` cannot be written to disk: No such file or directory. See that it is there and its disk works.", error.Message);
    }
}
