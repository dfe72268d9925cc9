using System.Numerics.Tensors;

namespace Atelier.Training;

/// <summary>Softmax and cross-entropy on integer labels: the loss, the probabilities and the gradient in one go.</summary>
/// <remarks>
/// loss = mean over rows of ln Σ exp(z) - z[label]; its derivative by the logits z is (softmax(z) - onehot(label)) / rows. Computed
/// here rather than by torch, because the metrics want the probabilities anyway and the loss then needs no further pass.
/// </remarks>
internal static class CrossEntropy
{
    /// <summary>The sum of the rows' losses.</summary>
    /// <param name="logits">Row after row, one for each class.</param>
    /// <param name="labels">The class of each row, each below the number of classes.</param>
    /// <param name="probabilities">Receives the softmax of the logits.</param>
    public static double SumOfLosses(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, Span<float> probabilities)
    {
        var classes = logits.Length / labels.Length;
        for (var row = 0; row < labels.Length; row++)
        {
            var z = logits.Slice(row * classes, classes);
            TensorPrimitives.Subtract(z, TensorPrimitives.Max(z), probabilities.Slice(row * classes, classes));
        }

        var sum = 0.0;
        for (var row = 0; row < labels.Length; row++)
        {
            sum -= probabilities[row * classes + labels[row]];
        }

        TensorPrimitives.Exp(probabilities, probabilities);
        for (var row = 0; row < labels.Length; row++)
        {
            var p = probabilities.Slice(row * classes, classes);
            var total = TensorPrimitives.Sum(p);
            sum += Math.Log(total);
            TensorPrimitives.Divide(p, total, p);
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
        TensorPrimitives.Multiply(probabilities, share, gradient);
        for (var row = 0; row < labels.Length; row++)
        {
            gradient[row * classes + labels[row]] -= share;
        }
    }
}
