using System.Text.Json.Nodes;
using Atelier.Monitoring;
using Atelier.Tests.References;

namespace Atelier.Tests.Monitoring;

public sealed class DriftStatisticsTests
{
    private const double Tolerance = 1e-9;

    private static readonly JsonObject Reference = ReferenceFile.Read("drift_reference.json");

    public static TheoryData<int> Samples => [.. Cases("smirnov")];

    public static TheoryData<int> Finite => [.. Cases("finite")];

    public static TheoryData<int> Tables => [.. Cases("tables")];

    public static TheoryData<int> Distances => [.. Cases("distances")];

    public static TheoryData<int> Families => [.. Cases("families")];

    public static TheoryData<int> ChiSquares => [.. Cases("chi_square")];

    [Theory]
    [MemberData(nameof(Samples))]
    public void KolmogorovSmirnov_Samples_AsScipy(int at)
    {
        var of = Case("smirnov", at);
        var (first, second) = (of.Doubles("first"), of.Doubles("second"));

        var exact = DriftStatistics.KolmogorovSmirnov(first, second, PValueMethod.Exact);
        var asymptotic = DriftStatistics.KolmogorovSmirnov(first, second, PValueMethod.Asymptotic);

        Close(of, "statistic", exact.Statistic);
        Close(of, "exact", exact.PValue);
        Close(of, "asymptotic", asymptotic.PValue);
        Assert.Equal(exact, DriftStatistics.KolmogorovSmirnov(first, second));
        Assert.Equal(exact.Statistic, DriftStatistics.KolmogorovSmirnov(second, first).Statistic);
    }

    [Theory]
    [MemberData(nameof(Finite))]
    public void Survival_OneSample_AsScipy(int at)
    {
        var of = Case("finite", at);

        Close(of, "survival", SmirnovDistribution.Survival(of["count"]!.GetValue<int>(), of["distance"]!.GetValue<double>()));
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void Counts_Tables_AsScipy(int at)
    {
        var of = Case("tables", at);
        var (reference, current) = (of.Doubles("reference"), of.Doubles("current"));

        var chi = DriftStatistics.ChiSquare(reference, current);

        Close(of, "statistic", chi.Statistic);
        Close(of, "p", chi.PValue);
        Close(of, "jensenShannon", DriftStatistics.JensenShannon(reference, current));
        Close(of, "psi", DriftStatistics.PopulationStability(reference, current));
    }

    [Theory]
    [MemberData(nameof(ChiSquares))]
    public void ChiSquareSurvival_Values_AsScipy(int at)
    {
        var of = Case("chi_square", at);

        Close(of, "p", GammaFunctions.ChiSquareSurvival(of["statistic"]!.GetValue<double>(), of["degrees"]!.GetValue<int>()));
    }

    [Theory]
    [MemberData(nameof(Distances))]
    public void Wasserstein_Samples_AsScipy(int at)
    {
        var of = Case("distances", at);
        var (first, second) = (of.Doubles("first"), of.Doubles("second"));

        Close(of, "distance", DriftStatistics.Wasserstein(first, second));
        Close(of, "weighted", DriftStatistics.Wasserstein(first, second, of.Doubles("firstWeights"), of.Doubles("secondWeights")));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void AdjustPValues_Families_AsDefined(int at)
    {
        var of = Case("families", at);

        NumericReference.AssertClose(of.Doubles("adjusted"), DriftStatistics.AdjustPValues(of.Doubles("p")), Tolerance);
    }

    [Fact]
    public void KolmogorovSmirnov_LargeSamples_AreAsymptotic()
    {
        double[] first = [.. Enumerable.Range(0, 4000).Select(i => i * 1.0)], second = [.. Enumerable.Range(0, 3000).Select(i => i * 1.35)];

        Assert.Equal(
            DriftStatistics.KolmogorovSmirnov(first, second, PValueMethod.Asymptotic), DriftStatistics.KolmogorovSmirnov(first, second));
    }

    [Fact]
    public void ChiSquare_OneCategory_HasNothingToTest() =>
        Assert.Equal(new Atelier.Monitoring.TestResult(0, 1), DriftStatistics.ChiSquare([5, 0], [7, 0]));

    [Fact]
    public void AdjustPValues_None_IsEmpty() => Assert.Empty(DriftStatistics.AdjustPValues([]));

    [Fact]
    public void Statistics_BadInput_SaySo()
    {
        Error("`first` is empty; expected at least one value.", () => DriftStatistics.KolmogorovSmirnov([], [1]));
        Error("`second` holds NaN at 1; expected finite numbers.", () => DriftStatistics.KolmogorovSmirnov([1], [1, double.NaN]));
        Error("`second` is empty; expected at least one value.", () => DriftStatistics.Wasserstein([1], []));
        Error(
            "`firstWeights` has 1 entries; expected 2, one weight for each value of `first`.",
            () => DriftStatistics.Wasserstein([1, 2], [1], [1]));
        Error("`secondWeights` counts nothing", () => DriftStatistics.Wasserstein([1, 2], [1], default, [0]));
        Error(
            "`current` has 3 entries; expected 2, one count for each bin of `reference`.",
            () => DriftStatistics.PopulationStability([1, 2], [1, 2, 3]));
        Error("`reference` counts nothing; expected at least one row.", () => DriftStatistics.JensenShannon([0, 0], [1, 2]));
        Error("`reference` counts nothing; expected at least one row.", () => DriftStatistics.ChiSquare([], []));
        Error("`current` holds -1 at 1; expected finite numbers, at least 0.", () => DriftStatistics.ChiSquare([1, 2], [3, -1]));
        Error("`pValues` holds 1.5 at 0; expected numbers from 0 to 1.", () => DriftStatistics.AdjustPValues([1.5]));
        Error("`pValues` holds NaN at 1; expected numbers from 0 to 1.", () => DriftStatistics.AdjustPValues([0.5, double.NaN]));
    }

    private static IEnumerable<int> Cases(string kind) => Enumerable.Range(0, Reference[kind]!.AsArray().Count);

    private static JsonObject Case(string kind, int at) => Reference[kind]![at]!.AsObject();

    /// <summary>Within 1e-9, of the number itself where it is small: also a p-value of 1e-40 must have its digits.</summary>
    private static void Close(JsonObject of, string name, double actual)
    {
        var expected = of[name]!.GetValue<double>();
        Assert.True(Math.Abs(expected - actual) <= Tolerance, $"{name} is {actual:R}; expected {expected:R}.");
        if (name is "exact" or "p")
        {
            Assert.True(Math.Abs(expected - actual) <= 1e-7 * expected, $"{name} is {actual:R}; expected {expected:R}, also if small.");
        }
    }

    private static void Error(string message, Action act) =>
        Assert.StartsWith(message, Assert.ThrowsAny<ArgumentException>(act).Message, StringComparison.Ordinal);
}
