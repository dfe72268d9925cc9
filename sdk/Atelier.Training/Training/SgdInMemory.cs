using System.Numerics.Tensors;
using TorchSharp.Modules;

namespace Atelier.Training;

/// <summary>Stochastic gradient descent on the parameters' own memory.</summary>
internal sealed class SgdInMemory(Sgd options, IReadOnlyList<Parameter> parameters) : InMemoryOptimizer(parameters, statesEach: 1)
{
    protected override void Update(Span<float> weights, ReadOnlySpan<float> gradient, float[][] state)
    {
        // The velocity of the first step is the gradient itself, since it starts at zero.
        var velocity = state[0].AsSpan();
        TensorPrimitives.MultiplyAdd(velocity, (float)options.Momentum, gradient, velocity);
        if (options.WeightDecay > 0)
        {
            TensorPrimitives.MultiplyAdd(weights, (float)options.WeightDecay, velocity, velocity);
        }

        TensorPrimitives.MultiplyAdd(velocity, (float)-options.LearningRate, weights, weights);
    }
}
