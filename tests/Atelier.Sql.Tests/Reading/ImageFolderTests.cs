namespace Atelier.Sql.Tests.Reading;

public sealed class ImageFolderTests
{
    [Fact]
    public void ReadImageFolder_ClassFolders_AreLabels()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "dog/2.JPG", "dog/10.png", "cat/deep/1.jpeg", "cat/notes.txt", "empty/readme.md", "beside.png" })
        {
            folder.Write(name, "");
        }

        var frame = Tables.ReadImageFolder(folder.Path);

        Assert.Equal([folder["cat", "deep", "1.jpeg"], folder["dog", "10.png"], folder["dog", "2.JPG"]], frame.Values("path"));
        Assert.Equal(["cat", "dog", "dog"], frame.Values("label"));
    }

    [Fact]
    public void ReadImageFolder_NoImages_SaysWhatIsExpected()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.png", "");

        var error = Assert.Throws<InvalidDataException>(() => Tables.ReadImageFolder(folder.Path));

        Assert.Equal(
            $"`{folder.Path}` has no images in sub-folders; expected one sub-folder a class, with files of .png, .jpg, .jpeg, .bmp, .gif, .webp in it.",
            error.Message);
    }

    [Fact]
    public void ReadImageFolder_NoFolder_SaysWhereItLooked() => Assert.Equal(
        $"There is no folder `{Path.GetFullPath("no/such")}`.",
        Assert.Throws<DirectoryNotFoundException>(() => Tables.ReadImageFolder("no/such")).Message);
}
