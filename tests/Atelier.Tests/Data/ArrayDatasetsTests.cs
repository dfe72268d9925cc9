using Atelier.Data;

namespace Atelier.Tests.Data;

public sealed class ArrayDatasetsTests
{
    [Fact]
    public void ToDataset_Matrix_KeepsRowsAndOrder()
    {
        var data = new[,] { { 1.5, 2, 3 }, { 4, 5, double.NaN } }.ToDataset([1, 0], featureNames: ["a", "b", "c"], targets: [7, 8], name: "m");

        Assert.Equal("m", data.Name);
        Assert.Equal([3], data.FeatureShape);
        Assert.Equal([1.5f, 2, 3, 4, 5, float.NaN], data.Features.ToArray());
        Assert.Equal([1, 0], data.Labels.ToArray());
        Assert.Equal([7f, 8], data.Targets.ToArray());
        Assert.Equal(["a", "b", "c"], data.FeatureNames);
    }

    [Fact]
    public void ToDataset_Rows_EqualTheMatrix()
    {
        int[][] rows = [[1, 2], [3, 4]];

        Assert.Equal(new[,] { { 1, 2 }, { 3, 4 } }.ToDataset().Hash, rows.ToDataset().Hash);
    }

    [Fact]
    public void ToDataset_RaggedOrEmpty_SaysWhichRow()
    {
        float[][] ragged = [[1, 2], [3]];

        Assert.Contains("Row 1 of `features` has 1 values; expected 2", Assert.Throws<ArgumentException>(() => ragged.ToDataset()).Message, StringComparison.Ordinal);
        Assert.Contains("no rows", Assert.Throws<ArgumentException>(() => Array.Empty<float[]>().ToDataset()).Message, StringComparison.Ordinal);
        Assert.Contains("at least one feature", Assert.Throws<ArgumentException>(() => new float[2, 0].ToDataset()).Message, StringComparison.Ordinal);
        Assert.Contains("`labels` has 1 entries", Assert.Throws<ArgumentException>(() => new float[2, 1].ToDataset([0])).Message, StringComparison.Ordinal);
    }
}
