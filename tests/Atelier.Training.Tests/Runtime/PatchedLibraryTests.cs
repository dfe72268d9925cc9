namespace Atelier.Training.Tests;

public sealed class PatchedLibraryTests
{
    private static readonly byte[] Library = [1, 2, 3, 4];

    [Fact]
    public void TryKeep_EmptyCache_WritesTheLibraryAndNothingElse()
    {
        using var cache = new TemporaryFolder();
        var folder = Path.Combine(cache.Path, "a", "b");

        var path = PatchedLibrary.TryKeep(Library, folder, "lib.so");

        Assert.Equal(Library, File.ReadAllBytes(path!));
        Assert.Equal([path!], Directory.GetFiles(folder));
    }

    [Fact]
    public void TryKeep_DamagedCopy_IsReplaced()
    {
        using var cache = new TemporaryFolder();
        File.WriteAllBytes(Path.Combine(cache.Path, "lib.so"), [9]);

        var path = PatchedLibrary.TryKeep(Library, cache.Path, "lib.so");

        Assert.Equal(Library, File.ReadAllBytes(path!));
    }

    [Fact]
    public void TryKeep_SoundCopy_IsLeftAlone()
    {
        using var cache = new TemporaryFolder();
        var path = PatchedLibrary.TryKeep(Library, cache.Path, "lib.so");
        var old = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(path!, old);

        PatchedLibrary.TryKeep(Library, cache.Path, "lib.so");

        Assert.Equal(old, File.GetLastWriteTimeUtc(path!));
    }

    [Fact]
    public void TryKeep_FolderThatCannotBeMade_GivesNull()
    {
        using var cache = new TemporaryFolder();
        var file = Path.Combine(cache.Path, "file");
        File.WriteAllText(file, "in the way");

        Assert.Null(PatchedLibrary.TryKeep(Library, Path.Combine(file, "sub"), "lib.so"));
    }

    [Fact]
    public void Load_NoCacheAtAll_LoadsFromATemporaryCopyAndRemovesIt()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux needs copies.");
        var original = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libLibTorchSharp.so");
        Assert.SkipUnless(File.Exists(original), $"{original} is not there.");
        TorchRuntime.EnsureLoaded();

        var path = PatchedLibrary.Load(original, cacheRoot: null);

        Assert.False(File.Exists(path));
        Assert.True(File.Exists(original));
    }

    [Fact]
    public void Load_LibraryWithoutThatNeed_IsRefused()
    {
        var libc10 = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libc10.so");
        Assert.SkipUnless(File.Exists(libc10), $"{libc10} is not there.");

        var exception = Assert.Throws<InvalidDataException>(() => PatchedLibrary.Load(libc10, cacheRoot: null));

        Assert.Contains(PatchedLibrary.HarmlessVersion, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CanHelp_OtherFailure_IsFalse() =>
        Assert.False(PatchedLibrary.CanHelp(new DllNotFoundException("libfoo.so: cannot open shared object file")));
}
