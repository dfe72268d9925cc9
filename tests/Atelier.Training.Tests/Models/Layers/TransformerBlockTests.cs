using TorchSharp;
using static TorchSharp.torch;

namespace Atelier.Training.Tests;

/// <summary><see cref="TransformerEncoderBlock"/> and <see cref="TransformerDecoderBlock"/> beside TorchSharp's layers with the same weights; other settings in <see cref="LayerReferenceTests"/>.</summary>
public sealed class TransformerBlockTests
{
    [Theory]
    [InlineData(nn.Activations.ReLU, false, false)]
    [InlineData(nn.Activations.GELU, false, false)]
    [InlineData(nn.Activations.ReLU, true, false)]
    [InlineData(nn.Activations.GELU, true, true)]
    [InlineData(nn.Activations.ReLU, false, true)]
    public void Encoder_SameWeights_GivesWhatTorchSharpGives(nn.Activations activation, bool masked, bool padded)
    {
        using var scope = NewDisposeScope();
        using var block = new TransformerEncoderBlock(8, 2, 12, dropout: 0, activation);
        using var reference = nn.TransformerEncoderLayer(8, 2, 12, dropout: 0, activation);
        Layers.Copy(block, reference);
        var x = randn(5, 2, 8);
        var mask = masked ? zeros(5, 5).masked_fill(ones(5, 5, dtype: ScalarType.Bool).triu(1), float.NegativeInfinity) : null;
        var padding = padded ? tensor(new[,] { { false, false, false, true, true }, { false, false, false, false, false } }) : null;

        var expected = reference.call(x, mask!, padding!).transpose(0, 1);
        var actual = block.call(x.transpose(0, 1), mask, padding);

        Layers.AssertClose(expected, actual, 1e-6);
        Layers.AssertSameGradients(reference, [expected], block, [actual], 2e-6);
    }

    [Theory]
    [InlineData(nn.Activations.ReLU, false)]
    [InlineData(nn.Activations.GELU, true)]
    public void Decoder_SameWeights_GivesWhatTorchSharpGives(nn.Activations activation, bool masked)
    {
        using var scope = NewDisposeScope();
        using var block = new TransformerDecoderBlock(8, 2, 12, dropout: 0, activation);
        using var reference = nn.TransformerDecoderLayer(8, 2, 12, dropout: 0, activation);
        Layers.Copy(block, reference);
        var (target, memory) = (randn(4, 2, 8), randn(5, 2, 8));
        var mask = masked ? zeros(4, 4).masked_fill(ones(4, 4, dtype: ScalarType.Bool).triu(1), float.NegativeInfinity) : null;
        var memoryMask = masked ? tensor(new[,] { { 0, float.NegativeInfinity, 0, 0.5f, 0 } }).expand(4, 5) : null;
        var padding = masked ? tensor(new[,] { { false, false, false, true }, { false, false, false, false } }) : null;
        var memoryPadding = masked ? tensor(new[,] { { false, false, false, true, true }, { false, false, false, false, false } }) : null;

        var expected = reference.call(target, memory, mask!, memoryMask!, padding!, memoryPadding!).transpose(0, 1);
        var actual = block.call(target.transpose(0, 1), memory.transpose(0, 1), mask, memoryMask, padding, memoryPadding);

        Layers.AssertClose(expected, actual, 1e-6);
        Layers.AssertSameGradients(reference, [expected], block, [actual], 2e-6);
    }

    [Fact]
    public void LoadWeights_OfTorchSharpsLayers_LoadsThemAll()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using var encoder = new TransformerEncoderBlock(8, 2, 12);
        using var decoder = new TransformerDecoderBlock(8, 2, 12);
        var path = Path.Combine(folder.Path, "block.safetensors");

        nn.TransformerEncoderLayer(8, 2, 12).SaveWeights(path);
        Assert.Equal(12, encoder.LoadWeights(path).Loaded.Count);

        nn.TransformerDecoderLayer(8, 2, 12).SaveWeights(path);
        Assert.Equal(18, decoder.LoadWeights(path).Loaded.Count);
    }

    [Fact]
    public void Forward_Dropout_ChangesOutputsWhileTrainingOnly()
    {
        using var scope = NewDisposeScope();
        using var block = new TransformerDecoderBlock(8, 2, 12, dropout: 0.5);
        using var without = new TransformerDecoderBlock(8, 2, 12, dropout: 0);
        var (target, memory) = (randn(2, 4, 8), randn(2, 5, 8));
        var expected = without.call(target, memory);

        var training = block.call(target, memory);
        block.eval();

        Assert.False(expected.allclose(training));
        Layers.AssertClose(expected, block.call(target, memory), 1e-6);
    }

    [Fact]
    public void Weights_AreSeededAndDifferBetweenParts()
    {
        using var block = new TransformerDecoderBlock(8, 2, 8, seed: 4);
        using var again = new TransformerDecoderBlock(8, 2, 8, seed: 4);
        using var next = new TransformerDecoderBlock(8, 2, 8, seed: 5);
        float[][] Matrices(nn.Module module) =>
            [.. module.named_parameters().Where(pair => pair.parameter.dim() == 2).Select(pair => pair.parameter.data<float>().ToArray())];

        var matrices = Matrices(block);

        Assert.Equal(matrices, Matrices(again));
        var first = matrices.Concat(Matrices(next)).Select(values => values[0]).ToArray();
        Assert.Equal(12, first.Length);
        Assert.Equal(first.Length, first.Distinct().Count());
    }

    [Fact]
    public void Settings_AreReadable()
    {
        using var encoder = new TransformerEncoderBlock(8, 2, 12, 0.25, nn.Activations.GELU, normFirst: true, causal: true, batchFirst: false, bias: false, normEpsilon: 1e-3);
        using var decoder = new TransformerDecoderBlock(8, 2, 12);

        Assert.Equal((8, 2, 12, 0.25, nn.Activations.GELU, false), (encoder.Width, encoder.Heads, encoder.Inner, encoder.Dropout, encoder.Activation, encoder.HasBias));
        Assert.Equal((true, true, false, 1e-3), (encoder.IsNormFirst, encoder.IsCausal, encoder.IsBatchFirst, encoder.NormEpsilon));
        Assert.DoesNotContain(encoder.named_parameters(), pair => pair.name.EndsWith("bias", StringComparison.Ordinal));
        Assert.Equal((8, 2, 12, 0.1, nn.Activations.ReLU, true), (decoder.Width, decoder.Heads, decoder.Inner, decoder.Dropout, decoder.Activation, decoder.HasBias));
        Assert.Equal((false, false, true, 1e-5), (decoder.IsNormFirst, decoder.IsCausal, decoder.IsBatchFirst, decoder.NormEpsilon));
    }

    [Fact]
    public void Forward_ManyTimes_LeavesNoTensorBehind()
    {
        using var block = new TransformerEncoderBlock(8, 2, 12, causal: true);
        using var x = randn(2, 5, 8);
        using var padding = zeros(2, 5, dtype: ScalarType.Bool);
        block.call(x, padding: padding).Dispose();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        for (var i = 0; i < 20; i++)
        {
            block.call(x, padding: padding).Dispose();
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Forward_WrongWidth_SaysWhatIsExpected()
    {
        using var scope = NewDisposeScope();
        using var encoder = new TransformerEncoderBlock(8, 2, 12);
        using var decoder = new TransformerDecoderBlock(8, 2, 12, batchFirst: false);

        Assert.Contains("`input` has shape (2, 5, 7); expected (batch, length, 8).", Assert.Throws<ArgumentException>(() => encoder.call(zeros(2, 5, 7))).Message, StringComparison.Ordinal);
        Assert.Contains(
            "`memory` has shape (5, 8); expected (length, batch, 8). Add the batch dimension: memory.unsqueeze(1).",
            Assert.Throws<ArgumentException>(() => decoder.call(zeros(5, 2, 8), zeros(5, 8))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_WrongNumbers_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => new TransformerEncoderBlock(8, 3, 12));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TransformerEncoderBlock(8, 2, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TransformerDecoderBlock(8, 2, 12, dropout: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TransformerDecoderBlock(8, 2, 12, activation: (nn.Activations)5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TransformerDecoderBlock(8, 2, 12, normEpsilon: 0));
    }
}
