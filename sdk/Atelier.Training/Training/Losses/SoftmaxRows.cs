using System.Numerics;
using System.Runtime.CompilerServices;

namespace Atelier.Training;

/// <summary>Softmax of many short rows.</summary>
/// <remarks>
/// Computed here rather than by torch, because the metrics want the probabilities anyway and the loss then needs no further pass. The loops
/// are optimised from the first call: a short training ends before the runtime would have got round to it.
/// </remarks>
internal static class SoftmaxRows
{
    /// <summary>Probabilities of logits, row by row, and for each row its part of the loss: ln Σ exp(z - largest) + largest.</summary>
    /// <param name="logits">Row after row; not finite where the results are not.</param>
    /// <param name="width">Logits a row.</param>
    /// <param name="probabilities">Receives exp(z) / Σ exp(z).</param>
    /// <param name="logSums">Receives ln Σ exp(z) of each row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Of(ReadOnlySpan<float> logits, int width, Span<float> probabilities, Span<double> logSums)
    {
        for (var row = 0; row < logSums.Length; row++)
        {
            // Without the largest logit no exponential overflows, and at least one is 1.
            var z = logits.Slice(row * width, width);
            var largest = Max(z);
            MultiplyAdd(z, 1, -largest, probabilities.Slice(row * width, width));
            logSums[row] = largest;
        }

        // All rows at once, since the rows of few classes fill no vector.
        Exp(probabilities);
        for (var row = 0; row < logSums.Length; row++)
        {
            var p = probabilities.Slice(row * width, width);
            var total = Sum(p);
            logSums[row] += Math.Log(total);
            MultiplyAdd(p, 1 / total, 0, p);
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
    internal static void MultiplyAdd(ReadOnlySpan<float> from, float factor, float summand, Span<float> to)
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
