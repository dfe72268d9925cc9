using System.Globalization;
using Atelier.Data;
using Microsoft.Data.Analysis;

namespace Atelier.Tests.Data;

public sealed class LabelingFunctionsTests
{
    private static readonly string[] Messages = ["win $ now", "Re: lunch", "win a trip", "hello", "Re: win $"];

    [Fact]
    public void Apply_Texts_CollectsVotes()
    {
        var votes = Spam().Apply(Messages, TestContext.Current.CancellationToken);

        Assert.Equal([1, -1, -1, 0, 1, -1, -1, -1, 1, 0], votes.Votes.ToArray());
        Assert.Equal(["money", "answer"], votes.Voters);
        Assert.Equal(0.8, votes.Coverage);
    }

    [Fact]
    public void Apply_Frame_SeesTheColumns()
    {
        var frame = new DataFrame(new DoubleDataFrameColumn("age", [15, null, 40]), new StringDataFrameColumn("job", ["none", "cook", "cook"]));

        var votes = LabelingFunctions.OverRows("child", "adult")
            .Add("age", row => row["age"] is double age ? age < 18 ? "child" : "adult" : null)
            .Add("job", row => Equals(row["job"], "cook") ? "adult" : null)
            .Apply(frame, TestContext.Current.CancellationToken);

        Assert.Equal([0, -1, -1, 1, 1, 1], votes.Votes.ToArray());
    }

    [Fact]
    public void Figures_CountCoverageOverlapConflictAndAccuracy()
    {
        var votes = Spam().Apply(Messages, TestContext.Current.CancellationToken);

        var figures = votes.Figures([1, 0, 1, -1, 0]);

        Assert.Equal(
            ["money 0.6 0.2 0.2 0,3 3 0.667", "answer 0.4 0.2 0.2 2,0 2 1.000"],
            figures.Select(one => string.Create(
                CultureInfo.InvariantCulture,
                $"{one.Name} {one.Coverage} {one.Overlap} {one.Conflict} {string.Join(',', one.Counts)} {one.Judged} {one.Accuracy:0.000}")));
        Assert.All(votes.Figures(), one => Assert.Null(one.Accuracy));
    }

    [Fact]
    public void Apply_UnknownClass_NamesFunctionAndRow()
    {
        var functions = LabelingFunctions.OverTexts("ham", "spam").Add("typo", text => text.Length > 9 ? "Spam" : null);

        var error = Assert.Throws<InvalidOperationException>(() => functions.Apply(["short", "long enough"], TestContext.Current.CancellationToken));

        Assert.Equal("The labelling function `typo` voted for `Spam` at row 1; expected one of `ham`, `spam`, or null to abstain.", error.Message);
    }

    [Fact]
    public void Apply_FunctionThatThrows_NamesFunctionAndRow()
    {
        var functions = LabelingFunctions.OverTexts("ham", "spam").Add("first letter", text => text[0] == '!' ? "spam" : null);

        var error = Assert.Throws<InvalidOperationException>(() => functions.Apply(["a", ""], TestContext.Current.CancellationToken));

        Assert.StartsWith("The labelling function `first letter` failed at row 1: Index was outside", error.Message);
        Assert.EndsWith("Let it return null for rows that it cannot judge.", error.Message);
        Assert.IsType<IndexOutOfRangeException>(error.InnerException);
    }

    [Fact]
    public void Add_TakenName_IsRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => Spam().Add("money", _ => null));

        Assert.StartsWith("There is already a labelling function `money`; expected names that differ.", error.Message);
    }

    [Fact]
    public void Apply_NoFunctions_SaysToAddSome()
    {
        var error = Assert.Throws<InvalidOperationException>(
            () => LabelingFunctions.OverTexts("a", "b").Apply(["x"], TestContext.Current.CancellationToken));

        Assert.Equal("There are no labelling functions. Add some before Apply.", error.Message);
    }

    [Theory]
    [InlineData("one")]
    [InlineData("same,same")]
    [InlineData("a, ")]
    public void OverTexts_TooFewOrEqualClasses_AreRefused(string classes)
    {
        var error = Assert.Throws<ArgumentException>(() => LabelingFunctions.OverTexts(classes.Split(',')));

        Assert.Contains("expected at least 2 names that differ, none empty.", error.Message);
    }

    [Fact]
    public void Votes_OutOfRange_NameRowAndVoter()
    {
        var error = Assert.Throws<ArgumentException>(() => new LabelVotes(["a", "b"], ["x", "y"], new[] { 0, 1, -1, 2 }));

        Assert.StartsWith("`votes` holds 2 at row 1 for `y`; expected a class index from 0 to 1, or -1 to abstain.", error.Message);
    }

    [Fact]
    public void Votes_RaggedRows_AreRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => new LabelVotes(["a", "b"], ["x", "y"], new[] { 0, 1, -1 }));

        Assert.StartsWith("`votes` has 3 entries for 2 voters; expected a vote of each of them for every row.", error.Message);
    }

    [Fact]
    public void Figures_GoldOfOtherLength_IsRefused()
    {
        var votes = Spam().Apply(Messages, TestContext.Current.CancellationToken);

        Assert.StartsWith("`gold` has 2 entries; expected 5", Assert.Throws<ArgumentException>(() => votes.Figures([0, 1])).Message);
        Assert.StartsWith("`gold` holds 7 at row 4; expected a class index", Assert.Throws<ArgumentException>(() => votes.Figures([0, 1, 0, 1, 7])).Message);
    }

    [Fact]
    public void MajorityVote_TiesAndSilence_StayWithoutLabel()
    {
        var votes = new LabelVotes(["a", "b"], ["x", "y", "z"], new[] { 0, 0, 1, 0, 1, -1, -1, -1, -1, -1, 1, -1 });

        var labels = MajorityVote.Apply(votes);

        Assert.Equal([0, -1, -1, 1], labels.Labels.ToArray());
        Assert.Equal([2.0 / 3, 0, 0, 1], labels.Confidences.ToArray());
        Assert.Equal([2.0 / 3, 1.0 / 3, 0.5, 0.5, 0.5, 0.5, 0, 1], labels.Probabilities.ToArray());
    }

    [Fact]
    public void ToDataset_KeepsLabelledRowsWithWeights()
    {
        var data = new Dataset("d", new[] { 10f, 11, 12, 13 }, [1]);
        var labels = MajorityVote.Apply(new LabelVotes(["a", "b"], ["x", "y"], new[] { 0, 0, 0, 1, -1, -1, -1, 1 }));

        var labelled = labels.ToDataset(data);

        Assert.Equal([10f, 13], labelled.Features.ToArray());
        Assert.Equal([0, 1], labelled.Labels.ToArray());
        Assert.Equal(["a", "b"], labelled.ClassNames);
        Assert.Equal([1f, 1], labelled.Weights.ToArray());
    }

    [Fact]
    public void ToDataset_NothingSureEnough_SaysWhatToDo()
    {
        var labels = MajorityVote.Apply(new LabelVotes(["a", "b"], ["x", "y", "z"], new[] { 0, 0, 1 }));
        var data = new Dataset("d", new[] { 10f }, [1]);

        Assert.StartsWith(
            "None of 1 rows has a label of confidence 0.9 or more. Add labelling functions that cover more rows, or lower the limit.",
            Assert.Throws<ArgumentException>(() => labels.ToDataset(data, 0.9)).Message);
        Assert.StartsWith("`minimumConfidence` is NaN; expected 0 to 1.", Assert.Throws<ArgumentOutOfRangeException>(() => labels.ToDataset(data, double.NaN)).Message);
        Assert.StartsWith(
            "`data` has 2 entries; expected 1", Assert.Throws<ArgumentException>(() => labels.ToDataset(new Dataset("d", new[] { 10f, 11 }, [1]))).Message);
    }

    private static LabelingFunctions<string> Spam() => LabelingFunctions.OverTexts("ham", "spam")
        .Add("money", text => text.Contains('$') || text.Contains("trip", StringComparison.Ordinal) ? "spam" : null)
        .Add("answer", text => text.StartsWith("Re:", StringComparison.Ordinal) ? "ham" : null);
}
