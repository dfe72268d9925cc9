using Atelier.Data;

namespace Atelier.Tests.Data;

/// <summary>Datasets for splits, in which the first feature of a row is its number.</summary>
internal static class SplitSamples
{
    /// <summary>The three stores that a dataset may have.</summary>
    public static IEnumerable<Dataset> Stores(int rows, int[]? labels = null)
    {
        var numbers = Enumerable.Range(0, rows).Select(row => (float)row).ToArray();
        yield return new Dataset("dense", numbers, [1], labels, featureNames: ["row"]);
        yield return Dataset.FromColumns("tabular", [new FeatureColumn("row", Array.ConvertAll(numbers, x => (double)x))], labels);
        yield return Dataset.FromSource("streamed", new Numbers(rows), labels, featureNames: ["row"]);
    }

    public static Dataset Rows(int rows, int[]? labels = null, float[]? targets = null) =>
        new("d", Enumerable.Range(0, rows).Select(row => (float)row).ToArray(), [1], labels, targets: targets);

    /// <summary>The numbers of the rows of a part.</summary>
    public static int[] Numbered(Dataset part) => Array.ConvertAll(part.Features.ToArray(), x => (int)x);

    /// <summary>Parts hold every row once.</summary>
    public static void AssertDivided(int rows, params Dataset[] parts)
    {
        Assert.All(parts, part => Assert.NotEqual(0, part.Count));
        Assert.All(parts, part => Assert.Equal(Numbered(part).Order(), Numbered(part)));
        Assert.Equal(Enumerable.Range(0, rows), parts.SelectMany(Numbered).Order());
    }

    private sealed class Numbers(int count) : IFeatureSource
    {
        public int Count => count;

        public IReadOnlyList<int> Shape { get; } = [1];

        public void Read(ReadOnlySpan<int> rows, Span<float> destination)
        {
            for (var i = 0; i < rows.Length; i++)
            {
                destination[i] = rows[i];
            }
        }
    }
}
