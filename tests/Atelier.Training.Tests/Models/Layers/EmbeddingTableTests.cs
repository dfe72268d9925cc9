using static TorchSharp.torch;

namespace Atelier.Training.Tests;

/// <summary><see cref="EmbeddingTable"/> beside TorchSharp's embedding with the same weights.</summary>
public sealed class EmbeddingTableTests
{
    [Theory]
    [InlineData(null, null, 2, true)]
    [InlineData(1, null, 2, true)]
    [InlineData(null, 1.0, 2, true)]
    [InlineData(-1, 1.0, 1, true)]
    [InlineData(1, 1.0, 2, false)]
    public void Forward_SameWeights_GivesWhatTorchSharpGives(int? paddingIndex, double? maxNorm, double normType, bool isTraining)
    {
        using var scope = NewDisposeScope();
        using var table = new EmbeddingTable(6, 4, paddingIndex, maxNorm, normType);
        using var reference = nn.Embedding(6, 4, paddingIndex < 0 ? 6 + paddingIndex : paddingIndex, maxNorm, normType);
        Layers.Copy(table, reference);
        table.train(isTraining);
        reference.train(isTraining);
        var indices = tensor(new long[,] { { 0, 1, 5 }, { 5, 3, 1 } });

        var (expected, actual) = (reference.call(indices), table.call(indices));

        Layers.AssertClose(expected, actual, 1e-6);
        if (isTraining)
        {
            Layers.AssertSameGradients(reference, [expected], table, [actual], 1e-6);
            Layers.AssertClose(reference.weight!, table.Weight, 1e-6);
        }
    }

    [Fact]
    public void Forward_LongRowsInEvalMode_AreShortenedOnTheirWayOutOnly()
    {
        using var scope = NewDisposeScope();
        using var table = new EmbeddingTable(6, 4, maxNorm: 0.5);
        var before = table.Weight.data<float>().ToArray();
        table.eval();

        var rows = table.call(arange(6));

        Assert.Equal(before, table.Weight.data<float>().ToArray());
        Assert.All(rows.norm(1).data<float>().ToArray(), length => Assert.Equal(0.5, length, 1e-5));
        table.train();
        table.call(arange(6));
        Assert.All(table.Weight.norm(1).data<float>().ToArray(), length => Assert.Equal(0.5, length, 1e-5));
    }

    [Fact]
    public void Rows_AreSeededNormalAndZeroForThePadding()
    {
        using var table = new EmbeddingTable(1000, 16, paddingIndex: -2, seed: 4);
        using var again = new EmbeddingTable(1000, 16, paddingIndex: -2, seed: 4);
        using var other = new EmbeddingTable(1000, 16, paddingIndex: -2, seed: 5);

        var values = table.Weight.data<float>().ToArray();

        Assert.Equal(values, again.Weight.data<float>().ToArray());
        Assert.NotEqual(values, other.Weight.data<float>().ToArray());
        Assert.All(values[(998 * 16)..(999 * 16)], value => Assert.Equal(0, value));
        Assert.Equal(1, Math.Sqrt(values.Average(value => (double)value * value)), 0.02);
        Assert.Equal((1000, 16, 998, null, 2.0), (table.Rows, table.Width, table.PaddingIndex, table.MaxNorm, table.NormType));
    }

    [Fact]
    public void Forward_IndexOutsideTheTable_SaysHowManyThereAre()
    {
        using var table = new EmbeddingTable(6, 4);
        using var indices = tensor(new long[] { 0, 6 });

        var error = Assert.Throws<ArgumentException>(() => table.call(indices));

        Assert.Contains("`input` of shape (2,) holds an index outside the table; expected 0 to below 6.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Forward_Floats_SaysToConvertThem()
    {
        using var table = new EmbeddingTable(6, 4);
        using var indices = zeros(2);

        var error = Assert.Throws<ArgumentException>(() => table.call(indices));

        Assert.Contains("`input` holds Float32 values; expected indices of type Int64 or Int32. Convert them: input.to(torch.int64).", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_WrongNumbers_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new EmbeddingTable(0, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EmbeddingTable(6, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EmbeddingTable(6, 4, paddingIndex: 6));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EmbeddingTable(6, 4, paddingIndex: -7));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EmbeddingTable(6, 4, maxNorm: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EmbeddingTable(6, 4, normType: double.NaN));
    }
}
