using System.Numerics;
using System.Runtime.CompilerServices;
using TorchSharp.Modules;

namespace Atelier.Training;

/// <summary>RMSProp on the parameters' own memory.</summary>
internal sealed class RmsPropInMemory(string kind, IReadOnlyList<Parameter> parameters, RmsProp options)
    : InMemoryOptimizer(kind, parameters, statesEach: options.Momentum > 0 ? 2 : 1)
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
        var decay = new Vector<float>((float)options.WeightDecay);
        var keptSquare = new Vector<float>((float)options.Alpha);
        var newSquare = new Vector<float>((float)(1 - options.Alpha));
        var added = new Vector<float>((float)options.Epsilon);
        var kept = new Vector<float>((float)options.Momentum);
        for (var i = 0; i < weights.Length; i++)
        {
            var slope = gradient[i] + decay * weights[i];
            var square = keptSquare * first[i] + newSquare * slope * slope;
            first[i] = square;
            var velocity = slope / (Vector.SquareRoot(square) + added);
            if (!second.IsEmpty)
            {
                velocity += kept * second[i];
                second[i] = velocity;
            }

            weights[i] -= rate * velocity;
        }
    }
}
