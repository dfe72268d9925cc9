using Atelier.Data;
using Microsoft.Data.Analysis;

namespace Atelier.Tests.Data;

public sealed class ProfileWarningTests
{
    private const int Rows = 200;

    [Fact]
    public void Profile_CleanTable_WarnsOfNothing()
    {
        var profile = Frame(("x", row => Noise(row, 1)), ("y", row => Noise(row, 2))).With("group", row => row % 3 == 0 ? "a" : "b").Profiled("group");

        Assert.Empty(profile.Warnings);
    }

    [Fact]
    public void Profile_ConstantColumns_SaysSo()
    {
        var profile = Frame(("same", _ => 4)).With("mostly", row => row == 0 ? "rare" : "usual").Profiled();

        Assert.Equal("`same` has the same value in every row, `4`. Drop it: it tells nothing.", Message(profile, DataWarningKind.Constant, "same"));
        Assert.StartsWith("`mostly` is `usual` in 199 of 200 rows with a value.", Message(profile, DataWarningKind.NearlyConstant, "mostly"));
    }

    [Fact]
    public void Profile_ConstantBesideMissing_KeepsWhetherItIsMissing()
    {
        var profile = Frame(("x", row => row)).With("flag", row => row % 5 == 0 ? null : "yes").Profiled();

        Assert.EndsWith("Keep only whether it is missing.", Message(profile, DataWarningKind.Constant, "flag"));
    }

    [Fact]
    public void Profile_AnotherValueInEveryRow_LooksLikeAnIdentifier()
    {
        var profile = Frame(("number", row => 1000 + row), ("measure", row => Noise(row, 3)))
            .With("key", row => $"K-{row}")
            .With("comment", row => $"{row} is the number of this long comment, which nobody would take for a category or a key")
            .Profiled();

        Assert.StartsWith("`number` has 200 different values in 200 rows", Message(profile, DataWarningKind.IdentifierLike, "number"));
        Assert.StartsWith("`key` has 200 different values in 200 rows", Message(profile, DataWarningKind.IdentifierLike, "key"));
        Assert.Equal(2, profile.Warnings.Count);
    }

    [Fact]
    public void Profile_CategoryThatIsTheLabel_LeaksIt()
    {
        var profile = Frame(("x", row => Noise(row, 4))).With("y", Label).With("copy", row => Label(row) == "yes" ? "J" : "N").Profiled("y");

        Assert.StartsWith(
            "`copy` predicts the label `y` almost alone: it removes 100 % of the errors", Message(profile, DataWarningKind.LeakingLabel, "copy"));
        Assert.Single(profile.Warnings);
    }

    [Fact]
    public void Profile_NumberThatSeparatesTheClasses_LeaksTheLabel()
    {
        var profile = Frame(("score", row => Noise(row, 5) + (Label(row) == "yes" ? 8 : 0)), ("hint", row => Noise(row, 6) + (Label(row) == "yes" ? 1 : 0)))
            .With("y", Label)
            .Profiled("y");

        Assert.NotNull(Message(profile, DataWarningKind.LeakingLabel, "score"));
        Assert.Null(Message(profile, DataWarningKind.LeakingLabel, "hint"));
    }

    [Fact]
    public void Profile_IdentifierAndRareLabel_LeakNothing()
    {
        // Every key is pure in the label; always saying "no" is right in 95 % of the rows.
        var profile = Frame(("x", row => Noise(row, 7))).With("key", row => $"K-{row}").With("y", row => row % 20 == 7 ? "yes" : "no").Profiled("y");

        Assert.Null(Message(profile, DataWarningKind.LeakingLabel, "key"));
        Assert.Null(Message(profile, DataWarningKind.LeakingLabel, "x"));
    }

    [Fact]
    public void Profile_MissingnessThatIsTheLabel_LeaksIt()
    {
        var profile = Frame(("x", row => Noise(row, 8))).With("y", Label).With("closed", row => Label(row) == "yes" ? "done" : null).Profiled("y");

        Assert.NotNull(Message(profile, DataWarningKind.LeakingLabel, "closed"));
        Assert.StartsWith(
            "Whether `closed` is missing depends on the label `y` (association 1.00).", Message(profile, DataWarningKind.MissingDependsOnLabel, "closed"));
    }

    [Fact]
    public void Profile_NumberToPredict_IsLeakedByItsDouble()
    {
        var profile = Frame(("price", row => Noise(row, 9)), ("with tax", row => (1.19 * Noise(row, 9)) + 1e-3), ("area", row => Noise(row, 9) + Noise(row, 10)))
            .With("band", row => Noise(row, 9) > 0 ? "high" : "low")
            .Profiled("price");

        Assert.StartsWith("`with tax` goes with the label `price` almost exactly: correlation 1.000.", Message(profile, DataWarningKind.LeakingLabel, "with tax"));
        Assert.Null(Message(profile, DataWarningKind.LeakingLabel, "area"));
        Assert.Null(Message(profile, DataWarningKind.LeakingLabel, "band"));
    }

    [Fact]
    public void Profile_WholeNumbersAsClasses_AreLeaked()
    {
        var profile = Frame(("y", row => Label(row) == "yes" ? 1 : 0), ("twin", row => Label(row) == "yes" ? 7 : 3)).Profiled("y");

        Assert.NotNull(Message(profile, DataWarningKind.LeakingLabel, "twin"));
        Assert.NotNull(profile.Association("twin", "y", AssociationMeasure.CorrelationRatio));
    }

    [Fact]
    public void Profile_Outliers_AreAHeavyTail()
    {
        var profile = Frame(("income", row => Math.Exp(2 * Noise(row, 11))), ("normal", row => Noise(row, 12))).Profiled();

        Assert.StartsWith("`income` has a heavy tail: skew ", Message(profile, DataWarningKind.HeavyTail, "income"));
        Assert.Null(Message(profile, DataWarningKind.HeavyTail, "normal"));
    }

    [Fact]
    public void Profile_MissingValues_AreCountedAndWarnedOf()
    {
        var profile = Frame(("half", row => row % 2 == 0 ? double.NaN : row / 7.0), ("few", row => row % 10 == 0 ? double.NaN : row / 7.0))
            .With("none", _ => null)
            .Profiled();

        Assert.StartsWith("`half` is missing in 100 of 200 rows (50 %).", Message(profile, DataWarningKind.ManyMissing, "half"));
        Assert.Null(Message(profile, DataWarningKind.ManyMissing, "few"));
        Assert.Equal("`none` has no value in any row. Drop it.", Message(profile, DataWarningKind.Empty, "none"));
    }

    [Fact]
    public void Profile_ValuesMissingByChance_DoNotDependOnTheLabel()
    {
        var profile = Frame(("age", row => Noise(row, 13) > 0.8 ? double.NaN : Noise(row, 14))).With("y", Label).Profiled("y");

        Assert.Null(Message(profile, DataWarningKind.MissingDependsOnLabel, "age"));
    }

    [Fact]
    public void Profile_ManyCategories_SaysWhichEncoder()
    {
        var profile = Frame(("x", row => Noise(row, 15))).With("city", row => $"city {row % 90}").Profiled();

        Assert.StartsWith("`city` has 90 categories; one column for each is too many.", Message(profile, DataWarningKind.HighCardinality, "city"));
    }

    [Fact]
    public void Profile_Repetitions_AreCounted()
    {
        var profile = Frame(("a", row => row % 50), ("b", row => row % 50)).Profiled();

        Assert.Equal(150, profile.DuplicateRows);
        Assert.StartsWith("Repeated rows: 150 of 200, equal to an earlier row in every column.", Message(profile, DataWarningKind.DuplicateRows, null));
        Assert.Equal("`b` holds the same values as `a`. Drop one of the two.", Message(profile, DataWarningKind.DuplicateColumns, "b"));
    }

    [Fact]
    public void Profile_CategoriesInOtherWords_AreDuplicateColumns()
    {
        var profile = Frame(("x", row => Noise(row, 16))).With("a", row => row % 2 == 0 ? "p" : "q").With("b", row => row % 2 == 0 ? "r" : "s").Profiled();

        Assert.Equal("`b` says the same as `a` in other words. Drop one of the two.", Message(profile, DataWarningKind.DuplicateColumns, "b"));
    }

    [Fact]
    public void Profile_NumbersInText_AreMixedTypes()
    {
        var profile = Frame(("x", row => Noise(row, 17)))
            .With("all", row => $"{row % 7}.5")
            .With("most", row => row % 10 == 0 ? "about six" : $"{row % 7}")
            .With("code", row => row % 50 == 0 ? "7" : "word")
            .Profiled();

        Assert.StartsWith("`all` holds numbers as text. Read it as numbers", Message(profile, DataWarningKind.MixedTypes, "all"));
        Assert.StartsWith(
            "`most` holds numbers as text in 180 of 200 rows, and `about six` among the others.", Message(profile, DataWarningKind.MixedTypes, "most"));
        Assert.Null(Message(profile, DataWarningKind.MixedTypes, "code"));
    }

    [Fact]
    public void Profile_WordsForMissing_AreFound()
    {
        var profile = Frame(("x", row => Noise(row, 18))).With("size", row => row % 4 == 0 ? "N/A" : row % 4 == 1 ? " " : "large").Profiled();

        Assert.StartsWith(
            "`size` holds `N/A`, `\" \"` in 100 of 200 rows, which usually stands for a missing value.",
            Message(profile, DataWarningKind.DisguisedMissing, "size"));
    }

    [Fact]
    public void Profile_CategoriesThatDifferInCaseAndBlanks_AreFound()
    {
        var profile = Frame(("x", row => Noise(row, 19))).With("town", row => row % 3 == 0 ? "New  York " : row % 3 == 1 ? "new york" : "Boston").Profiled();

        Assert.StartsWith(
            "`town` holds categories that differ only in white space or in upper and lower case, such as `\"New  York \"`, `new york`.",
            Message(profile, DataWarningKind.CategoryVariants, "town"));
    }

    [Fact]
    public void Profile_RareClassAndMissingLabel_AreWarnedOf()
    {
        var profile = Frame(("x", row => Noise(row, 20))).With("y", row => row < 4 ? null : row < 10 ? "fraud" : "fine").Profiled("y");

        Assert.StartsWith("The class `fraud` of the label `y` has 6 of 196 rows (3.1 %).", Message(profile, DataWarningKind.ImbalancedLabel, "y"));
        Assert.Equal(
            "The label `y` is missing in 4 of 200 rows. Drop these rows, or label them.", Message(profile, DataWarningKind.MissingLabel, "y"));
    }

    [Fact]
    public void Profile_InfiniteValues_AreLeftOutAndWarnedOf()
    {
        var profile = Frame(("ratio", row => row % 40 == 0 ? double.PositiveInfinity : Noise(row, 21))).Profiled();

        Assert.StartsWith("`ratio` is infinite in 5 of 200 rows", Message(profile, DataWarningKind.InfiniteValues, "ratio"));
        Assert.Equal(195, profile.Column("ratio").Numbers!.Finite);
        Assert.Equal(195, profile.Column("ratio").Histogram!.Total);
    }

    [Fact]
    public void Profile_Titanic_FindsTheLeakAndTheTail()
    {
        var profile = ProfileReferenceTests.FrameOf("titanic").Profiled("survived");

        Assert.NotNull(Message(profile, DataWarningKind.HeavyTail, "fare"));
        Assert.NotNull(Message(profile, DataWarningKind.ManyMissing, "deck"));
        Assert.NotNull(Message(profile, DataWarningKind.MissingDependsOnLabel, "deck"));
        Assert.DoesNotContain(profile.Warnings, warning => warning.Kind == DataWarningKind.LeakingLabel);
    }

    private static string Label(int row) => (row * 7919 % 11) < 5 ? "yes" : "no";

    /// <summary>Standard normal numbers that depend on row and series only.</summary>
    private static double Noise(int row, int series)
    {
        var random = new Random((row * 31) + (series * 7001));
        random.NextDouble();
        return Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }

    private static DataFrame Frame(params (string Name, Func<int, double> Value)[] columns) => new(columns.Select(column =>
        (DataFrameColumn)new DoubleDataFrameColumn(column.Name, Enumerable.Range(0, Rows).Select(column.Value))));

    private static string? Message(DataProfile profile, DataWarningKind kind, string? column) =>
        profile.Warnings.SingleOrDefault(warning => warning.Kind == kind && warning.Column == column)?.Message;
}
