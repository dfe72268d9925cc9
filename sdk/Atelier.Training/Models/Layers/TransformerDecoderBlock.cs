using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Atelier.Training;

/// <summary>One layer of a transformer that writes sequences from what an encoder has read: self-attention, attention to the memory, then two linear layers.</summary>
/// <remarks>
/// Vaswani and others, "Attention Is All You Need", 2017; with <see cref="IsNormFirst"/> in the order of Xiong and others, 2020. Computes what <c>torch.nn.TransformerDecoderLayer</c> computes, under its
/// parameter names (<c>self_attn.in_proj_weight</c>, <c>multihead_attn.in_proj_weight</c>, <c>linear1.weight</c> ...): saved weights load as they are. Another name than TorchSharp's class, whose settings
/// cannot be read, lets both be used in one file. The caller disposes the layer.
/// <code>
/// using var block = new TransformerDecoderBlock(width: 64, heads: 8, inner: 256, causal: true);
/// var y = block.call(target, memory); // (batch, length, 64) and (batch, places, 64) to (batch, length, 64)
/// </code>
/// </remarks>
public sealed class TransformerDecoderBlock : Module<Tensor, Tensor, Tensor?, Tensor?, Tensor?, Tensor?, Tensor>
{
    // TorchSharp registers fields by itself, under these names rather than once more under theirs.
    [ComponentName(Name = "self_attn")]
    private readonly MultiHeadAttention _selfAttention;
    [ComponentName(Name = "multihead_attn")]
    private readonly MultiHeadAttention _memoryAttention;
    private readonly FeedForward _feedForward;
    private readonly LayerNorm[] _norms;
    private readonly Dropout[] _dropouts;

    /// <summary>Makes the layer with random weights.</summary>
    /// <param name="width">The width of targets, memory and outputs; a multiple of <paramref name="heads"/>.</param>
    /// <param name="heads">How many heads share the width, at least 1.</param>
    /// <param name="inner">The width between the two linear layers, at least 1; often four times <paramref name="width"/>.</param>
    /// <param name="dropout">The share of values and attention weights set to zero while training, from 0 to below 1.</param>
    /// <param name="activation">The activation between the linear layers, ReLU or GELU.</param>
    /// <param name="normFirst">Whether the normalizations come before attention and linear layers (steadier to train when deep) or behind the residuals, as in the paper and by PyTorch's default.</param>
    /// <param name="causal">Whether each target sees only itself and the targets before it, without a mask being given; the memory is seen whole.</param>
    /// <param name="batchFirst">True for (batch, length, features), false for (length, batch, features).</param>
    /// <param name="bias">Whether projections, linear layers and normalizations add biases.</param>
    /// <param name="normEpsilon">What the normalizations add to the variance, above 0.</param>
    /// <param name="seed">Draws the first weights; equal seeds give equal weights, so give the layers of a model different ones. No other random numbers are disturbed.</param>
    /// <exception cref="ArgumentException">A number is outside its range, or the heads do not divide the width.</exception>
    public TransformerDecoderBlock(
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
        : base(LayerChecks.Block(nameof(TransformerDecoderBlock), width, heads, inner, dropout, activation, normEpsilon))
    {
        (Width, Heads, Inner, Dropout, Activation, HasBias, NormEpsilon) = (width, heads, inner, dropout, activation, bias, normEpsilon);
        (IsNormFirst, IsCausal, IsBatchFirst) = (normFirst, causal, batchFirst);
        _selfAttention = new MultiHeadAttention(width, heads, dropout, bias, batchFirst: batchFirst, causal: causal, seed: seed);
        _memoryAttention = new MultiHeadAttention(width, heads, dropout, bias, batchFirst: batchFirst, seed: LayerWeights.PartSeed(seed, 1));
        register_module("self_attn", _selfAttention);
        register_module("multihead_attn", _memoryAttention);
        _feedForward = new FeedForward(this, width, inner, dropout, activation, bias, LayerWeights.PartSeed(seed, 2));
        _norms = [.. Enumerable.Range(0, 3).Select(_ => LayerNorm(width, normEpsilon, bias: bias))];
        _dropouts = [.. Enumerable.Range(0, 3).Select(_ => nn.Dropout(dropout))];
        for (var i = 0; i < 3; i++)
        {
            register_module($"norm{i + 1}", _norms[i]);
            register_module($"dropout{i + 1}", _dropouts[i]);
        }
    }

    /// <summary>The width of targets, memory and outputs.</summary>
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

    /// <summary>Whether each target sees only itself and the targets before it.</summary>
    public bool IsCausal { get; }

    /// <summary>True: (batch, length, features), which is how this kit's layers take sequences unless told; false: (length, batch, features), which is PyTorch's default.</summary>
    public bool IsBatchFirst { get; }

    /// <summary>Whether projections, linear layers and normalizations add biases.</summary>
    public bool HasBias { get; }

    /// <summary>What the normalizations add to the variance.</summary>
    public double NormEpsilon { get; }

    /// <summary>Reads targets and the memory.</summary>
    /// <param name="target">Floats, shape (batch, length, <see cref="Width"/>): what has been written.</param>
    /// <param name="memory">Floats, shape (batch, places, <see cref="Width"/>): what an encoder has read.</param>
    /// <param name="targetMask">Shape (length, length) or (batch × heads, length, length): true where a target must not look, or floats that are added to the scores; null for none.</param>
    /// <param name="memoryMask">Shape (length, places) or (batch × heads, length, places), as <paramref name="targetMask"/>.</param>
    /// <param name="targetPadding">Shape (batch, length): true where nothing stands, or floats that are added to the scores; null for none.</param>
    /// <param name="memoryPadding">Shape (batch, places), as <paramref name="targetPadding"/>.</param>
    /// <returns>The shape of the target; the caller owns it.</returns>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public override Tensor forward(
        Tensor target, Tensor memory, Tensor? targetMask, Tensor? memoryMask, Tensor? targetPadding, Tensor? memoryPadding)
    {
        LayerChecks.Sequences(target, nameof(target), Width, IsBatchFirst);
        LayerChecks.Sequences(memory, nameof(memory), Width, IsBatchFirst);
        using var scope = NewDisposeScope();
        Func<Tensor, Tensor>[] parts =
        [
            x => _selfAttention.call(x, x, x, targetPadding, mask: targetMask).Output,
            x => _memoryAttention.call(x, memory, memory, memoryPadding, mask: memoryMask).Output,
            _feedForward.Run,
        ];
        var output = target;
        for (var i = 0; i < parts.Length; i++)
        {
            output = IsNormFirst
                ? output + _dropouts[i].call(parts[i](_norms[i].call(output)))
                : _norms[i].call(output + _dropouts[i].call(parts[i](output)));
        }

        return output.MoveToOuterDisposeScope();
    }

    /// <summary>Reads targets and the memory, with what is left out as in <see cref="forward"/>.</summary>
    public new Tensor call(
        Tensor target,
        Tensor memory,
        Tensor? targetMask = null,
        Tensor? memoryMask = null,
        Tensor? targetPadding = null,
        Tensor? memoryPadding = null) => base.call(target, memory, targetMask, memoryMask, targetPadding, memoryPadding);
}
