using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>First weights, drawn from a generator of their own: torch's global random numbers stay as they were.</summary>
internal static class LayerWeights
{
    /// <summary>The seed of a part of a layer, far from those of other parts and of layers with neighbouring seeds.</summary>
    public static long PartSeed(long seed, int part) => unchecked(seed + (part * (long)0x9E3779B97F4A7C15));

    /// <summary>Uniform within a bound on both sides of 0.</summary>
    public static Parameter Uniform(double bound, Generator generator, params long[] shape)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        return Parameter(empty(shape, dtype: float32).uniform_(-bound, bound, generator));
    }

    /// <summary>From the standard normal distribution.</summary>
    public static Parameter Normal(Generator generator, params long[] shape)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        return Parameter(empty(shape, dtype: float32).normal_(0, 1, generator));
    }

    /// <summary>Uniform by Xavier's rule for a matrix: within ±√(6 / (rows + columns)).</summary>
    public static Parameter Xavier(Generator generator, long rows, long columns) => Uniform(Math.Sqrt(6.0 / (rows + columns)), generator, rows, columns);

    public static Parameter Zeros(params long[] shape) => Parameter(zeros(shape, dtype: float32));

    /// <summary>A linear layer with PyTorch's first weights: Kaiming uniform with a = √5, torch/nn/modules/linear.py, which is ±1/√inputs.</summary>
    public static Linear Linear(long inputs, long outputs, Generator generator, bool bias = true)
    {
        var bound = 1 / Math.Sqrt(inputs);
        return nn.Linear(Uniform(bound, generator, outputs, inputs), bias ? Uniform(bound, generator, outputs) : null);
    }

    private static Parameter Parameter(Tensor values) => new(values.DetachFromDisposeScope());
}
