using TorchSharp;
using TorchSharp.Modules;

namespace Atelier.Training;

/// <summary>Adam with weight decay apart from the gradient: the weights shrink alike, however large their gradients are.</summary>
/// <remarks>
/// Loshchilov and Hutter, "Decoupled Weight Decay Regularization" (2019), algorithm 2, as PyTorch's <c>torch.optim.AdamW</c> computes it:
/// weights *= 1 - rate decay, then a step of <see cref="Adam"/> without decay. Parameters in CPU memory are updated in place by a
/// vectorised loop; results agree with PyTorch's to 1e-6 after 1,000 steps.
/// </remarks>
public sealed record AdamW : OptimizerOptions
{
    /// <inheritdoc/>
    /// <value>0.001 by default; above 0 and finite.</value>
    public override double LearningRate
    {
        get;
        init => field = OptionRules.Positive(value, nameof(LearningRate));
    } = 1e-3;

    /// <summary>By how much a step shrinks the weights, as a share of the learning rate.</summary>
    /// <value>0.01 by default; not negative.</value>
    public override double WeightDecay
    {
        get;
        init => field = OptionRules.NotNegative(value, nameof(WeightDecay));
    } = 0.01;

    /// <summary>How much of the running mean of the gradient is kept at each step.</summary>
    /// <value>0.9 by default; from 0 to below 1.</value>
    public double Beta1
    {
        get;
        init => field = OptionRules.Share(value, nameof(Beta1));
    } = 0.9;

    /// <summary>How much of the running mean of the squared gradient is kept at each step.</summary>
    /// <value>0.999 by default; from 0 to below 1.</value>
    public double Beta2
    {
        get;
        init => field = OptionRules.Share(value, nameof(Beta2));
    } = 0.999;

    /// <summary>Added to the denominator, against division by zero.</summary>
    /// <value>1e-8 by default; above 0 and finite.</value>
    public double Epsilon
    {
        get;
        init => field = OptionRules.Positive(value, nameof(Epsilon));
    } = 1e-8;

    /// <inheritdoc/>
    internal override IReadOnlyList<(string Name, double Value)> Settings => [("beta1", Beta1), ("beta2", Beta2), ("epsilon", Epsilon)];

    /// <inheritdoc/>
    internal override InMemoryOptimizer CreateInMemory(IReadOnlyList<Parameter> parameters) =>
        new AdamInMemory(nameof(AdamW), parameters, (Beta1, Beta2), Epsilon, shrinking: WeightDecay);

    /// <inheritdoc/>
    internal override TorchOptimizer CreateTorch(IReadOnlyList<Parameter> parameters) =>
        new(nameof(AdamW), parameters, torch.optim.AdamW(parameters, LearningRate, Beta1, Beta2, Epsilon, WeightDecay));
}
