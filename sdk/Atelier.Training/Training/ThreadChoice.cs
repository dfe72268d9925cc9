using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>How many threads serve a model best.</summary>
internal static class ThreadChoice
{
    /// <summary>Multiplications a step below which sharing work costs more than it saves: some 3 ms of one core.</summary>
    private const double SmallStep = 50e6;

    /// <summary>One for a small dense model, else torch's own number.</summary>
    /// <remarks>A convolution uses each weight many times, so its parameters say little about its work.</remarks>
    public static int For(nn.Module model, int batchSize) => IsSmallAndDense(model, batchSize) ? 1 : get_num_threads();

    /// <summary>Whether a step takes so little work that its overhead is worth thinking about.</summary>
    public static bool IsSmallAndDense(nn.Module model, int batchSize)
    {
        var parameters = model.parameters().ToList();
        return parameters.All(parameter => parameter.Dimensions <= 2)
            && parameters.Sum(parameter => (double)parameter.NumberOfElements) * batchSize * 3 < SmallStep;
    }
}
