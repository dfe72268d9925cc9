using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Atelier.Training;

/// <summary>One layer of a transformer that reads sequences: self-attention, then two linear layers, each around a residual with a normalization.</summary>
/// <remarks>
/// <para>Vaswani and others, "Attention Is All You Need", 2017; with <see cref="IsNormFirst"/> in the order of Xiong and others, "On Layer Normalization in the Transformer Architecture", 2020. Computes
/// what <c>torch.nn.TransformerEncoderLayer</c> computes, under its parameter names (<c>self_attn.in_proj_weight</c>, <c>linear1.weight</c>, <c>norm1.weight</c> ...): saved weights load as they are. Another
/// name than TorchSharp's class, whose settings cannot be read, lets both be used in one file. The caller disposes the layer.</para>
/// <para>With <c>causal: true</c> it is the block of a language model that writes from left to right.</para>
/// <code>
/// using var block = new TransformerEncoderBlock(width: 64, heads: 8, inner: 256, normFirst: true);
/// var y = block.call(x, padding: tokens.eq(0)); // (batch, length, 64)
/// </code>
/// </remarks>
public sealed class TransformerEncoderBlock : Module<Tensor, Tensor?, Tensor?, Tensor>
{
    // TorchSharp registers fields by itself, under these names rather than once more under theirs.
    [ComponentName(Name = "self_attn")]
    private readonly MultiHeadAttention _attention;
    private readonly FeedForward _feedForward;
    [ComponentName(Name = "norm1")]
    private readonly LayerNorm _norm1;
    [ComponentName(Name = "norm2")]
    private readonly LayerNorm _norm2;
    [ComponentName(Name = "dropout1")]
    private readonly Dropout _dropout1;
    [ComponentName(Name = "dropout2")]
    private readonly Dropout _dropout2;

    /// <summary>Makes the layer with random weights.</summary>
    /// <param name="width">The width of inputs and outputs; a multiple of <paramref name="heads"/>.</param>
    /// <param name="heads">How many heads share the width, at least 1.</param>
    /// <param name="inner">The width between the two linear layers, at least 1; often four times <paramref name="width"/>.</param>
    /// <param name="dropout">The share of values and attention weights set to zero while training, from 0 to below 1.</param>
    /// <param name="activation">The activation between the linear layers, ReLU or GELU.</param>
    /// <param name="normFirst">Whether the normalizations come before attention and linear layers (steadier to train when deep) or behind the residuals, as in the paper and by PyTorch's default.</param>
    /// <param name="causal">Whether each place sees only itself and the places before it, without a mask being given.</param>
    /// <param name="batchFirst">True for (batch, length, features), false for (length, batch, features).</param>
    /// <param name="bias">Whether projections, linear layers and normalizations add biases.</param>
    /// <param name="normEpsilon">What the normalizations add to the variance, above 0.</param>
    /// <param name="seed">Draws the first weights; equal seeds give equal weights, so give the layers of a model different ones. No other random numbers are disturbed.</param>
    /// <exception cref="ArgumentException">A number is outside its range, or the heads do not divide the width.</exception>
    public TransformerEncoderBlock(
        int width,
        int heads,
        int inner,
        double dropout = 0.1,
        nn.Activations activation = nn.Activations.ReLU,
        bool normFirst = false,
        bool causal = false,
        bool batchFirst = true,
        bool bias = true,
        double normEpsilon = 1e-5,
        long seed = 0)
        : base(LayerChecks.Block(nameof(TransformerEncoderBlock), width, heads, inner, dropout, activation, normEpsilon))
    {
        (Width, Heads, Inner, Dropout, Activation, HasBias, NormEpsilon) = (width, heads, inner, dropout, activation, bias, normEpsilon);
        (IsNormFirst, IsCausal, IsBatchFirst) = (normFirst, causal, batchFirst);
        _attention = new MultiHeadAttention(width, heads, dropout, bias, batchFirst: batchFirst, causal: causal, seed: seed);
        register_module("self_attn", _attention);
        _feedForward = new FeedForward(this, width, inner, dropout, activation, bias, LayerWeights.PartSeed(seed, 1));
        register_module("norm1", _norm1 = LayerNorm(width, normEpsilon, bias: bias));
        register_module("norm2", _norm2 = LayerNorm(width, normEpsilon, bias: bias));
        register_module("dropout1", _dropout1 = nn.Dropout(dropout));
        register_module("dropout2", _dropout2 = nn.Dropout(dropout));
    }

    /// <summary>The width of inputs and outputs.</summary>
    public int Width { get; }

    /// <summary>How many heads share the width.</summary>
    public int Heads { get; }

    /// <summary>The width between the two linear layers.</summary>
    public int Inner { get; }

    /// <summary>The share of values and attention weights set to zero while training.</summary>
    public double Dropout { get; }

    /// <summary>The activation between the linear layers.</summary>
    public nn.Activations Activation { get; }

    /// <summary>Whether the normalizations come before attention and linear layers.</summary>
    public bool IsNormFirst { get; }

    /// <summary>Whether each place sees only itself and the places before it.</summary>
    public bool IsCausal { get; }

    /// <summary>True: (batch, length, features), which is how this kit's layers take sequences unless told; false: (length, batch, features), which is PyTorch's default.</summary>
    public bool IsBatchFirst { get; }

    /// <summary>Whether projections, linear layers and normalizations add biases.</summary>
    public bool HasBias { get; }

    /// <summary>What the normalizations add to the variance.</summary>
    public double NormEpsilon { get; }

    /// <summary>Reads sequences.</summary>
    /// <param name="input">Floats, shape (batch, length, <see cref="Width"/>).</param>
    /// <param name="mask">Shape (length, length) or (batch × heads, length, length): true where a place must not look, or floats that are added to the scores; null for none.</param>
    /// <param name="padding">Shape (batch, length): true where nothing stands, or floats that are added to the scores; null for none.</param>
    /// <returns>The shape of the input; the caller owns it.</returns>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public override Tensor forward(Tensor input, Tensor? mask, Tensor? padding)
    {
        LayerChecks.Sequences(input, nameof(input), Width, IsBatchFirst);
        using var scope = NewDisposeScope();
        Tensor output;
        if (IsNormFirst)
        {
            var x = input + Attend(_norm1.call(input), mask, padding);
            output = x + _dropout2.call(_feedForward.Run(_norm2.call(x)));
        }
        else
        {
            var x = _norm1.call(input + Attend(input, mask, padding));
            output = _norm2.call(x + _dropout2.call(_feedForward.Run(x)));
        }

        return output.MoveToOuterDisposeScope();
    }

    /// <summary>Reads sequences, with what is left out as in <see cref="forward"/>.</summary>
    public new Tensor call(Tensor input, Tensor? mask = null, Tensor? padding = null) => base.call(input, mask, padding);

    private Tensor Attend(Tensor x, Tensor? mask, Tensor? padding) => _dropout1.call(_attention.call(x, x, x, padding, mask: mask).Output);
}
