using TorchSharp.Modules;

namespace Atelier.Training;

/// <summary>Which optimizer a training uses, with its settings: <see cref="Adam"/>, <see cref="AdamW"/>, <see cref="RmsProp"/> or <see cref="Sgd"/>.</summary>
/// <remarks>A plain value; the optimizer itself lives only while a training runs.</remarks>
public abstract record OptimizerOptions
{
    private protected OptimizerOptions()
    {
    }

    /// <summary>The step size.</summary>
    /// <value>Above 0 and finite.</value>
    public abstract double LearningRate { get; init; }

    /// <summary>The L2 penalty on the weights, added to the gradient.</summary>
    /// <value>0 by default; not negative.</value>
    public virtual double WeightDecay
    {
        get;
        init => field = OptionRules.NotNegative(value, nameof(WeightDecay));
    }

    /// <summary>The settings besides learning rate and weight decay, under the names that a provenance records.</summary>
    internal abstract IReadOnlyList<(string Name, double Value)> Settings { get; }

    /// <summary>Makes an optimizer that works on the parameters' own memory where that can be reached, else TorchSharp's.</summary>
    internal IOptimizer Create(IReadOnlyList<Parameter> parameters) =>
        InMemoryOptimizer.CanReach(parameters) ? CreateInMemory(parameters) : CreateTorch(parameters);

    /// <summary>Makes an optimizer for parameters that <see cref="InMemoryOptimizer.CanReach"/> accepts.</summary>
    internal abstract InMemoryOptimizer CreateInMemory(IReadOnlyList<Parameter> parameters);

    /// <summary>Makes an optimizer for any parameters.</summary>
    internal abstract TorchOptimizer CreateTorch(IReadOnlyList<Parameter> parameters);
}
