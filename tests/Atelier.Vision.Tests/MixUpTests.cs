using Atelier.Data;

namespace Atelier.Vision.Tests;

public sealed class MixUpTests
{
    [Fact]
    public void Apply_Rows_AreMixedAsTheSharesAndPartnersSay()
    {
        var data = Sample(30);

        var mixed = new MixUp(0.4).Apply(data, seed: 1);

        Assert.Equal(Enumerable.Range(0, 30), mixed.Partners.ToArray().Order());
        Assert.Equal(data.FeatureShape, mixed.Features.FeatureShape);
        for (var row = 0; row < 30; row++)
        {
            var (share, partner) = (mixed.Shares.Span[row], mixed.Partners.Span[row]);
            var expected = data.Row(row).ToArray().Zip(data.Row(partner).ToArray(), (own, other) => (share * own) + ((1 - share) * other));
            Assert.Equal(expected, mixed.Features.Row(row).ToArray(), (a, b) => Math.Abs(a - b) < 1e-5f);
            var classes = new float[3];
            classes[data.Labels.Span[row]] += share;
            classes[data.Labels.Span[partner]] += 1 - share;
            Assert.Equal(classes, mixed.ClassShares.Slice(row * 3, 3).ToArray(), (a, b) => Math.Abs(a - b) < 1e-6f);
        }
    }

    [Fact]
    public void Apply_SameSeed_MixesAlike()
    {
        var data = Sample(30);

        Assert.Equal(new MixUp().Apply(data, seed: 1).Features.Hash, new MixUp().Apply(data, seed: 1).Features.Hash);
        Assert.NotEqual(new MixUp().Apply(data, seed: 1).Features.Hash, new MixUp().Apply(data, seed: 2).Features.Hash);
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(1000)]
    public void Apply_Shares_AreBetaDistributed(double alpha)
    {
        var shares = new MixUp(alpha).Apply(Sample(40_000), seed: 2).Shares.ToArray();

        // Of Beta(a, a): mean 1/2, variance 1 / (4 (2a + 1)); the errors of both means over 40,000 draws are below 0.003.
        Assert.All(shares, share => Assert.InRange(share, 0, 1));
        Assert.Equal(0.5, shares.Average(share => (double)share), 0.01);
        Assert.Equal(1 / (4 * ((2 * alpha) + 1)), shares.Average(share => (share - 0.5) * (share - 0.5)), 0.004);
    }

    [Fact]
    public void Apply_NoLabelsOrBadAlpha_SaysWhatIsExpected()
    {
        var error = Assert.Throws<ArgumentException>(() => new MixUp().Apply(new Dataset("plain", new float[4], [2]), seed: 1));

        Assert.Contains("`plain` has no labels to mix; expected a class for each row", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new MixUp(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MixUp(double.NaN));
    }

    private static Dataset Sample(int rows)
    {
        var random = new Random(rows);
        return new Dataset("d", Enumerable.Range(0, rows * 4).Select(_ => random.NextSingle()).ToArray(), [2, 2], Enumerable.Range(0, rows).Select(row => row % 3).ToArray());
    }
}
