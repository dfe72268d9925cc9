namespace Atelier.Training.Tests;

public sealed class TorchLoaderTests
{
    [Fact]
    public void Advice_NothingFound_SaysWhatWasSearchedAndWhatToDo()
    {
        var folders = new NativeFolders("linux-x64", "/app", [], "/app", null);

        var text = TorchLoader.Advice(folders, "  no libtorch_cpu.so in /app");

        Assert.Contains("Add the package libtorch-cpu-linux-x64 2.10.0", text, StringComparison.Ordinal);
        Assert.Contains("#r \"nuget: libtorch-cpu-linux-x64, 2.10.0\"", text, StringComparison.Ordinal);
        Assert.Contains("ATELIER_LIBTORCH", text, StringComparison.Ordinal);
        Assert.EndsWith("  no libtorch_cpu.so in /app", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Advice_SystemWithoutAPackage_SaysWhichThereAre()
    {
        var text = TorchLoader.Advice(new NativeFolders("linux-arm64", "/app", [], "/app", null), "");

        Assert.Contains("no libtorch package for linux-arm64", text, StringComparison.Ordinal);
        Assert.Contains("win-x64", text, StringComparison.Ordinal);
    }
}
