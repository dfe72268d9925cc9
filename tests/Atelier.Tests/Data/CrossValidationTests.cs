using Atelier.Data;
using static Atelier.Tests.Data.SplitSamples;

namespace Atelier.Tests.Data;

public sealed class CrossValidationTests
{
    [Fact]
    public void Folds_OfEveryStore_ValidateOnEachRowOnceAndTrainOnTheOthers()
    {
        foreach (var data in Stores(23, [.. Enumerable.Range(0, 23).Select(row => row % 3)]))
        {
            var validated = new List<int>();
            foreach (var (train, validation) in data.Folds(4, seed: 7))
            {
                AssertDivided(23, train, validation);
                Assert.Equal(data.IsStreamed, train.IsStreamed);
                validated.AddRange(Numbered(validation));
            }

            Assert.Equal(Enumerable.Range(0, 23), validated.Order());
        }
    }

    [Fact]
    public void Folds_DrawnClasses_DifferByAtMostOneRowAClassAndInAll()
    {
        var random = new Random(1);
        for (var run = 0; run < 100; run++)
        {
            var count = random.Next(2, 8);
            var classes = random.Next(1, 5);
            var labels = Enumerable.Range(0, random.Next(100, 300)).Select(row => row < classes * count ? row % classes : random.Next(classes)).ToArray();

            var folds = Rows(labels.Length, labels).Folds(count, seed: run);

            Assert.Equal(count, folds.Count);
            Assert.InRange(folds.Max(fold => fold.ValidationRows.Length) - folds.Min(fold => fold.ValidationRows.Length), 0, 1);
            foreach (var label in Enumerable.Range(0, classes))
            {
                var rows = folds.Select(fold => fold.ValidationRows.ToArray().Count(row => labels[row] == label)).ToArray();
                Assert.InRange(rows.Max() - rows.Min(), 0, 1);
            }
        }
    }

    [Fact]
    public void Folds_SameSeed_AreTheSame()
    {
        var data = Rows(40, [.. Enumerable.Range(0, 40).Select(row => row % 2)]);

        Assert.Equal(data.Folds(4, seed: 1)[2].ValidationRows.ToArray(), data.Folds(4, seed: 1)[2].ValidationRows.ToArray());
        Assert.NotEqual(data.Folds(4, seed: 1)[2].ValidationRows.ToArray(), data.Folds(4, seed: 2)[2].ValidationRows.ToArray());
    }

    [Fact]
    public void Folds_ScarceClass_NamesItAndTheWayOut()
    {
        var data = new Dataset("d", new float[10], [1], new[] { 0, 0, 0, 0, 0, 0, 0, 1, 1, 0 }, ["common", "rare", "absent"]);

        var error = Assert.Throws<ArgumentException>(() => data.Folds(3, seed: 0));

        Assert.Contains("The class `rare` of `d` has 2 rows, fewer than 3 folds", error.Message, StringComparison.Ordinal);
        Assert.Contains("FoldsRandom", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, data.FoldsRandom(3, seed: 0).Count);
        Assert.Equal(2, data.Folds(2, seed: 0).Count);
    }

    [Fact]
    public void Folds_TooFewRowsOrFolds_IsRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => Rows(3).Folds(4, seed: 0));

        Assert.Contains("`d` has 3 rows, too few for 4 folds", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Rows(3).Folds(1, seed: 0));
    }

    [Fact]
    public void RepeatedFolds_EachRepeat_ValidatesOnEachRowOnceInAnotherDivision()
    {
        var folds = Rows(12).RepeatedFolds(3, repeats: 4, seed: 9);

        Assert.Equal(12, folds.Count);
        Assert.All(folds.Chunk(3), repeat => Assert.Equal(Enumerable.Range(0, 12), repeat.SelectMany(fold => fold.ValidationRows.ToArray()).Order()));
        Assert.Equal(12, folds.Select(fold => string.Join(' ', fold.ValidationRows.ToArray())).Distinct().Count());
    }

    [Fact]
    public void FoldsByTarget_EachFold_HasTheTargetsOfTheWhole()
    {
        var data = Rows(100, targets: [.. Enumerable.Range(0, 100).Select(row => (float)(row * 13 % 100))]);

        var folds = data.FoldsByTarget(5, seed: 2);

        // Ten bins of ten rows: two rows of each bin in each fold.
        Assert.All(folds, fold => Assert.All(
            fold.Validation.Targets.ToArray().CountBy(target => (int)target / 10), bin => Assert.Equal(2, bin.Value)));
    }

    [Fact]
    public void FoldsByGroup_DrawnGroups_AreNeverTrainedAndValidatedOnAtOnce()
    {
        var random = new Random(5);
        for (var run = 0; run < 50; run++)
        {
            var groups = Enumerable.Range(0, 120).Select(row => (double)(row < 4 ? row : random.Next(4 + run))).ToArray();

            var folds = Rows(120).FoldsByGroup(new FeatureColumn("g", groups), 4, seed: run);

            Assert.Equal(Enumerable.Range(0, 120), folds.SelectMany(fold => fold.ValidationRows.ToArray()).Order());
            Assert.All(folds, fold => Assert.Empty(
                fold.TrainRows.ToArray().Select(row => groups[row]).Intersect(fold.ValidationRows.ToArray().Select(row => groups[row]))));
        }
    }

    [Fact]
    public void FoldsByTime_Windows_GrowAndLieBeforeWhatTheyValidateOn()
    {
        var steps = Enumerable.Range(0, 60).Select(row => (double)(row * 7 % 60)).ToArray();

        var folds = Rows(60).FoldsByTime(new FeatureColumn("step", steps), 5);

        Assert.Equal([10, 20, 30, 40, 50], folds.Select(fold => fold.TrainRows.Length));
        Assert.All(folds, fold => Assert.Equal(10, fold.ValidationRows.Length));
        Assert.All(folds, fold => Assert.True(
            fold.TrainRows.ToArray().Max(row => steps[row]) < fold.ValidationRows.ToArray().Min(row => steps[row])));
    }

    [Fact]
    public void FoldsByTime_DrawnTies_AreNeverDivided()
    {
        var random = new Random(6);
        for (var run = 0; run < 100; run++)
        {
            var steps = Enumerable.Range(0, 80).Select(row => (double)(row < 12 ? row / 4 : random.Next(3, 6 + (run / 4)))).ToArray();
            var gap = random.Next(3);

            foreach (var fold in Rows(80).FoldsByTime(new FeatureColumn("step", steps), 3, gap))
            {
                var (train, validation) = (fold.TrainRows.ToArray(), fold.ValidationRows.ToArray());
                Assert.True(train.Max(row => steps[row]) < validation.Min(row => steps[row]));
                var before = steps.Count(step => step < validation.Min(row => steps[row]));
                Assert.InRange(train.Length, 1, before - gap);
                Assert.DoesNotContain(steps.Select((step, row) => (step, row)), at => at.step <= train.Max(row => steps[row]) && !train.Contains(at.row));
            }
        }
    }

    [Fact]
    public void FoldsByTime_GapOfTime_LeavesOutWhatIsNearer()
    {
        var dates = Enumerable.Range(0, 40).Select(row => (DateTime?)new DateTime(2024, 1, 1).AddDays(row)).ToArray();

        var folds = Rows(40).FoldsByTime(new FeatureColumn("day", dates), 3, TimeSpan.FromDays(4));

        // Validation begins on day 10, 20, 30; a row four days before is far enough.
        Assert.Equal([7, 17, 27], folds.Select(fold => fold.TrainRows.Length));
    }

    [Fact]
    public void FoldsByTime_GapTooWideOrOfNoDates_SaysWhy()
    {
        var steps = new FeatureColumn("step", Enumerable.Range(0, 12).Select(row => (double)row).ToArray());

        var wide = Assert.Throws<ArgumentException>(() => Rows(12).FoldsByTime(steps, 3, gapRows: 3));
        var numbers = Assert.Throws<ArgumentException>(() => Rows(12).FoldsByTime(steps, 3, TimeSpan.FromDays(1)));
        var many = Assert.Throws<ArgumentException>(() => Rows(12).FoldsByTime(steps, 12));

        Assert.Contains("The gap leaves no rows to train on before row 3", wide.Message, StringComparison.Ordinal);
        Assert.Contains("`step` holds no dates", numbers.Message, StringComparison.Ordinal);
        Assert.Contains("`step` holds 12 different times; expected at least 13", many.Message, StringComparison.Ordinal);
    }
}
