using Atelier.Data;
using Microsoft.Data.Analysis;

namespace Atelier.Tests.Data;

public sealed class ProfileBadInputTests
{
    [Fact]
    public void Profile_NoColumns_HasAProfile()
    {
        var profile = new DataFrame().Profiled();

        Assert.Equal(0, profile.Rows);
        Assert.Equal("The table has no columns. Check how it was read or filtered.", Assert.Single(profile.Warnings).Message);
        Assert.Equal(profile.ToJson(), DataProfile.FromJson(profile.ToJson()).ToJson());
    }

    [Fact]
    public void Profile_NoRows_HasColumnsWithoutFigures()
    {
        var frame = new DataFrame(new DoubleDataFrameColumn("x"), new StringDataFrameColumn("s", 0), new DateTimeDataFrameColumn("d"));

        var profile = frame.Profiled("s");

        Assert.Equal("The table has no rows. Check how it was read or filtered.", Assert.Single(profile.Warnings).Message);
        Assert.All(profile.Columns, column => Assert.Null(column.Histogram));
        Assert.Null(profile.Column("x").Numbers!.Mean);
        Assert.Contains("0 rows of 3 columns", profile.ToString());
    }

    [Fact]
    public void Profile_OneRow_HasNoSpread()
    {
        var frame = new DataFrame(new DoubleDataFrameColumn("x", [2.5]), new StringDataFrameColumn("s", ["a"]));

        var numbers = frame.Profiled("s").Column("x").Numbers!;

        Assert.Equal(2.5, numbers.Mean);
        Assert.Equal((null, null, null), (numbers.StandardDeviation, numbers.Skew, numbers.Kurtosis));
        Assert.All(numbers.Quantiles, quantile => Assert.Equal(2.5, quantile.Value));
    }

    [Fact]
    public void Profile_EverythingMissing_HasNoFigures()
    {
        var frame = new DataFrame(
            new DoubleDataFrameColumn("x", new double?[3]), new DoubleDataFrameColumn("n", [double.NaN, double.NaN, double.NaN]),
            new StringDataFrameColumn("s", [null, null, null]), new DateTimeDataFrameColumn("d", new DateTime?[3]), new BooleanDataFrameColumn("b", new bool?[3]));

        var profile = frame.Profiled("s");

        Assert.All(profile.Columns, column => Assert.Equal((3, 0), (column.Missing, column.Distinct)));
        Assert.Equal(5, profile.Warnings.Count(warning => warning.Kind == DataWarningKind.Empty));
        Assert.Equal(2, profile.DuplicateRows);
        Assert.All(profile.Associations, pair => Assert.Null(pair.Value));
    }

    [Fact]
    public void Profile_ExtremeNumbers_NeverOverflow()
    {
        double[] values = [double.MinValue, double.MaxValue, double.Epsilon, -0.0, 0.0, double.NegativeInfinity, double.PositiveInfinity, double.NaN];
        var frame = new DataFrame(new DoubleDataFrameColumn("x", values), new DoubleDataFrameColumn("y", values.Reverse()));

        var column = frame.Profiled().Column("x");

        Assert.Equal(6, column.Distinct);
        Assert.Equal((5, 2, 2), (column.Numbers!.Finite, column.Numbers.Infinite, column.Numbers.Zero));
        Assert.Equal(double.MaxValue, column.Numbers.Maximum);
        Assert.Null(column.Numbers.StandardDeviation);
        Assert.All(column.Histogram!.Edges, edge => Assert.True(double.IsFinite(edge)));
        Assert.Equal(5, column.Histogram.Total);
        Assert.Equal(frame.Profiled().ToJson(), DataProfile.FromJson(frame.Profiled().ToJson()).ToJson());
    }

    [Fact]
    public void Profile_TenThousandColumns_ComparesTheFirstFifty()
    {
        var frame = new DataFrame(Enumerable.Range(0, 10_000).Select(i =>
            (DataFrameColumn)new DoubleDataFrameColumn($"c{i}", Enumerable.Range(0, 30).Select(row => Math.Sin((row * 37) + i)))));

        var profile = frame.Profiled("c9999");

        Assert.Equal(10_000, profile.Columns.Count);
        Assert.Equal(50 * 49, profile.Associations.Count);
        Assert.NotNull(profile.Association("c0", "c9999", AssociationMeasure.Pearson));
        Assert.Null(profile.Association("c0", "c50", AssociationMeasure.Pearson));
        Assert.Contains("... 9,950 more columns", profile.ToString());
    }

    [Fact]
    public void Profile_AMillionDifferentTexts_KeepsAFew()
    {
        var frame = new DataFrame(new StringDataFrameColumn("s", Enumerable.Range(0, 1_000_000).Select(i => i == 7 ? "user 8" : $"user {i}")));

        var column = frame.Profiled().Column("s");

        Assert.Equal(999_999, column.Distinct);
        Assert.Equal([new ValueCount("user 8", 2)], column.Frequent);
    }

    [Fact]
    public void Profile_AMegabyteInACell_IsCut()
    {
        var frame = new DataFrame(new StringDataFrameColumn("s", [new string('x', 1_000_000), new string('x', 1_000_000), "short"]));

        var profile = frame.Profiled();

        Assert.Equal(new string('x', 100) + "...", profile.Column("s").Frequent[0].Value);
        Assert.True(profile.ToJson().Length < 10_000);
        Assert.True(profile.ToString().Length < 1_000);
    }

    [Fact]
    public void Profile_EqualNames_AreKeptApart()
    {
        var data = new Dataset("d", new[] { 1f, 2, 3, 5 }, [2], featureNames: ["x", "x"]);

        var profile = data.Profiled();

        Assert.Equal([2.0, 3.5], profile.Columns.Select(column => column.Numbers!.Mean!.Value));
    }

    [Fact]
    public void Profile_UnknownLabel_ListsTheColumns()
    {
        var frame = new DataFrame(new DoubleDataFrameColumn("x", [1.0]));

        var error = Assert.Throws<ArgumentException>(() => frame.Profiled("churned"));

        Assert.StartsWith("The table has no column `churned` to take as the label; it has `x`.", error.Message);
    }

    [Fact]
    public void Options_OutOfRange_SayTheRange()
    {
        Assert.StartsWith("`MostBins` is 0; expected 1 to 1000.", Assert.Throws<ArgumentOutOfRangeException>(() => new ProfileOptions { MostBins = 0 }).Message);
        Assert.StartsWith(
            "`ManyMissing` is NaN; expected a share above 0 and at most 1, such as 0.95.",
            Assert.Throws<ArgumentOutOfRangeException>(() => new ProfileOptions { ManyMissing = double.NaN }).Message);
    }

    [Fact]
    public void Profile_Cancelled_Stops()
    {
        var frame = new DataFrame(new DoubleDataFrameColumn("x", [1.0]));

        Assert.ThrowsAny<OperationCanceledException>(() => frame.Profile(cancellationToken: new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Profile_UnknownColumn_ListsTheColumns()
    {
        var profile = new DataFrame(new DoubleDataFrameColumn("x", [1.0])).Profiled();

        Assert.StartsWith("The profile has no column `y`; it has `x`.", Assert.Throws<ArgumentException>(() => profile.Column("y")).Message);
    }
}
