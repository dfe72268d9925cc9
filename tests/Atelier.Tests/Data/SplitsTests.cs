using Atelier.Data;
using static Atelier.Tests.Data.SplitSamples;

namespace Atelier.Tests.Data;

/// <summary>Divisions of drawn datasets: what must hold whatever the sizes, shares, groups and times.</summary>
public sealed class SplitsTests
{
    [Fact]
    public void EverySplit_OfEveryStore_HoldsEachRowOnceAndIsRepeatable()
    {
        var groups = new FeatureColumn("group", Enumerable.Range(0, 60).Select(row => (double)(row % 7)).ToArray());
        foreach (var data in Stores(60, [.. Enumerable.Range(0, 60).Select(row => row % 3)]))
        {
            Func<(Dataset, Dataset, Dataset)>[] splits =
            [
                () => data.Split(0.5, 0.3, 0.2, seed: 4),
                () => data.SplitRandom(0.5, 0.3, 0.2, seed: 4),
                () => data.SplitByGroup(groups, 0.5, 0.3, 0.2, seed: 4),
                () => data.SplitByGroup("row", 0.5, 0.3, 0.2, seed: 4),
                () => data.SplitByTime("row", 0.5, 0.3, 0.2),
            ];
            foreach (var split in splits)
            {
                var (train, validation, test) = split();
                var (again, _, _) = split();

                AssertDivided(60, train, validation, test);
                Assert.Equal(Numbered(train), Numbered(again));
                Assert.Equal(data.IsStreamed, train.IsStreamed);
            }
        }
    }

    [Fact]
    public void SplitRandom_DrawnSizesAndShares_AreMetWithinOneRow()
    {
        var random = new Random(1);
        for (var run = 0; run < 200; run++)
        {
            var rows = random.Next(20, 400);
            var train = 0.2 + (0.6 * random.NextDouble());

            var (first, second) = Rows(rows).SplitRandom(train, 1 - train, seed: run);

            AssertDivided(rows, first, second);
            Assert.InRange(first.Count, (train * rows) - 1, (train * rows) + 1);
        }
    }

    [Fact]
    public void SplitRandom_OtherSeed_DrawsOtherRows()
    {
        var data = Rows(50);

        Assert.NotEqual(Numbered(data.SplitRandom(0.5, 0.5, seed: 1).Train), Numbered(data.SplitRandom(0.5, 0.5, seed: 2).Train));
    }

    [Fact]
    public void Split_DrawnClassesAndShares_KeepEachClassWithinOneRow()
    {
        var random = new Random(2);
        for (var run = 0; run < 300; run++)
        {
            var rows = random.Next(30, 300);
            var classes = random.Next(1, 8);
            var labels = Enumerable.Range(0, rows).Select(_ => random.Next(classes) * random.Next(2)).ToArray();
            double[] shares = [0.3 + (0.4 * random.NextDouble()), 0.1 + (0.2 * random.NextDouble()), 0];
            shares[2] = 1 - shares[0] - shares[1];

            var (train, validation, test) = Rows(rows, labels).Split(shares[0], shares[1], shares[2], seed: run);

            AssertDivided(rows, train, validation, test);
            foreach (var (part, share) in new[] { (train, shares[0]), (validation, shares[1]), (test, shares[2]) })
            {
                Assert.All(Enumerable.Range(0, classes), label => Assert.InRange(Count(part, label) - (share * Count(labels, label)), -1, 1));
                Assert.InRange(part.Count - (share * rows), -1.5, 1.5);
            }
        }
    }

    [Fact]
    public void SplitByTarget_EachPart_HasTheTargetsOfTheWhole()
    {
        // Of 1,000 rows one in ten is large: by chance alone, parts of 100 would hold about 10 +- 3 of them.
        var targets = Enumerable.Range(0, 1000).Select(row => row % 10 == 0 ? 1000f + row : row % 97).ToArray();
        var data = Rows(1000, targets: targets);

        for (var seed = 0; seed < 20; seed++)
        {
            var (train, validation, test) = data.SplitByTarget(0.8, 0.1, 0.1, seed);

            AssertDivided(1000, train, validation, test);
            Assert.InRange(validation.Targets.ToArray().Count(target => target >= 1000), 9, 11);
            Assert.InRange(test.Targets.ToArray().Count(target => target >= 1000), 9, 11);
        }
    }

    [Fact]
    public void SplitByTarget_NoTargets_SaysWhatToCall()
    {
        var error = Assert.Throws<ArgumentException>(() => Rows(10).SplitByTarget(0.5, 0.5, seed: 0));

        Assert.Contains("`d` has no targets", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SplitByGroup_DrawnGroups_NeverShareOne_AndNoSingleMoveComesNearerTheShares()
    {
        var random = new Random(3);
        for (var run = 0; run < 200; run++)
        {
            var rows = random.Next(20, 200);
            var most = random.Next(4, 40);
            var groups = Enumerable.Range(0, rows).Select(_ => "g" + (int)Math.Sqrt(random.Next(most * most))).ToArray();
            if (groups.Distinct().Count() < 3)
            {
                continue;
            }

            var (train, validation, test) = Rows(rows).SplitByGroup(new FeatureColumn("g", groups), 0.6, 0.25, 0.15, seed: run);

            AssertDivided(rows, train, validation, test);
            var sizes = new[] { train, validation, test }.Select(part => Numbered(part).GroupBy(row => groups[row]).ToDictionary(g => g.Key, g => g.Count())).ToArray();
            Assert.Equal(groups.Distinct().Count(), sizes.Sum(part => part.Count));
            AssertNoMoveGains(sizes, [0.6 * rows, 0.25 * rows, 0.15 * rows]);
        }
    }

    [Fact]
    public void SplitByGroup_ManyGroups_MeetsTheSharesToTheRow()
    {
        var groups = Enumerable.Range(0, 10_000).Select(row => (double)(int)Math.Sqrt(row)).ToArray();

        var (train, test) = Rows(10_000).SplitByGroup(new FeatureColumn("g", groups), 0.8, 0.2, seed: 5);

        Assert.Equal((8000, 2000), (train.Count, test.Count));
    }

    [Fact]
    public void SplitByGroup_OneGroupOrMissing_SaysWhy()
    {
        var one = Assert.Throws<ArgumentException>(() => Rows(3).SplitByGroup(new FeatureColumn("shop", ["a", "a", "a"]), 0.5, 0.5, seed: 0));
        var missing = Assert.Throws<ArgumentException>(() => Rows(3).SplitByGroup(new FeatureColumn("shop", ["a", null, "b"]), 0.5, 0.5, seed: 0));
        var absent = Assert.Throws<ArgumentException>(() => Rows(3).SplitByGroup("shop", 0.5, 0.5, seed: 0));
        var uneven = Assert.Throws<ArgumentException>(() => Rows(3).SplitByGroup(new FeatureColumn("shop", ["a", "b"]), 0.5, 0.5, seed: 0));

        Assert.Contains("`shop` holds 1 group; expected at least 2, one for each part", one.Message, StringComparison.Ordinal);
        Assert.Contains("`shop` is missing at row 1", missing.Message, StringComparison.Ordinal);
        Assert.Contains("no named column `shop`", absent.Message, StringComparison.Ordinal);
        Assert.Contains("`shop` has 2 entries; expected 3", uneven.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SplitByTime_DrawnTimes_NeverMixAndNeverDivideATie()
    {
        var random = new Random(4);
        for (var run = 0; run < 200; run++)
        {
            var rows = random.Next(10, 200);
            var days = random.Next(3, 60);
            var dates = Enumerable.Range(0, rows).Select(row => (DateTime?)new DateTime(2024, 1, 1).AddDays(row < 3 ? row : random.Next(days))).ToArray();

            var (train, validation, test) = Rows(rows).SplitByTime(new FeatureColumn("date", dates), 0.6, 0.2, 0.2);

            AssertDivided(rows, train, validation, test);
            Assert.True(Numbered(train).Max(row => dates[row]) < Numbered(validation).Min(row => dates[row]));
            Assert.True(Numbered(validation).Max(row => dates[row]) < Numbered(test).Min(row => dates[row]));
        }
    }

    [Fact]
    public void SplitByTime_DifferentTimes_MeetsTheShares()
    {
        var shuffled = Enumerable.Range(0, 100).Select(row => (double)(row * 37 % 100)).ToArray();

        var (train, validation, test) = Rows(100).SplitByTime(new FeatureColumn("step", shuffled), 0.7, 0.2, 0.1);

        Assert.Equal((70, 20, 10), (train.Count, validation.Count, test.Count));
        Assert.All(Numbered(train), row => Assert.True(shuffled[row] < 70));
    }

    [Fact]
    public void SplitByTime_CutWithinATie_MovesToTheNearerSide()
    {
        var (train, test) = Rows(10).SplitByTime(new FeatureColumn("step", new double[] { 1, 2, 3, 4, 4, 4, 4, 4, 4, 5 }), 0.5, 0.5);

        Assert.Equal([0, 1, 2], Numbered(train));
        Assert.Equal(7, test.Count);
    }

    [Fact]
    public void SplitByTime_MissingTextOrOneTime_SaysWhy()
    {
        var missing = Assert.Throws<ArgumentException>(() =>
            Rows(2).SplitByTime(new FeatureColumn("day", new DateTime?[] { DateTime.UnixEpoch, null }), 0.5, 0.5));
        var text = Assert.Throws<ArgumentException>(() => Rows(2).SplitByTime(new FeatureColumn("day", ["2024-01-01", "2024-01-02"]), 0.5, 0.5));
        var one = Assert.Throws<ArgumentException>(() => Rows(2).SplitByTime(new FeatureColumn("day", new double[] { 7, 7 }), 0.5, 0.5));

        Assert.Contains("`day` is missing at row 1", missing.Message, StringComparison.Ordinal);
        Assert.Contains("`day` holds text; expected dates", text.Message, StringComparison.Ordinal);
        Assert.Contains("`day` holds 1 different time; expected at least 2", one.Message, StringComparison.Ordinal);
    }

    private static int Count(Dataset part, int label) => Count(part.Labels.ToArray(), label);

    private static int Count(int[] labels, int label) => labels.Count(other => other == label);

    private static void AssertNoMoveGains(Dictionary<string, int>[] sizes, double[] wanted)
    {
        var now = Distance(sizes.Select(part => part.Values.Sum()), wanted);
        for (var from = 0; from < sizes.Length; from++)
        {
            for (var to = 0; to < sizes.Length; to++)
            {
                foreach (var give in sizes[from].Values.Where(_ => from != to && sizes[from].Count > 1))
                {
                    foreach (var take in sizes[to].Values.Append(0))
                    {
                        var moved = sizes.Select((part, at) => part.Values.Sum() + (at == to ? give - take : at == from ? take - give : 0));
                        Assert.True(Distance(moved, wanted) >= now - 1e-6, $"Giving {give} for {take} comes nearer.");
                    }
                }
            }
        }
    }

    private static double Distance(IEnumerable<int> sizes, double[] wanted) => sizes.Zip(wanted, (size, wish) => (size - wish) * (size - wish)).Sum();
}
