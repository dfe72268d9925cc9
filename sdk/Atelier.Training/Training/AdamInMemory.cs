using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp.Modules;

namespace Atelier.Training;

/// <summary>Adam on the parameters' own memory.</summary>
internal sealed class AdamInMemory(Adam options, IReadOnlyList<Parameter> parameters) : InMemoryOptimizer(parameters, statesEach: 2)
{
    private int _steps;
    private float _rate;
    private float _rootCorrection;

    protected override void BeforeStep()
    {
        _steps++;
        _rate = (float)(options.LearningRate / (1 - Math.Pow(options.Beta1, _steps)));
        _rootCorrection = (float)(1 / Math.Sqrt(1 - Math.Pow(options.Beta2, _steps)));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Update(Span<float> weights, ReadOnlySpan<float> gradient, float[][] state)
    {
        var mean = state[0].AsSpan();
        var square = state[1].AsSpan();
        var whole = weights.Length - weights.Length % Vector<float>.Count;
        var w = MemoryMarshal.Cast<float, Vector<float>>(weights[..whole]);
        var g = MemoryMarshal.Cast<float, Vector<float>>(gradient[..whole]);
        var m = MemoryMarshal.Cast<float, Vector<float>>(mean[..whole]);
        var v = MemoryMarshal.Cast<float, Vector<float>>(square[..whole]);
        var decay = new Vector<float>((float)options.WeightDecay);
        var newMean = new Vector<float>((float)(1 - options.Beta1));
        var keptSquare = new Vector<float>((float)options.Beta2);
        var newSquare = new Vector<float>((float)(1 - options.Beta2));
        var correction = new Vector<float>(_rootCorrection);
        var epsilon = new Vector<float>((float)options.Epsilon);
        var rate = new Vector<float>(_rate);
        for (var i = 0; i < w.Length; i++)
        {
            var slope = g[i] + decay * w[i];
            m[i] += newMean * (slope - m[i]);
            v[i] = keptSquare * v[i] + newSquare * slope * slope;
            w[i] -= rate * m[i] / (Vector.SquareRoot(v[i]) * correction + epsilon);
        }

        for (var i = whole; i < weights.Length; i++)
        {
            var slope = gradient[i] + (float)options.WeightDecay * weights[i];
            mean[i] += (float)(1 - options.Beta1) * (slope - mean[i]);
            square[i] = (float)options.Beta2 * square[i] + (float)(1 - options.Beta2) * slope * slope;
            weights[i] -= _rate * mean[i] / (MathF.Sqrt(square[i]) * _rootCorrection + (float)options.Epsilon);
        }
    }
}
