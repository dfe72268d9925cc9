using System.Numerics;
using System.Runtime.CompilerServices;
using TorchSharp.Modules;

namespace Atelier.Training;

/// <summary>Adam and AdamW on the parameters' own memory; they differ only in where the weight decay goes.</summary>
/// <param name="kind">What kind of state it saves.</param>
/// <param name="parameters">What it trains.</param>
/// <param name="betas">How much of the running means of the gradient and of its square is kept.</param>
/// <param name="epsilon">Added to the denominator.</param>
/// <param name="penalty">The weight decay that is added to the gradient.</param>
/// <param name="shrinking">The weight decay that shrinks the weights apart from the gradient.</param>
internal sealed class AdamInMemory(
    string kind, IReadOnlyList<Parameter> parameters, (double Mean, double Square) betas, double epsilon, double penalty = 0, double shrinking = 0)
    : InMemoryOptimizer(kind, parameters, statesEach: 2)
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
        var newMean = new Vector<float>((float)(1 - betas.Mean));
        var keptSquare = new Vector<float>((float)betas.Square);
        var newSquare = new Vector<float>((float)(1 - betas.Square));
        var rate = new Vector<float>((float)(learningRate / (1 - Math.Pow(betas.Mean, step))));
        var correction = new Vector<float>((float)(1 / Math.Sqrt(1 - Math.Pow(betas.Square, step))));
        var added = new Vector<float>((float)epsilon);
        var decay = new Vector<float>((float)penalty);
        var keptWeight = new Vector<float>((float)(1 - learningRate * shrinking));
        for (var i = 0; i < weights.Length; i++)
        {
            var weight = weights[i];
            var slope = gradient[i] + decay * weight;
            var mean = first[i] + newMean * (slope - first[i]);
            var square = keptSquare * second[i] + newSquare * slope * slope;
            first[i] = mean;
            second[i] = square;
            weights[i] = keptWeight * weight - rate * mean / (Vector.SquareRoot(square) * correction + added);
        }
    }
}
