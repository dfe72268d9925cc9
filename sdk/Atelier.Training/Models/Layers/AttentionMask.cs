using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>Masks of attention as numbers that are added to the scores: -∞ where one must not look.</summary>
internal static class AttentionMask
{
    /// <summary>All masks as one.</summary>
    /// <param name="keyPadding">Shape (batch, places), or null.</param>
    /// <param name="mask">Shape (length, places) or (batch × heads, length, places), or null.</param>
    /// <param name="query">Shape (batch, heads, length, features).</param>
    /// <param name="key">Shape (batch, heads, places, features).</param>
    /// <param name="causal">Whether each place sees only itself and those before it.</param>
    /// <returns>A shape that fits (batch, heads, length, places); null for no mask.</returns>
    public static Tensor? Combine(Tensor? keyPadding, Tensor? mask, Tensor query, Tensor key, bool causal)
    {
        var (queries, keys) = (query.shape, key.shape);
        var (batch, heads, length, places) = (queries[0], queries[1], queries[2], keys[2]);
        Tensor? sum = null;
        if (keyPadding is not null)
        {
            EnsureShape(keyPadding, nameof(keyPadding), [[batch, places]], "batch, places");
            sum = Numbers(keyPadding, nameof(keyPadding), query).unsqueeze(1).unsqueeze(2); // (batch, 1, 1, places)
        }

        if (mask is not null)
        {
            EnsureShape(mask, nameof(mask), [[length, places], [batch * heads, length, places]], "length, places");
            var numbers = Numbers(mask, nameof(mask), query);
            numbers = mask.dim() == 3 ? numbers.view(batch, heads, length, places) : numbers;
            sum = sum is null ? numbers : sum + numbers;
        }

        if (causal)
        {
            var hidden = Numbers(ones([length, places], dtype: ScalarType.Bool, device: query.device).triu(1), nameof(causal), query);
            sum = sum is null ? hidden : sum + hidden;
        }

        return sum;
    }

    /// <summary>softmax(query key' / √features + bias), zeros where a query may look nowhere.</summary>
    public static Tensor Weights(Tensor query, Tensor key, Tensor? bias)
    {
        var scores = (query * (1 / Math.Sqrt(query.shape[^1]))).matmul(key.transpose(-2, -1)); // (batch, heads, length, places)
        if (bias is null)
        {
            return scores.softmax(-1);
        }

        // A row of -∞ alone would make NaN, in the gradients too.
        scores += bias;
        var isBlind = scores.eq(double.NegativeInfinity).all(-1, keepdim: true);
        return scores.masked_fill(isBlind, 0).softmax(-1).masked_fill(isBlind, 0);
    }

    private static Tensor Numbers(Tensor mask, string name, Tensor like) => mask.dtype switch
    {
        ScalarType.Bool => zeros_like(mask, dtype: like.dtype).masked_fill(mask, double.NegativeInfinity),
        _ when mask.is_floating_point() => mask.to(like.dtype),
        _ => throw new ArgumentException($"`{name}` holds {mask.dtype} values; expected booleans, true where one must not look, or floats that are added to the scores.", name),
    };

    private static void EnsureShape(Tensor mask, string name, long[][] expected, string axes)
    {
        var shape = mask.shape;
        if (!expected.Any(lengths => lengths.AsSpan().SequenceEqual(shape)))
        {
            throw new ArgumentException($"`{name}` has shape {Check.Show(shape)}; expected {string.Join(" or ", expected.Select(lengths => Check.Show(lengths)))}: {axes}.", name);
        }
    }
}
