using System.Numerics;
using System.Runtime.CompilerServices;
using TorchSharp.Modules;

namespace Atelier.Training;

/// <summary>Stochastic gradient descent on the parameters' own memory.</summary>
internal sealed class SgdInMemory(string kind, IReadOnlyList<Parameter> parameters, double momentum, double weightDecay)
    : InMemoryOptimizer(kind, parameters, statesEach: momentum > 0 ? 1 : 0)
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Update(
        Span<Vector<float>> weights,
        ReadOnlySpan<Vector<float>> gradient,
        Span<Vector<float>> first,
        Span<Vector<float>> second,
        double learningRate,
        long step)
    {
        var rate = new Vector<float>((float)learningRate);
        var decay = new Vector<float>((float)weightDecay);
        var kept = new Vector<float>((float)momentum);
        if (first.IsEmpty)
        {
            for (var i = 0; i < weights.Length; i++)
            {
                weights[i] -= rate * (gradient[i] + decay * weights[i]);
            }

            return;
        }

        for (var i = 0; i < weights.Length; i++)
        {
            // The velocity of the first step is the gradient itself, since it starts at zero.
            var velocity = kept * first[i] + (gradient[i] + decay * weights[i]);
            first[i] = velocity;
            weights[i] -= rate * velocity;
        }
    }
}
