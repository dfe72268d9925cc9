using static TorchSharp.torch;

namespace Atelier.Training.Tests;

public sealed class ThreadChoiceTests
{
    [Fact]
    public void For_SmallDenseModel_IsOne()
    {
        using var model = Models.Mlp(784, [32], 10);

        Assert.Equal(1, ThreadChoice.For(model, 128));
    }

    [Fact]
    public void For_LargeBatchOrConvolution_IsTorchsOwnNumber()
    {
        using var dense = Models.Mlp(784, [32], 10);
        using var convolution = nn.Conv2d(1, 4, 3);

        Assert.Equal(get_num_threads(), ThreadChoice.For(dense, 10_000));
        Assert.Equal(get_num_threads(), ThreadChoice.For(convolution, 1));
    }
}
