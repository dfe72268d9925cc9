using System.Text.Json.Nodes;
using Atelier.Data;
using Atelier.Tests.References;

namespace Atelier.Tests.Data;

/// <summary>Label models against an independent implementation and known truth; see References/labelling_reference.py.</summary>
public sealed class LabelModelTests
{
    private static readonly JsonObject Root = ReferenceFile.Read("labelling_reference.json")["weak"]!.AsObject();

    [Theory]
    [InlineData("two", false)]
    [InlineData("two", true)]
    [InlineData("four", false)]
    [InlineData("four", true)]
    public void Fit_SameRounds_EqualsNumpy(string name, bool byClass)
    {
        var (votes, reference) = Votes(name);
        var expected = reference[byClass ? "by_class" : "one_accuracy"]!.AsObject();

        var model = Fit(votes, new LabelModelOptions { ByClass = byClass, MaxIterations = 25, Tolerance = 0 });

        Close(expected.Doubles("priors"), model.Priors.ToArray());
        var classes = Enumerable.Range(0, votes.ClassNames.Count).ToArray();
        Close(
            expected.Doubles("table"),
            [.. votes.Voters.SelectMany((_, voter) => classes.SelectMany(truth => classes.Select(vote => model.Confusion(voter, truth, vote))))]);
        var first = expected.Doubles("first_rows");
        Close(first, model.Apply(votes).Probabilities.ToArray()[..first.Length]);
        Assert.Equal(25, model.Iterations);
    }

    [Theory]
    [InlineData("two")]
    [InlineData("four")]
    public void Fit_VotersOfKnownAccuracy_RecoversAccuraciesAndShares(string name)
    {
        var (votes, reference) = Votes(name);

        var model = Fit(votes);

        Assert.True(model.HasConverged);
        Assert.Equal(reference.Doubles("accuracies"), model.Accuracies, (expected, actual) => Math.Abs(expected - actual) < 0.05);
        Assert.Equal(reference.Doubles("shares"), model.Priors.ToArray(), (expected, actual) => Math.Abs(expected - actual) < 0.05);
    }

    [Theory]
    [InlineData("two", 0.09)]
    [InlineData("four", 0.08)]
    public void Apply_VotersOfDifferentAccuracy_BeatsTheMajority(string name, double better)
    {
        var (votes, reference) = Votes(name);
        var truth = reference.Ints("truth");

        var model = Right(Fit(votes).Apply(votes), truth);

        Assert.InRange(model - Right(MajorityVote.Apply(votes), truth), better, 1);
    }

    [Fact]
    public void Apply_ConfidentRows_AreRightAsOftenAsTheySay()
    {
        var (votes, reference) = Votes("two");
        var truth = reference.Ints("truth");
        var labels = Fit(votes).Apply(votes);
        var sure = Enumerable.Range(0, labels.Rows).Where(row => labels.Labels.Span[row] >= 0).ToArray();

        var right = sure.Average(row => labels.Labels.Span[row] == truth[row] ? 1.0 : 0);

        Assert.InRange(right, sure.Average(row => labels.Confidences.Span[row]) - 0.02, sure.Average(row => labels.Confidences.Span[row]) + 0.02);
    }

    [Fact]
    public void Fit_FunctionsOfOneClassEach_StillTellsThemApart()
    {
        // Each votes for one class only: a is right in 9 of 10 of its votes, b in 6 of 10, c votes on everything and is right in 8 of 10.
        var random = new Random(4);
        var truth = Enumerable.Range(0, 3000).Select(_ => random.Next(2)).ToArray();
        var votes = truth.SelectMany(y => new[]
        {
            random.NextDouble() < (y == 1 ? 0.45 : 0.05) ? 1 : -1,
            random.NextDouble() < (y == 0 ? 0.45 : 0.30) ? 0 : -1,
            random.NextDouble() < 0.8 ? y : 1 - y,
        }).ToArray();

        var model = Fit(new LabelVotes(["no", "yes"], ["a", "b", "c"], votes));

        Assert.True(model.Accuracies[0] > model.Accuracies[2] && model.Accuracies[2] > model.Accuracies[1], string.Join(' ', model.Accuracies));
    }

    [Fact]
    public void Fit_KnownPriors_KeepsThem()
    {
        var (votes, _) = Votes("two");

        Assert.Equal([0.6, 0.4], Fit(votes, new LabelModelOptions { Priors = [0.6, 0.4] }).Priors.ToArray());
    }

    [Fact]
    public void Fit_Twice_GivesTheSame()
    {
        var (votes, _) = Votes("four");

        Assert.Equal(Fit(votes).Apply(votes).Probabilities.ToArray(), Fit(votes).Apply(votes).Probabilities.ToArray());
    }

    [Fact]
    public void Apply_ThousandVoters_StaysFinite()
    {
        var votes = new LabelVotes(["a", "b"], [.. Enumerable.Range(0, 3000).Select(i => $"v{i}")], Enumerable.Range(0, 6000).Select(i => i / 3000).ToArray());

        var labels = Fit(votes).Apply(votes);

        Assert.Equal([0, 1], labels.Labels.ToArray());
        Assert.All(labels.Probabilities.ToArray(), value => Assert.True(double.IsFinite(value)));
    }

    [Fact]
    public void Apply_RowWithoutVotes_StaysWithoutLabel()
    {
        var labels = Fit(new LabelVotes(["a", "b"], ["x", "y"], new[] { 0, 0, -1, -1, 1, 1, 0, -1 }));

        Assert.Equal([-1, 0], labels.Apply(new LabelVotes(["a", "b"], ["x", "y"], new[] { -1, -1, 0, 0 })).Labels.ToArray());
    }

    [Fact]
    public void Fit_NoVotes_SaysWhatToDo()
    {
        var none = new LabelVotes(["a", "b"], ["x"], new[] { -1, -1 });

        Assert.StartsWith("`votes` holds no vote in 2 rows of 1 voters.", Assert.Throws<ArgumentException>(() => Fit(none)).Message);
        Assert.StartsWith(
            "`votes` holds no vote in 0 rows of 1 voters.",
            Assert.Throws<ArgumentException>(() => Fit(new LabelVotes(["a", "b"], ["x"], Array.Empty<int>()))).Message);
    }

    [Fact]
    public void Apply_OtherVoters_AreRefused()
    {
        var model = Fit(new LabelVotes(["a", "b"], ["x"], new[] { 0, 1 }));

        var error = Assert.Throws<ArgumentException>(() => model.Apply(new LabelVotes(["a", "b"], ["z"], new[] { 0 })));

        Assert.StartsWith("`votes` has the voters [z]; expected those of the fit, [x].", error.Message);
    }

    [Fact]
    public void Options_OutOfRange_SayTheRange()
    {
        var votes = new LabelVotes(["a", "b"], ["x"], new[] { 0, 1 });

        Assert.StartsWith(
            "`Priors` adds up to 1.5 or has a share that is not above 0",
            Assert.Throws<ArgumentException>(() => new LabelModelOptions { Priors = [0.5, 1] }).Message);
        Assert.StartsWith("`Priors` has 3 entries; expected 2", Assert.Throws<ArgumentException>(() => Fit(votes, new LabelModelOptions { Priors = [0.2, 0.3, 0.5] })).Message);
        Assert.StartsWith(
            "`Smoothing` is 0; expected a number above 0", Assert.Throws<ArgumentOutOfRangeException>(() => new LabelModelOptions { Smoothing = 0 }).Message);
    }

    private static LabelModel Fit(LabelVotes votes, LabelModelOptions? options = null) => LabelModel.Fit(votes, options, TestContext.Current.CancellationToken);

    private static (LabelVotes Votes, JsonObject Reference) Votes(string name)
    {
        var reference = Root[name]!.AsObject();
        var classes = Enumerable.Range(0, reference["classes"]!.GetValue<int>()).Select(c => $"class {c}").ToArray();
        var voters = Enumerable.Range(0, reference["voters"]!.GetValue<int>()).Select(voter => $"voter {voter}").ToArray();
        return (new LabelVotes(classes, voters, reference.Ints("votes")), reference);
    }

    /// <summary>The share of all rows that have the right label.</summary>
    private static double Right(WeakLabels labels, int[] truth) => truth.Select((y, row) => labels.Labels.Span[row] == y ? 1.0 : 0).Average();

    private static void Close(double[] expected, double[] actual) => Assert.Equal(expected, actual, (a, b) => Math.Abs(a - b) <= 1e-9);
}
