using static TorchSharp.torch;

namespace Atelier.Training.Tests;

public sealed class ThreadChoiceTests
{
    [Fact]
    public void For_SmallDenseModel_IsOne()
    {
        using var model = Models.Mlp(784, [32], 10);

        Assert.Equal(new ThreadChoice(1, "the steps of a small dense model are too short to share"), ThreadChoice.For(model, new TrainingOptions()));
    }

    [Fact]
    public void For_LargeBatchOrConvolution_IsTorchsOwnNumber()
    {
        using var dense = Models.Mlp(784, [32], 10);
        using var convolution = nn.Conv2d(1, 4, 3);

        Assert.Equal(get_num_threads(), ThreadChoice.For(dense, new TrainingOptions { BatchSize = 10_000 }).Count);
        Assert.Equal(get_num_threads(), ThreadChoice.For(convolution, new TrainingOptions { BatchSize = 1 }).Count);
    }
}
