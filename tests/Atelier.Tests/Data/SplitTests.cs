using Atelier.Data;

namespace Atelier.Tests.Data;

public sealed class SplitTests
{
    [Fact]
    public void Split_ThreeParts_HoldEveryRowOnce()
    {
        var data = Labelled(101);

        var (train, validation, test) = data.Split(0.8, 0.1, 0.1, seed: 7);

        Assert.Equal([81, 10, 10], new[] { train.Count, validation.Count, test.Count });
        var rows = new[] { train, validation, test }.SelectMany(part => part.Features.ToArray());
        Assert.Equal(Enumerable.Range(0, 101).Select(i => (float)i), rows.Order());
    }

    [Fact]
    public void Split_UnevenClasses_KeepTheirProportions()
    {
        // Class 0: 70 %, class 1: 20 %, class 2: 10 % of 1,000 rows.
        var labels = Enumerable.Range(0, 1000).Select(i => i % 10 < 7 ? 0 : i % 10 < 9 ? 1 : 2).ToArray();
        var data = new Dataset("d", new float[1000], [1], labels);

        var (train, test) = data.Split(0.75, 0.25, seed: 3);

        Assert.Equal([525, 150, 75], Counts(train));
        Assert.Equal([175, 50, 25], Counts(test));
    }

    [Fact]
    public void Split_SameSeed_GivesTheSameParts()
    {
        var data = Labelled(50);

        Assert.Equal(data.Split(0.5, 0.5, seed: 1).Train.Hash, data.Split(0.5, 0.5, seed: 1).Train.Hash);
        Assert.NotEqual(data.Split(0.5, 0.5, seed: 1).Train.Hash, data.Split(0.5, 0.5, seed: 2).Train.Hash);
    }

    [Theory]
    [InlineData(0.8, 0.3)]
    [InlineData(0, 1)]
    [InlineData(double.NaN, 1)]
    [InlineData(1.5, -0.5)]
    public void Split_SharesThatAreNone_AreRefused(double train, double test) =>
        Assert.Throws<ArgumentException>(() => Labelled(10).Split(train, test, seed: 0));

    [Fact]
    public void Split_TooFewRows_SaysThatAPartWouldBeEmpty()
    {
        var error = Assert.Throws<ArgumentException>(() => Labelled(2).Split(0.8, 0.1, 0.1, seed: 0));

        Assert.Contains("has 2 rows, too few", error.Message, StringComparison.Ordinal);
    }

    private static int[] Counts(Dataset data) => [.. data.Labels.ToArray().CountBy(label => label).OrderBy(pair => pair.Key).Select(pair => pair.Value)];

    private static Dataset Labelled(int rows) =>
        new("d", Enumerable.Range(0, rows).Select(i => (float)i).ToArray(), [1], Enumerable.Range(0, rows).Select(i => i % 3).ToArray());
}
