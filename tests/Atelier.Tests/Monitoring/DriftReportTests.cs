using Atelier.Data;
using Atelier.Monitoring;
using Atelier.Packaging;
using Atelier.Prediction;

namespace Atelier.Tests.Monitoring;

public sealed class DriftReportTests
{
    private static readonly ReferenceProfile Profile = ReferenceProfile.Of(Rows(3000, seed: 1), Answers(3000, share: 0.3, seed: 1));

    [Fact]
    public void Compare_RowsOfTheSameSource_HaveNotDrifted()
    {
        var report = DriftReport.Compare(Profile, Rows(1000, seed: 2), Answers(1000, share: 0.3, seed: 2));

        Assert.False(report.HasDrifted, report.ToString());
        Assert.Equal(0, report.DriftedShare);
        Assert.Equal("No drift in 1,000 rows: 0 of 5 features and outputs have drifted.", report.ToString());
        Assert.All(report.Features, one => Assert.Equal(DriftVerdict.Stable, one.Verdict));
        Assert.All(report.Features, one => Assert.InRange(one.PopulationStability!.Value, 0, 0.1));
    }

    [Fact]
    public void Compare_ShiftedNumbers_SaysWhichAndWhy()
    {
        var report = DriftReport.Compare(Profile, Rows(1000, seed: 2, shift: 2));

        Assert.True(report.HasDrifted);
        var drifted = Assert.Single(report.Drifted);
        Assert.Equal("length", drifted.Name);
        Assert.StartsWith("its values are spread otherwise (PSI ", drifted.Reasons[0], StringComparison.Ordinal);
        Assert.InRange(drifted.Wasserstein!.Value, 1.8, 2.2);
        Assert.InRange(drifted.OutOfRangeRate, 0.005, 0.1);
        Assert.Contains("\n  length: its values", report.ToString(), StringComparison.Ordinal);
        Assert.Equal(1 / 3.0, report.Figures()["drift.share"]);
        Assert.Equal(drifted.PopulationStability, report.Figures()["drift.psi"]);
    }

    [Fact]
    public void Compare_NewCategory_IsNamed()
    {
        var report = DriftReport.Compare(Profile, Rows(1000, seed: 2, city: "Oslo"));

        var drifted = Assert.Single(report.Drifted);
        Assert.Equal("city", drifted.Name);
        Assert.Equal("Oslo", Assert.Single(drifted.Unseen).Value);
        Assert.InRange(drifted.UnseenRate, 0.4, 0.6);
        Assert.Contains(drifted.Reasons, reason => reason.EndsWith("are new, such as `Oslo`", StringComparison.Ordinal));
    }

    [Fact]
    public void Compare_MoreMissingValues_Counts()
    {
        var report = DriftReport.Compare(Profile, Rows(1000, seed: 2, missing: 0.2));

        var drifted = Assert.Single(report.Drifted);
        Assert.Equal("width", drifted.Name);
        Assert.InRange(drifted.MissingRate, 0.15, 0.25);
        Assert.Contains("of its values are missing, 0.0", Assert.Single(drifted.Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_OtherAnswers_HaveDriftedAlthoughFeaturesHaveNot()
    {
        var report = DriftReport.Compare(Profile, Rows(1000, seed: 2), Answers(1000, share: 0.7, seed: 2));

        Assert.True(report.HasDrifted);
        Assert.Contains(report.Outputs, one => one is { Name: "class", Verdict: DriftVerdict.Drifted });
        Assert.All(report.Features, one => Assert.Equal(DriftVerdict.Stable, one.Verdict));
    }

    [Fact]
    public void Compare_ManyRowsATinyShift_IsSignificantButDoesNotMatter()
    {
        var report = DriftReport.Compare(Profile, Rows(60_000, seed: 2, shift: 0.12));

        var length = report.Features.Single(one => one.Name == "length");
        Assert.True(length.AdjustedPValue < 0.01);
        Assert.Equal(DriftVerdict.Stable, length.Verdict);
    }

    [Fact]
    public void Compare_FewRows_GivesNoVerdictAndNoFigures()
    {
        var report = DriftReport.Compare(Profile, Rows(20, seed: 2, shift: 9));

        Assert.All(report.Features, one => Assert.Equal(DriftVerdict.TooFewRows, one.Verdict));
        Assert.False(report.HasDrifted);
        Assert.Empty(report.Figures());
        Assert.Contains("3 have too few rows to tell", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_ManyStableFeatures_KeepsTheFalseAlarmsDown()
    {
        // Half of 200 tests at 5 % would give 10 false alarms without adjustment.
        var (then, now) = (Wide(seed: 1), Wide(seed: 2));
        var options = new DriftOptions { Significance = 0.05, PopulationStability = 0 };

        var report = DriftReport.Compare(ReferenceProfile.Of(then), now, options: options);

        Assert.True(report.Features.Count(one => one.Test!.Value.PValue < 0.05) > 0);
        Assert.Empty(report.Drifted);
    }

    [Fact]
    public void Compare_ColumnLeftOut_IsListed()
    {
        var rows = Rows(1000, seed: 2);

        var report = DriftReport.Compare(Profile, rows.WithColumns(rows.Columns.Where(column => column.Name != "city")));

        Assert.Equal(["city"], report.NotCompared);
        Assert.Equal(["length", "width"], report.Features.Select(one => one.Name));
    }

    [Fact]
    public void Compare_NothingInCommon_SaysSo()
    {
        var other = Dataset.FromColumns("window", [new FeatureColumn("weight", new double[200])]);

        var error = Assert.Throws<ArgumentException>(() => DriftReport.Compare(Profile, other));

        Assert.StartsWith(
            "`window` has none of the features of the training data; it has weight, expected length, width, city.",
            error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_NumbersWhereTextsWere_SaysSo()
    {
        var other = Dataset.FromColumns("window", [new FeatureColumn("city", new double[200])]);

        var error = Assert.Throws<ArgumentException>(() => DriftReport.Compare(Profile, other));

        Assert.StartsWith("The column `city` holds Number; the training data held Text.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_NumbersFarOutside_SaysBetweenWhich()
    {
        double[] lengths = [.. Enumerable.Range(0, 200).Select(i => i % 10 == 0 ? 99.0 : 0)];
        var rows = Dataset.FromColumns("window", [new FeatureColumn("length", lengths)]);

        var length = Assert.Single(DriftReport.Compare(Profile, rows).Features);

        Assert.Equal(0.1, length.OutOfRangeRate);
        Assert.Contains(length.Reasons, reason => reason.Contains(" of its values are outside -", StringComparison.Ordinal));
    }

    [Fact]
    public void ChanceOutside_SmallSamples_IsWhatCountingGives()
    {
        // Of the 3 orders of one new value among two, 2 put it outside; both of two lie outside two others in 3 of 6 orders.
        Assert.Equal(2 / 3.0, FeatureComparison.ChanceOutside(2, 1, 1), 12);
        Assert.Equal(3 / 6.0, FeatureComparison.ChanceOutside(2, 2, 2), 12);
        Assert.Equal(5 / 6.0, FeatureComparison.ChanceOutside(2, 2, 1), 12);
        Assert.Equal(1, FeatureComparison.ChanceOutside(2, 2, 0));
    }

    [Fact]
    public void Compare_TrainedOnFloat64ServedFloat32_IsTheSame()
    {
        double[] prices = [.. Enumerable.Range(0, 600).Select(i => (i % 3 * 0.1) + 0.1)];
        var profile = ReferenceProfile.Of(Dataset.FromColumns("table", [new FeatureColumn("price", prices)]));
        var window = new Dataset("rows", prices.Select(price => (float)price).ToArray(), [1], featureNames: ["price"]);

        var price = Assert.Single(DriftReport.Compare(profile, window).Features);

        Assert.Equal((0, 0, 0), (price.Test!.Value.Statistic, price.PopulationStability, price.OutOfRangeRate));
    }

    [Fact]
    public void Compare_DatesThatTravelledAsText_AreDates()
    {
        DateTime?[] days = [.. Enumerable.Range(0, 300).Select(i => (DateTime?)new DateTime(2026, 1, 1).AddDays(i % 30))];
        string?[] texts = [.. days.Select((day, i) => i < 30 ? "" : i < 60 ? "soon" : $"{day:yyyy-MM-dd}")];
        var profile = ReferenceProfile.Of(Dataset.FromColumns("table", [new FeatureColumn("day", days)]));

        var day = Assert.Single(DriftReport.Compare(profile, Dataset.FromColumns("window", [new FeatureColumn("day", texts)])).Features);

        Assert.Equal((FeatureKind.Date, 0.0, 0.0), (day.Kind, day.Test!.Value.Statistic, day.OutOfRangeRate));
        Assert.Equal(0.2, day.MissingRate, 12);
    }

    [Theory]
    [InlineData(100, DriftVerdict.Stable)]
    [InlineData(2000, DriftVerdict.Drifted)]
    public void Compare_MissingValuesRise_CountsOnlyBeyondChance(int rows, DriftVerdict expected)
    {
        var profile = ReferenceProfile.Of(Missing(3000, 0.30));

        var one = Assert.Single(DriftReport.Compare(profile, Missing(rows, 0.38)).Features);

        Assert.Equal(0.08, one.MissingRate - one.ReferenceMissingRate, 12);
        Assert.Equal(expected, one.Verdict);

        static Dataset Missing(int count, double share) => Dataset.FromColumns(
            "data", [new FeatureColumn("x", Enumerable.Range(0, count).Select(i => i < share * count ? double.NaN : 1).ToArray())]);
    }

    [Theory]
    [InlineData(100, DriftVerdict.Stable)]
    [InlineData(0, DriftVerdict.Drifted)]
    public void Compare_NewTexts_CountOnlyBeyondThoseThatOccurredOnce(int once, DriftVerdict expected)
    {
        var profile = ReferenceProfile.Of(Texts("then", once));

        var one = Assert.Single(DriftReport.Compare(profile, Texts("now", 60)).Features);

        Assert.Equal(0.06, one.UnseenRate, 12);
        Assert.Equal(expected, one.Verdict);

        static Dataset Texts(string time, int once) => Dataset.FromColumns(
            "data", [new FeatureColumn("x", Enumerable.Range(0, 1000).Select(i => i < once ? $"{time} {i}" : "usual").ToArray())]);
    }

    [Fact]
    public void Compare_AllMissing_HasNoTestButAReason()
    {
        var gone = Dataset.FromColumns("window", [new FeatureColumn("length", Enumerable.Repeat(double.NaN, 200).ToArray())]);

        var length = Assert.Single(DriftReport.Compare(Profile, gone).Features);

        Assert.Null(length.Test);
        Assert.Equal(DriftVerdict.Drifted, length.Verdict);
    }

    [Fact]
    public void Options_OutOfRange_SaySo() => Assert.StartsWith(
        "`Significance` is 1; expected above 0 and below 1.",
        Assert.Throws<ArgumentOutOfRangeException>(() => new DriftOptions { Significance = 1 }).Message,
        StringComparison.Ordinal);

    internal static Dataset Rows(int count, int seed, double shift = 0, double missing = 0, string? city = null)
    {
        var random = new Random(seed);
        var (lengths, widths, cities) = (new double[count], new double[count], new string?[count]);
        for (var i = 0; i < count; i++)
        {
            // A sum of uniform numbers is close to a normal one.
            lengths[i] = Enumerable.Range(0, 12).Sum(_ => random.NextDouble()) - 6 + shift;
            widths[i] = random.NextDouble() < missing ? double.NaN : random.NextDouble();
            cities[i] = random.NextDouble() < 0.5 ? city ?? "Rome" : "Bern";
        }

        return Dataset.FromColumns(
            "rows", [new FeatureColumn("length", lengths), new FeatureColumn("width", widths), new FeatureColumn("city", cities)]);
    }

    private static Predictions Answers(int count, double share, int seed)
    {
        var random = new Random(seed);
        var scores = new float[2 * count];
        for (var i = 0; i < count; i++)
        {
            var yes = random.NextDouble() < share;
            var confidence = (float)(0.6 + (0.4 * random.NextDouble()));
            (scores[2 * i], scores[(2 * i) + 1]) = yes ? (1 - confidence, confidence) : (confidence, 1 - confidence);
        }

        return new Predictions(scores, 2, ["no", "yes"]);
    }

    private static Dataset Wide(int seed)
    {
        var random = new Random(seed);
        return new Dataset("wide", Enumerable.Range(0, 200 * 300).Select(_ => random.NextSingle()).ToArray(), [200]);
    }
}
