using TorchSharp;
using TorchSharp.Modules;

namespace Atelier.Training;

/// <summary>Stochastic gradient descent, with momentum where wanted.</summary>
/// <remarks>As PyTorch's <c>torch.optim.SGD</c> without dampening: v = momentum v + gradient, weights -= rate v.</remarks>
public sealed record Sgd : OptimizerOptions
{
    /// <summary>The kind of state that holds a velocity for each weight.</summary>
    internal const string KindWithMomentum = "Sgd with momentum";

    /// <inheritdoc/>
    /// <value>0.01 by default; above 0 and finite.</value>
    public override double LearningRate
    {
        get;
        init => field = OptionRules.Positive(value, nameof(LearningRate));
    } = 0.01;

    /// <summary>How much of the last step goes on.</summary>
    /// <value>0 by default; from 0 to below 1.</value>
    public double Momentum
    {
        get;
        init => field = OptionRules.Share(value, nameof(Momentum));
    }

    /// <inheritdoc/>
    internal override IReadOnlyList<(string Name, double Value)> Settings => [("momentum", Momentum)];

    private string Kind => Momentum > 0 ? KindWithMomentum : nameof(Sgd);

    /// <inheritdoc/>
    internal override InMemoryOptimizer CreateInMemory(IReadOnlyList<Parameter> parameters) =>
        new SgdInMemory(Kind, parameters, Momentum, WeightDecay);

    /// <inheritdoc/>
    internal override TorchOptimizer CreateTorch(IReadOnlyList<Parameter> parameters) =>
        new(Kind, parameters, torch.optim.SGD(parameters, LearningRate, Momentum, weight_decay: WeightDecay));
}
