using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Atelier.Training;

/// <summary>Attention with several heads: each place of a sequence takes a weighted mean of the places of another, or of its own.</summary>
/// <remarks>
/// <para>Vaswani and others, "Attention Is All You Need", 2017, section 3.2, with the parameters of <c>torch.nn.MultiheadAttention</c>: <c>in_proj_weight</c> (or <c>q_proj_weight</c>,
/// <c>k_proj_weight</c> and <c>v_proj_weight</c> where keys or values have another width), <c>in_proj_bias</c>, <c>out_proj.weight</c> and <c>out_proj.bias</c>, with the same first values. Weights saved by
/// PyTorch or TorchSharp load as they are. Another name than TorchSharp's <c>MultiheadAttention</c>, whose settings cannot be read, lets both be used in one file.</para>
/// <para>Masks are those of PyTorch's module: true, or -∞, where one must not look. A place that may look nowhere gets zeros from every head, where PyTorch's module may answer NaN. The caller disposes
/// the layer.</para>
/// <code>
/// using var attention = new MultiHeadAttention(width: 64, heads: 8);
/// var (output, _) = attention.call(x, x, x, padding); // (batch, length, 64), true in (batch, length) where nothing stands
/// </code>
/// </remarks>
public sealed class MultiHeadAttention : Module<Tensor, Tensor, Tensor, Tensor?, bool, Tensor?, (Tensor Output, Tensor? Weights)>
{
    private readonly bool _isPacked;
    // TorchSharp registers fields by itself, under this name rather than once more under theirs.
    [ComponentName(Name = "out_proj")]
    private readonly Linear _output;

    /// <summary>Makes the layer with random weights.</summary>
    /// <param name="width">The width of queries and outputs; a multiple of <paramref name="heads"/>.</param>
    /// <param name="heads">How many heads share the width, at least 1.</param>
    /// <param name="dropout">The share of attention weights set to zero while training, from 0 to below 1.</param>
    /// <param name="bias">Whether the projections add biases.</param>
    /// <param name="keyWidth">The width of the keys; null for that of the queries.</param>
    /// <param name="valueWidth">The width of the values; null for that of the queries.</param>
    /// <param name="batchFirst">True for (batch, length, features), false for (length, batch, features).</param>
    /// <param name="causal">Whether each place sees only itself and the places before it, without a mask being given.</param>
    /// <param name="seed">Draws the first weights; equal seeds give equal weights, so give the layers of a model different ones. No other random numbers are disturbed.</param>
    /// <exception cref="ArgumentException">A number is outside its range, or the heads do not divide the width.</exception>
    public MultiHeadAttention(
        int width,
        int heads,
        double dropout = 0,
        bool bias = true,
        int? keyWidth = null,
        int? valueWidth = null,
        bool batchFirst = true,
        bool causal = false,
        long seed = 0)
        : base(Checked(width, heads, dropout, keyWidth, valueWidth))
    {
        (Width, Heads, Dropout, HasBias, IsBatchFirst, IsCausal) = (width, heads, dropout, bias, batchFirst, causal);
        (KeyWidth, ValueWidth) = (keyWidth ?? width, valueWidth ?? width);
        _isPacked = KeyWidth == width && ValueWidth == width;
        using var generator = new Generator((ulong)seed, CPU);
        if (_isPacked)
        {
            register_parameter("in_proj_weight", LayerWeights.Xavier(generator, 3 * width, width));
        }
        else
        {
            register_parameter("q_proj_weight", LayerWeights.Xavier(generator, width, width));
            register_parameter("k_proj_weight", LayerWeights.Xavier(generator, width, KeyWidth));
            register_parameter("v_proj_weight", LayerWeights.Xavier(generator, width, ValueWidth));
        }

        _output = LayerWeights.Linear(width, width, generator, bias);
        if (bias)
        {
            register_parameter("in_proj_bias", LayerWeights.Zeros(3 * width));
            using var guard = no_grad();
            _output.bias!.zero_();
        }

        register_module("out_proj", _output);
    }

    /// <summary>The width of queries and outputs.</summary>
    public int Width { get; }

    /// <summary>How many heads share the width.</summary>
    public int Heads { get; }

    /// <summary>The share of attention weights set to zero while training.</summary>
    public double Dropout { get; }

    /// <summary>Whether the projections add biases.</summary>
    public bool HasBias { get; }

    /// <summary>The width of the keys.</summary>
    public int KeyWidth { get; }

    /// <summary>The width of the values.</summary>
    public int ValueWidth { get; }

    /// <summary>True: (batch, length, features), which is how this kit's layers take sequences unless told; false: (length, batch, features), which is PyTorch's default.</summary>
    public bool IsBatchFirst { get; }

    /// <summary>Whether each place sees only itself and the places before it.</summary>
    public bool IsCausal { get; }

    /// <summary>Attends from queries to keys.</summary>
    /// <param name="query">Floats, shape (batch, length, <see cref="Width"/>).</param>
    /// <param name="key">Floats, shape (batch, places, <see cref="KeyWidth"/>).</param>
    /// <param name="value">Floats, shape (batch, places, <see cref="ValueWidth"/>).</param>
    /// <param name="keyPadding">Shape (batch, places): true where no key stands, or floats that are added to the scores; null for none.</param>
    /// <param name="needsWeights">Whether the attention weights are wanted, which takes more time and memory.</param>
    /// <param name="mask">Shape (length, places) or (batch × heads, length, places): true where a query must not look, or floats that are added to the scores; null for none.</param>
    /// <returns>Shape (batch, length, <see cref="Width"/>), and the weights' mean over the heads, shape (batch, length, places), where wanted; the caller owns both.</returns>
    /// <exception cref="ArgumentException">A shape is another one, or a mask holds neither booleans nor floats.</exception>
    public override (Tensor Output, Tensor? Weights) forward(
        Tensor query, Tensor key, Tensor value, Tensor? keyPadding, bool needsWeights, Tensor? mask)
    {
        EnsureFit(query, key, value);
        using var scope = NewDisposeScope();
        var (q, k, v) = Projections(query, key, value); // (batch, heads, length, width / heads) each
        var bias = AttentionMask.Combine(keyPadding, mask, q, k, IsCausal && (needsWeights || keyPadding is not null || mask is not null));
        Tensor? weights = null;
        Tensor mixed;
        if (needsWeights)
        {
            weights = functional.dropout(AttentionMask.Weights(q, k, bias), Dropout, training);
            mixed = weights.matmul(v);
            weights = weights.mean([1]);
        }
        else
        {
            mixed = functional.scaled_dot_product_attention(q, k, v, bias, training ? Dropout : 0, is_casual: IsCausal && bias is null);
        }

        var joined = mixed.transpose(1, 2).flatten(2); // (batch, length, width)
        var output = _output.call(IsBatchFirst ? joined : joined.transpose(0, 1));
        return (output.MoveToOuterDisposeScope(), weights?.MoveToOuterDisposeScope());
    }

    /// <summary>Attends from queries to keys, with what is left out as in <see cref="forward"/>.</summary>
    public new (Tensor Output, Tensor? Weights) call(
        Tensor query, Tensor key, Tensor value, Tensor? keyPadding = null, bool needsWeights = false, Tensor? mask = null) =>
        base.call(query, key, value, keyPadding, needsWeights, mask);

    private static string Checked(int width, int heads, double dropout, int? keyWidth, int? valueWidth)
    {
        LayerChecks.Heads(width, heads);
        LayerChecks.Dropout(dropout);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(keyWidth ?? 1, nameof(keyWidth));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(valueWidth ?? 1, nameof(valueWidth));
        TorchRuntime.EnsureLoaded();
        return nameof(MultiHeadAttention);
    }

    private (Tensor Query, Tensor Key, Tensor Value) Projections(Tensor query, Tensor key, Tensor value)
    {
        var bias = HasBias ? get_parameter("in_proj_bias")! : null;
        if (!_isPacked)
        {
            var biases = bias?.chunk(3);
            return (
                Split(functional.linear(query, get_parameter("q_proj_weight")!, biases?[0])),
                Split(functional.linear(key, get_parameter("k_proj_weight")!, biases?[1])),
                Split(functional.linear(value, get_parameter("v_proj_weight")!, biases?[2])));
        }

        var weight = get_parameter("in_proj_weight")!;
        if (ReferenceEquals(query, key) && ReferenceEquals(key, value))
        {
            var parts = functional.linear(query, weight, bias).chunk(3, -1);
            return (Split(parts[0]), Split(parts[1]), Split(parts[2]));
        }

        var (weights, shifts) = (weight.chunk(3), bias?.chunk(3));
        return (
            Split(functional.linear(query, weights[0], shifts?[0])),
            Split(functional.linear(key, weights[1], shifts?[1])),
            Split(functional.linear(value, weights[2], shifts?[2])));
    }

    /// <summary>(batch, length, width) to (batch, heads, length, width / heads).</summary>
    private Tensor Split(Tensor values)
    {
        var heads = values.unflatten(2, Heads, Width / Heads);
        return IsBatchFirst ? heads.transpose(1, 2) : heads.permute(1, 2, 0, 3);
    }

    private void EnsureFit(Tensor query, Tensor key, Tensor value)
    {
        LayerChecks.Sequences(query, nameof(query), Width, IsBatchFirst);
        LayerChecks.Sequences(key, nameof(key), KeyWidth, IsBatchFirst);
        LayerChecks.Sequences(value, nameof(value), ValueWidth, IsBatchFirst);
        var batch = IsBatchFirst ? 0 : 1;
        var (queries, keys, values) = (query.shape, key.shape, value.shape);
        if (queries[batch] != keys[batch] || keys[0] != values[0] || keys[1] != values[1])
        {
            throw new ArgumentException(
                $"`query`, `key` and `value` have shapes {Check.Show(queries)}, {Check.Show(keys)} and {Check.Show(values)}; expected one batch, "
                + $"and keys and values of one length, {(IsBatchFirst ? "(batch, length, features)" : "(length, batch, features)")}.",
                nameof(key));
        }
    }
}
