using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>How many processor threads torch has for a training, and why.</summary>
/// <param name="Count">At least 1.</param>
/// <param name="Reason">In words.</param>
public sealed record ThreadChoice(int Count, string Reason)
{
    /// <summary>Multiplications a step below which sharing work costs more than it saves: some 3 ms of one core.</summary>
    private const double SmallStep = 50e6;

    /// <summary>What the user wants; else one for a small dense model, else torch's own number.</summary>
    /// <remarks>A convolution uses each weight many times, so its parameters say little about its work.</remarks>
    internal static ThreadChoice For(nn.Module model, TrainingOptions options) =>
        options.Threads is { } wanted ? new ThreadChoice(wanted, "as TrainingOptions.Threads says")
        : IsSmallAndDense(model, options.BatchSize) ? new ThreadChoice(1, "the steps of a small dense model are too short to share")
        : new ThreadChoice(get_num_threads(), "torch's own number, since a step is long enough to share");

    /// <summary>Whether a step takes so little work that its overhead is worth thinking about.</summary>
    internal static bool IsSmallAndDense(nn.Module model, int batchSize)
    {
        var parameters = model.parameters().ToList();
        return parameters.All(parameter => parameter.Dimensions <= 2)
            && parameters.Sum(parameter => (double)parameter.NumberOfElements) * batchSize * 3 < SmallStep;
    }
}
