using System.Numerics;
using System.Runtime.CompilerServices;

namespace Atelier.Training;

/// <summary>Softmax and cross-entropy on integer labels: the loss, the probabilities and the gradient in one go.</summary>
/// <remarks>
/// loss = mean over rows of ln Σ exp(z) - z[label]; its derivative by the logits z is (softmax(z) - onehot(label)) / rows. Computed
/// here rather than by torch, because the metrics want the probabilities anyway and the loss then needs no further pass. The loops are
/// optimised from the first call: a short training ends before the runtime would have got round to it.
/// </remarks>
internal static class CrossEntropy
{
    /// <summary>The sum of the rows' losses; not finite when a logit is not.</summary>
    /// <param name="logits">Row after row, one for each class.</param>
    /// <param name="labels">The class of each row, each below the number of classes.</param>
    /// <param name="probabilities">Receives the softmax of the logits.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double SumOfLosses(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, Span<float> probabilities)
    {
        var classes = logits.Length / labels.Length;
        var sum = 0.0;
        for (var row = 0; row < labels.Length; row++)
        {
            var z = logits.Slice(row * classes, classes);
            var p = probabilities.Slice(row * classes, classes);
            // Without the largest logit no exponential overflows, and at least one is 1.
            MultiplyAdd(z, 1, -Max(z), p);
            sum -= p[labels[row]];
        }

        // All rows at once, since the rows of few classes fill no vector.
        Exp(probabilities);
        for (var row = 0; row < labels.Length; row++)
        {
            var p = probabilities.Slice(row * classes, classes);
            var total = Sum(p);
            sum += Math.Log(total);
            MultiplyAdd(p, 1 / total, 0, p);
        }

        return sum;
    }

    /// <summary>The derivative of the mean loss by the logits.</summary>
    /// <param name="probabilities">The softmax of the logits.</param>
    /// <param name="labels">The class of each row.</param>
    /// <param name="gradient">Receives as many values as there are probabilities.</param>
    public static void Gradient(ReadOnlySpan<float> probabilities, ReadOnlySpan<int> labels, Span<float> gradient)
    {
        var classes = probabilities.Length / labels.Length;
        var share = 1f / labels.Length;
        MultiplyAdd(probabilities, share, 0, gradient);
        for (var row = 0; row < labels.Length; row++)
        {
            gradient[row * classes + labels[row]] -= share;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Max(ReadOnlySpan<float> values)
    {
        var i = 0;
        var largest = values[0];
        if (values.Length >= Vector<float>.Count)
        {
            var lanes = new Vector<float>(values);
            for (i = Vector<float>.Count; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
            {
                lanes = Vector.Max(lanes, new Vector<float>(values[i..]));
            }

            for (var lane = 0; lane < Vector<float>.Count; lane++)
            {
                largest = MathF.Max(largest, lanes[lane]);
            }
        }

        for (; i < values.Length; i++)
        {
            largest = MathF.Max(largest, values[i]);
        }

        return largest;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Sum(ReadOnlySpan<float> values)
    {
        var lanes = Vector<float>.Zero;
        var i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            lanes += new Vector<float>(values[i..]);
        }

        var sum = Vector.Sum(lanes);
        for (; i < values.Length; i++)
        {
            sum += values[i];
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyAdd(ReadOnlySpan<float> from, float factor, float summand, Span<float> to)
    {
        var i = 0;
        for (; i <= from.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            (new Vector<float>(from[i..]) * factor + new Vector<float>(summand)).CopyTo(to[i..]);
        }

        for (; i < from.Length; i++)
        {
            to[i] = from[i] * factor + summand;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Exp(Span<float> values)
    {
        var i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Exp(new Vector<float>(values[i..])).CopyTo(values[i..]);
        }

        for (; i < values.Length; i++)
        {
            values[i] = MathF.Exp(values[i]);
        }
    }
}
