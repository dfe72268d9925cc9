using System.Text.Json.Nodes;
using Atelier.Data;
using Atelier.Tests.References;

namespace Atelier.Tests.Data;

/// <summary>Confident learning against an independent implementation, on data with known flips; see References/labelling_reference.py.</summary>
public sealed class LabelAuditTests
{
    private static readonly JsonObject Root = ReferenceFile.Read("labelling_reference.json")["audits"]!.AsObject();

    [Theory]
    [InlineData("iris")]
    [InlineData("digits")]
    public void Of_Estimates_EqualNumpy(string name)
    {
        var (audit, expected) = Audit(name);

        Assert.Equal(expected.Doubles("thresholds"), audit.Thresholds, IsClose);
        Assert.Equal(expected.Ints("counts").Select(count => (long)count), audit.Counts);
        Assert.Equal(expected.Doubles("joint"), audit.Joint, IsClose);
        Assert.Equal(expected.Doubles("noise"), audit.NoiseMatrix, IsClose);
    }

    [Theory]
    [InlineData("iris")]
    [InlineData("digits")]
    public void FindIssues_EveryMethod_EqualsNumpy(string name)
    {
        var (audit, expected) = Audit(name);

        Assert.All(Enum.GetValues<LabelAuditMethod>(), method =>
            Assert.Equal(expected.Ints(method.ToString()), audit.FindIssues(method).Select(issue => issue.Row)));
    }

    [Theory]
    [InlineData(LabelAuditMethod.ByNoiseRate, 0.86, 0.90)]
    [InlineData(LabelAuditMethod.ByClass, 0.91, 0.88)]
    [InlineData(LabelAuditMethod.Both, 0.82, 0.93)]
    [InlineData(LabelAuditMethod.ConfidentJoint, 0.74, 0.94)]
    public void FindIssues_DigitsWithATenthFlipped_FindsMostFlips(LabelAuditMethod method, double recall, double precision)
    {
        var (audit, expected) = Audit("digits");
        var flipped = expected.Ints("flipped").ToHashSet();

        var issues = audit.FindIssues(method);

        var found = issues.Count(issue => flipped.Contains(issue.Row));
        Assert.InRange((double)found / flipped.Count, recall, 1);
        Assert.InRange((double)found / issues.Count, precision, 1);
    }

    [Fact]
    public void FindIssues_Digits_RanksTheSurestFirst()
    {
        var (audit, expected) = Audit("digits");
        var flipped = expected.Ints("flipped").ToHashSet();

        Assert.All(Enum.GetValues<LabelRanking>(), ranking =>
            Assert.InRange(audit.FindIssues(ranking: ranking).Take(100).Count(issue => flipped.Contains(issue.Row)), 98, 100));
        Assert.InRange(audit.NoiseRate, 0.08, 0.12);
    }

    [Fact]
    public void FindIssues_SelfConfidence_SortsByTheLabelsProbability()
    {
        var audit = LabelAudit.Of(new[] { 0.1, 0.5, 0.4, 0.2, 0.8, 0, 0.9, 0.1, 0 }, new[] { 0, 0, 0 }, ["a", "b", "c"]);

        Assert.Equal([0, 1], audit.FindIssues(LabelAuditMethod.Confusion, LabelRanking.SelfConfidence).Select(issue => issue.Row));
        Assert.Equal([1, 0], audit.FindIssues(LabelAuditMethod.Confusion).Select(issue => issue.Row));
        Assert.Equal(new LabelIssue(1, 0, 1, 0.2, 0.2 - 0.8), audit.FindIssues(LabelAuditMethod.Confusion)[0]);
    }

    [Fact]
    public void Of_ClassWithoutRows_IsNeverSuggestedByTheJoint()
    {
        var audit = LabelAudit.Of(new[] { 0.9, 0.1, 0, 0.2, 0.8, 0, 0, 0.1, 0.9 }, new[] { 0, 1, 1 }, ["a", "b", "unused"]);

        Assert.Equal(double.PositiveInfinity, audit.Thresholds[2]);
        Assert.Empty(audit.FindIssues());
        Assert.Equal(0, audit.NoiseRate, 12);
    }

    [Fact]
    public void Of_OneClassInTheLabels_FindsNothingButConfusions()
    {
        var audit = LabelAudit.Of(new[] { 0.9, 0.1, 0.2, 0.8 }, new[] { 0, 0 }, ["a", "b"]);

        Assert.Empty(audit.FindIssues());
        Assert.Equal([1], audit.FindIssues(LabelAuditMethod.Confusion).Select(issue => issue.Row));
    }

    [Fact]
    public void Of_Dataset_TakesItsLabels()
    {
        var data = new Dataset("d", new[] { 1f, 2 }, [1], new[] { 0, 1 }, ["a", "b"]);

        var audit = LabelAudit.Of(data, new[] { 0.3f, 0.7f, 0.1f, 0.9f });

        Assert.Equal("2 rows of 2 classes: about 0 % of the labels are wrong, 0 rows to look at", audit.ToString());
        Assert.StartsWith("`d` has no labels to audit", Assert.Throws<ArgumentException>(() => LabelAudit.Of(new Dataset("d", new[] { 1f }, [1]), new[] { 1f, 0 })).Message);
    }

    [Theory]
    [InlineData(new[] { 0.5, 0.4 }, "`probabilities` adds up to 0.9 at row 0; expected 1. Apply a softmax to scores first.")]
    [InlineData(new[] { double.NaN, 1 }, "`probabilities` holds NaN at row 0; expected numbers from 0 to 1.")]
    [InlineData(new[] { -0.5, 1.5 }, "`probabilities` holds -0.5 at row 0; expected numbers from 0 to 1.")]
    [InlineData(new[] { 1.0, 0, 0 }, "`probabilities` has 3 entries; expected 2, one for each of 2 classes in each of 1 rows.")]
    public void Of_NoDistribution_IsRefused(double[] probabilities, string message)
    {
        var error = Assert.Throws<ArgumentException>(() => LabelAudit.Of(probabilities, new[] { 0 }, ["a", "b"]));

        Assert.StartsWith(message, error.Message);
    }

    [Fact]
    public void Of_WrongLabels_AreRefused()
    {
        Assert.StartsWith(
            "`labels` holds 2 at row 0; expected a class index from 0 to 1.",
            Assert.Throws<ArgumentException>(() => LabelAudit.Of(new[] { 0.5, 0.5 }, new[] { 2 }, ["a", "b"])).Message);
        Assert.StartsWith(
            "`labels` is empty", Assert.Throws<ArgumentException>(() => LabelAudit.Of(Array.Empty<double>(), Array.Empty<int>(), ["a", "b"])).Message);
        Assert.Contains(
            "expected at least 2 names that differ", Assert.Throws<ArgumentException>(() => LabelAudit.Of(new[] { 1.0 }, new[] { 0 }, ["a"])).Message);
    }

    private static (LabelAudit Audit, JsonObject Reference) Audit(string name)
    {
        var reference = Root[name]!.AsObject();
        var classes = Enumerable.Range(0, reference["classes"]!.GetValue<int>()).Select(c => $"{c}").ToArray();
        return (LabelAudit.Of(reference.Doubles("probabilities"), reference.Ints("labels"), classes), reference);
    }

    private static bool IsClose(double expected, double actual) => Math.Abs(expected - actual) <= 1e-12;
}
