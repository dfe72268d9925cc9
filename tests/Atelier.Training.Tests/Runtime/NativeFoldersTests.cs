namespace Atelier.Training.Tests;

public sealed class NativeFoldersTests
{
    [Fact]
    public void Places_Program_LooksInItsFoldersFirst()
    {
        var folders = new NativeFolders("linux-x64", "/app", ["/host"], "/app", null);

        var place = Assert.Single(folders.Places());

        Assert.Equal([Join("/app", "runtimes", "linux-x64", "native"), "/app", "/host"], place.LibTorch);
        Assert.Equal(place.LibTorch, place.TorchSharp);
    }

    [Fact]
    public void Places_NuGetFolder_OffersCudaBeforeCpuAndAlwaysTorchSharp()
    {
        using var packages = new TemporaryFolder();
        var torchSharp = Join(packages.Path, "torchsharp", "0.107.0", "lib", "net8.0");
        var first = Native(packages.Path, "libtorch-cuda-12.8-linux-x64-part1");
        var second = Native(packages.Path, "libtorch-cuda-12.8-linux-x64-part2-primary");
        Native(packages.Path, "libtorch-cuda-12.8-win-x64");
        Native(packages.Path, "libtorch-cuda-12.1-linux-x64", version: "2.4.0");
        var cpu = Native(packages.Path, "libtorch-cpu-linux-x64");
        var folders = new NativeFolders("linux-x64", "/app", [], torchSharp, null);

        var places = folders.Places().SkipLast(1).ToList();

        var own = Join(packages.Path, "torchsharp", "0.107.0", "runtimes", "linux-x64", "native");
        Assert.Equal([[first, second], [cpu]], places.Select(place => place.LibTorch));
        Assert.All(places, place => Assert.Equal([own], place.TorchSharp));
    }

    [Fact]
    public void Places_FolderOfTheUser_IsTheOnlyOneForLibTorch()
    {
        var folders = new NativeFolders("linux-x64", "/app", [], "/app", "/opt/libtorch");

        var place = Assert.Single(folders.Places());

        Assert.Equal(["/opt/libtorch", Join("/opt/libtorch", "lib")], place.LibTorch);
        Assert.Contains("/app", place.TorchSharp);
    }

    private static string Native(string packages, string name, string version = TorchRuntime.LibTorchVersion) =>
        Directory.CreateDirectory(Join(packages, name, version, "runtimes", "linux-x64", "native")).FullName;

    private static string Join(params string[] parts) => Path.Combine(parts);
}
