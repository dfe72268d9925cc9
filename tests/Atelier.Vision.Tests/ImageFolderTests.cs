using Atelier.Data;
using Atelier.Vision.Tests.References;

namespace Atelier.Vision.Tests;

public sealed class ImageFolderTests : IDisposable
{
    private static readonly ImageOptions Small = new() { Width = 20, Height = 12 };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Scan_Folder_FindsClassesAndImagesInOrderAndCountsTheRest()
    {
        Copy("plain.png", "dogs/b.PNG");
        Copy("plain.jpg", "dogs/a.jpeg");
        Copy("plain.bmp", "cats/deep/er/x.bmp");
        Copy("plain.png", "cats/.hidden.png");
        Copy("plain.png", ".git/y.png");
        _folder.Write("dogs/Thumbs.db", "junk");
        _folder.Write("README.txt", "about");

        var folder = ImageFolder.Scan(_folder.Path);

        Assert.Equal(["cats", "dogs"], folder.ClassNames);
        Assert.Equal([_folder["cats", "deep", "er", "x.bmp"], _folder["dogs", "a.jpeg"], _folder["dogs", "b.PNG"]], folder.Files);
        Assert.Equal([0, 1, 1], folder.Labels.ToArray());
        Assert.Equal(["README.txt", ".hidden.png", "Thumbs.db"], folder.Ignored.Select(Path.GetFileName));
        Assert.Contains("3 images in 2 classes, 3 other files ignored", folder.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_Rows_AreTheImagesAsTheyAreResized()
    {
        Copy("plain.png", "a/1.png");
        Copy("orientation-6.jpg", "b/2.jpg");

        var data = ImageFolder.Open(_folder.Path, Small);

        Assert.True(data.IsStreamed);
        Assert.Equal([3, 12, 20], data.FeatureShape);
        var plain = Images.Load(_folder["a", "1.png"]);
        var whole = new Dataset("plain", plain.Values, [3, 24, 40]);
        var resized = new ImageResizer(new ImageResizerOptions { Width = 20, Height = 12 }).Fit(whole).Transform(whole);
        Assert.Equal(resized.Row(0).ToArray(), data.Row(0).ToArray());
        Assert.NotEqual(data.Row(0).ToArray(), data.Row(1).ToArray());
    }

    [Fact]
    public void Open_GreyUnitContain_ScalesAndPads()
    {
        Images.Save(Made("a", "white.png"), new ImageArray(Enumerable.Repeat(255f, 3 * 10 * 20).ToArray(), 3, 10, 20));

        var data = ImageFolder.Open(_folder.Path, new ImageOptions
        {
            Width = 8,
            Height = 8,
            Colour = ImageColour.Grey,
            Scale = ImageScale.Unit,
            Fit = ImageFit.Contain,
            Padding = 51,
        });

        var expected = Enumerable.Range(0, 64).Select(at => at / 8 is >= 2 and < 6 ? 1f : 0.2f);
        Assert.Equal(expected, data.Row(0).ToArray(), (a, b) => Math.Abs(a - b) < 1e-6f);
    }

    [Fact]
    public void Open_Splits_StayStreamedAndGiveTheSameRows()
    {
        foreach (var name in Reference.Files)
        {
            Copy(name, $"{(name.Contains("orientation", StringComparison.Ordinal) ? "turned" : "straight")}/{name}");
        }

        var data = ImageFolder.Open(_folder.Path, Small);
        var (train, test) = data.Split(0.7, 0.3, seed: 1);

        Assert.True(train.IsStreamed && test.IsStreamed);
        Assert.Equal(data.Count, train.Count + test.Count);
        var rows = Enumerable.Range(0, data.Count).Select(row => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(
            System.Runtime.InteropServices.MemoryMarshal.AsBytes(data.Row(row))))).ToHashSet();
        Assert.All(Enumerable.Range(0, test.Count), row => Assert.Contains(Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(
            System.Runtime.InteropServices.MemoryMarshal.AsBytes(test.Row(row)))), rows));
    }

    [Fact]
    public void Read_AnyThreadsAndCache_GivesTheSame()
    {
        foreach (var name in Reference.Files)
        {
            Copy(name, $"all/{name}");
        }

        var one = ImageFolder.Open(_folder.Path, Small with { Threads = 1 });
        var cached = ImageFolder.Open(_folder.Path, Small with { Threads = 4, CacheBytes = 5 * 3 * 12 * 20 * 4 });

        Assert.Equal(one.Hash, ImageFolder.Open(_folder.Path, Small with { Threads = 8 }).Hash);
        Assert.Equal(one.Hash, cached.Hash);
        Assert.Equal(one.Features.ToArray(), cached.Select([.. Enumerable.Range(0, one.Count)]).Features.ToArray());
    }

    [Fact]
    public void Read_Cached_KeepsNoMoreThanAllowed()
    {
        foreach (var name in new[] { "1", "2", "3" })
        {
            Copy("plain.png", $"a/{name}.png");
        }

        var data = ImageFolder.Open(_folder.Path, Small with { Threads = 1, CacheBytes = 2 * 3 * 12 * 20 * 4 });
        _ = data.Hash;
        Directory.Delete(_folder["a"], recursive: true);

        Assert.Equal(720, data.Row(0).Length);
        Assert.Equal(720, data.Row(1).Length);
        Assert.Throws<FileNotFoundException>(() => data.Row(2).ToArray());
    }

    [Fact]
    public void Scan_BadFolders_SayWhatIsExpected()
    {
        var missing = Assert.Throws<DirectoryNotFoundException>(() => ImageFolder.Open(_folder["none"]));
        Copy("plain.png", "loose.png");
        var flat = Assert.Throws<InvalidDataException>(() => ImageFolder.Open(_folder.Path));
        _folder.Write("empty/notes.txt", "no image");
        var empty = Assert.Throws<InvalidDataException>(() => ImageFolder.Open(_folder.Path));

        Assert.Contains("none` does not exist", missing.Message, StringComparison.Ordinal);
        Assert.Contains("has no sub-folders but 1 files; expected a sub-folder for each class", flat.Message, StringComparison.Ordinal);
        Assert.Contains($"The class folder `{_folder["empty"]}` holds no images (.jpg, .png, .webp, .bmp or .gif)", empty.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_BadImages_NamesTheFirstInOrderWhateverTheThreads()
    {
        for (var i = 0; i < 20; i++)
        {
            Copy("plain.png", $"a/{i:00}.png");
        }

        _folder.Write("a/07.png", "junk, not an image");
        _folder.Write("a/13.png", "");
        var data = ImageFolder.Open(_folder.Path, Small with { Threads = 4 });

        for (var run = 0; run < 10; run++)
        {
            var error = Assert.Throws<InvalidDataException>(() => data.Features.Length);
            Assert.Contains($"`{_folder["a", "07.png"]}` is no image that can be read", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Read_FileDeletedOrChanged_SaysToOpenTheFolderAgain()
    {
        Copy("plain.png", "a/1.png");
        Copy("plain.png", "a/2.png");
        var data = ImageFolder.Open(_folder.Path, Small);
        File.Delete(_folder["a", "1.png"]);
        Copy("plain.jpg", "a/2.png");

        var deleted = Assert.Throws<FileNotFoundException>(() => data.Row(0).ToArray());
        var changed = Assert.Throws<IOException>(() => data.Row(1).ToArray());

        Assert.Contains("1.png` was deleted since its folder was opened; open the folder again", deleted.Message, StringComparison.Ordinal);
        Assert.Contains("2.png` was changed since its folder was opened; open the folder again", changed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Scan_LinkThatLeadsNowhere_IsNamed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege there.");
        Copy("plain.png", "a/1.png");
        File.CreateSymbolicLink(_folder["a", "2.png"], _folder["gone.png"]);

        var error = Assert.Throws<FileNotFoundException>(() => ImageFolder.Open(_folder.Path));

        Assert.Contains("2.png` does not exist; check its name and, of a link, where it leads", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MorePixelsThanAllowed_SaysSo()
    {
        Copy("plain.png", "a/1.png");
        var data = ImageFolder.Open(_folder.Path, Small with { MaxPixels = 900 });

        var error = Assert.Throws<InvalidDataException>(() => data.Row(0).ToArray());

        Assert.Contains("has 40 x 24 pixels, more than the 900 that are allowed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ImageFiles_BloodCells_AreReadAsPhotographs()
    {
        var paths = Directory.EnumerateFiles(Path.Combine(Checkout.RealData("bccd"), "JPEGImages"), "*.jpg").Order(StringComparer.Ordinal).Take(12).ToArray();

        var data = ImageFiles.Open("bccd", paths, new ImageOptions { Width = 160, Height = 120 });

        Assert.Equal([3, 120, 160], data.FeatureShape);
        // Stained smears: light, pinkish background, so red is the strongest channel and green the weakest.
        var means = Enumerable.Range(0, 3).Select(channel => Enumerable.Range(0, 12).Average(row => data.Row(row).ToArray()[(channel * 19200)..((channel + 1) * 19200)].Average())).ToArray();
        Assert.True(means[0] > means[2] && means[2] > means[1], string.Join(' ', means));
        Assert.All(means, mean => Assert.InRange(mean, 100, 240));
        Assert.InRange(data.Features.ToArray().Min(), 0, 255);
    }

    [Fact]
    public void ImageFiles_NoneOrMissing_SaysSo()
    {
        Assert.Contains("`paths` is empty", Assert.Throws<ArgumentException>(() => ImageFiles.Open("d", [])).Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => ImageFiles.Open("d", [_folder["none.png"]]));
    }

    private void Copy(string name, string to) => File.Copy(Reference.ImagePath(name), Made(to.Split('/')), overwrite: true);

    private string Made(params string[] parts)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[parts])!);
        return _folder[parts];
    }
}
