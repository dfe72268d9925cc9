using static TorchSharp.torch;

namespace Atelier.Training.Tests;

/// <summary><see cref="MultiHeadAttention"/> beside TorchSharp's with the same weights.</summary>
public sealed class MultiHeadAttentionTests
{
    private const int Width = 12;
    private const int Heads = 3;

    public static TheoryData<bool, bool, string, bool, bool> Settings
    {
        get
        {
            var data = new TheoryData<bool, bool, string, bool, bool>();
            foreach (var (at, mask) in new[] { "none", "booleans", "floats" }.Index())
            {
                foreach (var settings in Enumerable.Range(0, 8))
                {
                    data.Add((settings & 1) == 0, (settings & 2) == 0, mask, (settings & 4) == 0, at % 2 == 0);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void Forward_SameWeights_GivesWhatTorchSharpGives(bool bias, bool otherWidths, string masks, bool batchFirst, bool padded)
    {
        using var scope = NewDisposeScope();
        // libtorch's own module takes other widths of keys and values only where both are equal, and no masks of each head; see LayerReferenceTests.
        var (keyWidth, valueWidth) = otherWidths ? (7, 7) : (Width, Width);
        using var layer = new MultiHeadAttention(Width, Heads, bias: bias, keyWidth: keyWidth, valueWidth: valueWidth, batchFirst: batchFirst);
        using var reference = nn.MultiheadAttention(Width, Heads, bias: bias, kdim: keyWidth, vdim: valueWidth);
        Layers.Copy(layer, reference);
        var (query, key, value) = (randn(4, 2, Width), randn(6, 2, keyWidth), randn(6, 2, valueWidth));
        var padding = padded ? tensor(new[,] { { false, false, false, true, true, false }, { false, false, false, false, false, true } }) : null;
        var mask = masks switch
        {
            "booleans" => Allowing(randn(4, 6).gt(0.8)),
            "floats" => randn(4, 6),
            _ => null,
        };
        Tensor[] given = batchFirst ? [.. new[] { query, key, value }.Select(tensor => tensor.transpose(0, 1))] : [query, key, value];

        // libtorch's own module adds the ones of a mask of booleans to the scores, where PyTorch's blocks them.
        var blocking = mask?.dtype == ScalarType.Bool ? zeros_like(mask, ScalarType.Float32).masked_fill(mask, float.NegativeInfinity) : mask;

        var (expected, expectedWeights) = reference.call(query, key, value, padding, true, blocking);
        var (plain, none) = layer.call(given[0], given[1], given[2], padding, mask: mask);
        var (actual, weights) = layer.call(given[0], given[1], given[2], padding, needsWeights: true, mask);

        Assert.Null(none);
        expected = batchFirst ? expected.transpose(0, 1) : expected;
        Layers.AssertClose(expected, plain, 1e-6);
        Layers.AssertClose(expected, actual, 1e-6);
        Layers.AssertClose(expectedWeights, weights!, 1e-6);
        Layers.AssertSameGradients(reference, [expected * 2, expectedWeights], layer, [plain + actual, weights!], 2e-6);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Forward_ToItself_GivesWhatTorchSharpGives(bool needsWeights)
    {
        using var scope = NewDisposeScope();
        using var layer = new MultiHeadAttention(Width, Heads);
        using var reference = nn.MultiheadAttention(Width, Heads);
        Layers.Copy(layer, reference);
        var x = randn(2, 5, Width);
        var first = x.transpose(0, 1);

        var expected = reference.call(first, first, first).Item1.transpose(0, 1);

        Layers.AssertClose(expected, layer.call(x, x, x, needsWeights: needsWeights).Output, 1e-6);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Forward_Causal_IsWhatTheMaskGives(bool padded, bool needsWeights)
    {
        using var scope = NewDisposeScope();
        using var causal = new MultiHeadAttention(Width, Heads, causal: true, seed: 3);
        using var masked = new MultiHeadAttention(Width, Heads, seed: 3);
        var x = randn(2, 5, Width);
        var padding = padded ? tensor(new[,] { { false, false, true, true, true }, { false, false, false, false, true } }) : null;

        var expected = masked.call(x, x, x, padding, needsWeights, ones(5, 5, dtype: ScalarType.Bool).triu(1)).Output;

        Layers.AssertClose(expected, causal.call(x, x, x, padding, needsWeights).Output, 1e-6);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Forward_NothingToLookAt_GivesZerosBeforeTheLastProjection(bool needsWeights)
    {
        using var scope = NewDisposeScope();
        using var layer = new MultiHeadAttention(Width, Heads);
        var x = randn(2, 3, Width);
        var padding = tensor(new[,] { { true, true, true }, { false, false, true } });

        var (output, weights) = layer.call(x, x, x, padding, needsWeights);

        Assert.Equal(new float[3 * Width], output[0].data<float>().ToArray());
        Assert.True(output.isfinite().all().item<bool>());
        Assert.Equal(needsWeights ? new float[9] : null, weights?[0].data<float>().ToArray());
        output.sum().backward();
        Assert.All(layer.parameters(), parameter => Assert.True(parameter.grad!.isfinite().all().item<bool>()));
    }

    [Fact]
    public void Forward_Dropout_DropsWeightsWhileTrainingOnly()
    {
        using var scope = NewDisposeScope();
        using var layer = new MultiHeadAttention(Width, Heads, dropout: 0.5);
        using var without = new MultiHeadAttention(Width, Heads);
        var x = randn(2, 5, Width);
        var expected = without.call(x, x, x).Output;

        var training = layer.call(x, x, x).Output;
        var (_, weights) = layer.call(x, x, x, needsWeights: true);
        layer.eval();

        Assert.False(expected.allclose(training));
        Assert.Contains(0, weights!.data<float>().ToArray());
        Layers.AssertClose(expected, layer.call(x, x, x).Output, 1e-6);
    }

    [Fact]
    public void Weights_StartAsPyTorchsDo()
    {
        using var layer = new MultiHeadAttention(64, 4, seed: 2);
        using var again = new MultiHeadAttention(64, 4, seed: 2);
        var parts = layer.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter.data<float>().ToArray());

        Assert.Equal(["in_proj_weight", "in_proj_bias", "out_proj.weight", "out_proj.bias"], parts.Keys);
        Assert.All(parts["in_proj_bias"].Concat(parts["out_proj.bias"]), value => Assert.Equal(0, value));
        AssertUniform(parts["in_proj_weight"], Math.Sqrt(6.0 / (4 * 64)));
        AssertUniform(parts["out_proj.weight"], 1 / Math.Sqrt(64));
        Assert.Equal(parts["in_proj_weight"], again.get_parameter("in_proj_weight")!.data<float>().ToArray());
    }

    [Fact]
    public void Settings_AreReadable()
    {
        using var layer = new MultiHeadAttention(Width, Heads, 0.25, bias: false, keyWidth: 7, batchFirst: false, causal: true);

        Assert.Equal((Width, Heads, 0.25, false, 7, Width), (layer.Width, layer.Heads, layer.Dropout, layer.HasBias, layer.KeyWidth, layer.ValueWidth));
        Assert.Equal((false, true), (layer.IsBatchFirst, layer.IsCausal));
        Assert.Equal(["q_proj_weight", "k_proj_weight", "v_proj_weight", "out_proj.weight"], layer.named_parameters().Select(pair => pair.name));
    }

    [Fact]
    public void Forward_WrongShapes_SayWhatIsExpected()
    {
        using var scope = NewDisposeScope();
        using var layer = new MultiHeadAttention(Width, Heads);
        var x = zeros(2, 5, Width);
        string Message(Action call) => Assert.Throws<ArgumentException>(call).Message;

        Assert.Contains("`query` has shape (5, 12); expected (batch, length, 12). Add the batch dimension: query.unsqueeze(0).", Message(() => layer.call(x[0], x, x)), StringComparison.Ordinal);
        Assert.Contains("`key` has shape (2, 5, 11); expected (batch, length, 12).", Message(() => layer.call(x, zeros(2, 5, 11), x)), StringComparison.Ordinal);
        Assert.Contains("expected one batch, and keys and values of one length", Message(() => layer.call(x, zeros(2, 6, Width), x)), StringComparison.Ordinal);
        Assert.Contains("`keyPadding` has shape (2, 4); expected (2, 5): batch, places.", Message(() => layer.call(x, x, x, zeros(2, 4))), StringComparison.Ordinal);
        Assert.Contains("`mask` has shape (4, 5); expected (5, 5) or (6, 5, 5): length, places.", Message(() => layer.call(x, x, x, mask: zeros(4, 5))), StringComparison.Ordinal);
        Assert.Contains("`mask` holds Int64 values; expected booleans", Message(() => layer.call(x, x, x, mask: zeros(5, 5, dtype: int64))), StringComparison.Ordinal);
        Assert.Contains("`width` is 12, which 5 heads do not divide", Message(() => _ = new MultiHeadAttention(Width, 5)), StringComparison.Ordinal);
    }

    /// <summary>A mask under which each query may look at the first key.</summary>
    private static Tensor Allowing(Tensor mask)
    {
        mask.narrow(-1, 0, 1).fill_(false);
        return mask;
    }

    private static void AssertUniform(float[] values, double bound)
    {
        Assert.All(values, value => Assert.InRange(value, -bound, bound));
        Assert.Equal(bound / Math.Sqrt(3), Math.Sqrt(values.Average(value => (double)value * value)), bound / 20);
    }
}
