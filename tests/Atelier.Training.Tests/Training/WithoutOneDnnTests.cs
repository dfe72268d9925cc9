using static TorchSharp.torch;

namespace Atelier.Training.Tests;

/// <summary>libtorch's switch of oneDNN is one for the whole process, and several trainers and exports may need it off.</summary>
public sealed class WithoutOneDnnTests
{
    [Fact]
    public void Dispose_WhileAnotherNeedsIt_KeepsItOff()
    {
        using var scope = NewDisposeScope();
        using var model = nn.LSTM(6, 16, batchFirst: true);
        model.eval();
        var input = randn(4, 9, 6);
        var expected = model.call(input).Item1.detach();

        var first = new WithoutOneDnn();
        using var second = new WithoutOneDnn();
        first.Dispose();
        first.Dispose();

        using var guard = no_grad();
        Assert.InRange((model.call(input).Item1 - expected).abs().max().item<float>(), 0, 1e-5);
    }
}
