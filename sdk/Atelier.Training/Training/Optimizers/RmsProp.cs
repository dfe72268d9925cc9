using TorchSharp;
using TorchSharp.Modules;

namespace Atelier.Training;

/// <summary>RMSProp: steps scaled by the root of a running mean of the squared gradient, with momentum where wanted.</summary>
/// <remarks>
/// Tieleman and Hinton, "Neural Networks for Machine Learning", lecture 6.5 (2012), as PyTorch's <c>torch.optim.RMSprop</c> computes it
/// without centring: s = alpha s + (1 - alpha) gradient^2, v = momentum v + gradient / (root of s + epsilon), weights -= rate v.
/// Parameters in CPU memory are updated in place by a vectorised loop; results agree with PyTorch's to 1e-6 after 1,000 steps.
/// </remarks>
public sealed record RmsProp : OptimizerOptions
{
    /// <summary>The kind of state that holds a velocity for each weight besides the mean.</summary>
    internal const string KindWithMomentum = "RmsProp with momentum";

    /// <inheritdoc/>
    /// <value>0.01 by default; above 0 and finite.</value>
    public override double LearningRate
    {
        get;
        init => field = OptionRules.Positive(value, nameof(LearningRate));
    } = 0.01;

    /// <summary>How much of the running mean of the squared gradient is kept at each step.</summary>
    /// <value>0.99 by default; from 0 to below 1.</value>
    public double Alpha
    {
        get;
        init => field = OptionRules.Share(value, nameof(Alpha));
    } = 0.99;

    /// <summary>Added to the denominator, against division by zero.</summary>
    /// <value>1e-8 by default; above 0 and finite.</value>
    public double Epsilon
    {
        get;
        init => field = OptionRules.Positive(value, nameof(Epsilon));
    } = 1e-8;

    /// <summary>How much of the last step goes on.</summary>
    /// <value>0 by default; from 0 to below 1.</value>
    public double Momentum
    {
        get;
        init => field = OptionRules.Share(value, nameof(Momentum));
    }

    /// <inheritdoc/>
    internal override IReadOnlyList<(string Name, double Value)> Settings => [("alpha", Alpha), ("epsilon", Epsilon), ("momentum", Momentum)];

    private string Kind => Momentum > 0 ? KindWithMomentum : nameof(RmsProp);

    /// <inheritdoc/>
    internal override InMemoryOptimizer CreateInMemory(IReadOnlyList<Parameter> parameters) =>
        new RmsPropInMemory(Kind, parameters, this);

    /// <inheritdoc/>
    internal override TorchOptimizer CreateTorch(IReadOnlyList<Parameter> parameters) =>
        new(Kind, parameters, torch.optim.RMSProp(
            parameters, lr: LearningRate, alpha: Alpha, eps: Epsilon, weight_decay: WeightDecay, momentum: Momentum));
}
