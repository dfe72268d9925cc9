using System.Numerics.Tensors;
using Atelier.Data;

namespace Atelier.Vision;

/// <summary>Mixes each row with another one of its batch, features and classes alike (Zhang et al. 2018).</summary>
/// <remarks>
/// Row i becomes share * row i + (1 - share) * row partner, with a share of its own from a Beta(alpha, alpha) distribution. For any features that are numbers. It
/// belongs to training: no package carries it. Immutable.
/// </remarks>
public sealed record MixUp
{
    /// <summary>Says how strongly rows are mixed.</summary>
    /// <param name="alpha">Above 0: near 0 hardly at all, 1 evenly spread, large half and half; 0.2 to 0.4 are usual.</param>
    public MixUp(double alpha = 0.2)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(alpha);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(alpha, 1000);
        Alpha = alpha;
    }

    /// <summary>Both parameters of the Beta distribution of shares.</summary>
    public double Alpha { get; }

    /// <summary>Mixes the rows of a batch.</summary>
    /// <param name="batch">Labelled rows of numbers, drawn at random from the training part: partners come from the same batch.</param>
    /// <param name="seed">Equal seeds mix equal batches alike; give each batch its own, such as seed + number of the step.</param>
    /// <exception cref="ArgumentException">There are no labels, or a column holds no numbers.</exception>
    public MixedBatch Apply(Dataset batch, int seed)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (!batch.HasLabels)
        {
            throw new ArgumentException($"`{batch.Name}` has no labels to mix; expected a class for each row.", nameof(batch));
        }

        var random = new Random(seed);
        var partners = Enumerable.Range(0, batch.Count).ToArray();
        random.Shuffle(partners);
        var shares = new float[batch.Count];
        foreach (ref var share in shares.AsSpan())
        {
            share = (float)BetaDraw.Next(random, Alpha);
        }

        var features = batch.Features;
        var (width, classes) = (batch.FeatureCount, batch.ClassNames.Count);
        var (mixed, targets) = (new float[features.Length], new float[batch.Count * classes]);
        for (var row = 0; row < batch.Count; row++)
        {
            var result = mixed.AsSpan(row * width, width);
            TensorPrimitives.Multiply(features.Span.Slice(partners[row] * width, width), 1 - shares[row], result);
            TensorPrimitives.MultiplyAdd(features.Span.Slice(row * width, width), shares[row], result, result);
            targets[(row * classes) + batch.Labels.Span[row]] += shares[row];
            targets[(row * classes) + batch.Labels.Span[partners[row]]] += 1 - shares[row];
        }

        return new MixedBatch(batch.WithFeatures(mixed, batch.FeatureShape), targets, partners, shares);
    }
}
