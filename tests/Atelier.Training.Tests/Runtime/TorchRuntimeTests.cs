using TorchSharp;

namespace Atelier.Training.Tests;

public sealed class TorchRuntimeTests
{
    [Fact]
    public void EnsureLoaded_InThisProcess_LetsTorchCompute()
    {
        TorchRuntime.EnsureLoaded();

        using var scope = torch.NewDisposeScope();
        Assert.Equal(6, torch.tensor([1f, 2f, 3f]).sum().item<float>());
        Assert.True(TorchRuntime.IsLoaded);
    }

    [Fact]
    public void LibTorchVersion_IsTheOneThatTorchSharpNames()
    {
        TorchRuntime.EnsureLoaded();

        Assert.StartsWith(TorchRuntime.LibTorchVersion, torch.__version__, StringComparison.Ordinal);
    }

    [Fact]
    public void Describe_AfterLoading_NamesVersionsPlaceAndDevices()
    {
        var text = TorchRuntime.Describe();

        Assert.Contains("TorchSharp 0.107", text, StringComparison.Ordinal);
        Assert.Contains("torch_cpu", text, StringComparison.Ordinal);
        Assert.Contains("cpu", text, StringComparison.Ordinal);
    }
}
