namespace Atelier.Training;

/// <summary>Which optimizer a training uses, with its settings: <see cref="Adam"/> or <see cref="Sgd"/>.</summary>
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
    public double WeightDecay
    {
        get;
        init => field = OptionRules.NotNegative(value, nameof(WeightDecay));
    }

    /// <summary>Makes an optimizer for parameters in CPU memory, or for any others.</summary>
    internal abstract IOptimizer Create(IReadOnlyList<TorchSharp.Modules.Parameter> parameters);
}
