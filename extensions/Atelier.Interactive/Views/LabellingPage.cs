using Atelier.Data;

namespace Atelier.Interactive;

/// <summary>How labelling functions vote, which labels come of it, and which labels are probably wrong.</summary>
internal static class LabellingPage
{
    private const int MostVoters = 50;
    private const int MostIssues = 20;
    private const int MostClasses = 20;
    private const double MostShade = 0.6; // text stays readable on it

    public static Page Of(LabelVotes votes)
    {
        var detail = $"{Show.Count(votes.Voters.Count, "voter")}, {Show.Count(votes.Rows, "row")}, {Show.Share(votes.Coverage)} voted on";
        var figures = votes.Figures();
        return new Page(
            $"Votes: {detail}",
            new Heading("Votes", detail),
            new Table(
                [new Column("voter", IsText: true), "coverage", "overlap", "conflict", new Column("votes for", IsText: true)],
                [.. figures.Take(MostVoters).Select(one => (IReadOnlyList<Cell>)
                [
                    one.Name, Bar(one.Coverage), Bar(one.Overlap), Bar(one.Conflict), Votes(votes, one),
                ])])
            {
                Caption = figures.Count > MostVoters ? $"The first {MostVoters} of {Show.Count(figures.Count)} voters" : "",
            });
    }

    public static Page Of(WeakLabels labels)
    {
        var known = labels.Labels.ToArray();
        var labelled = known.Count(label => label >= 0);
        var detail = $"{Show.Count(labelled)} of {Show.Count(labels.Rows, "row")} labelled";
        var counts = labels.ClassNames.Select((_, index) => known.Count(label => label == index)).ToArray();
        var rows = labels.ClassNames.Take(MostClasses).Select((name, index) => (IReadOnlyList<Cell>)
        [
            name, new Cell(Show.Count(counts[index]), Bar: (double)counts[index] / Math.Max(1, labelled)), Confidence(labels, index),
        ]);
        return new Page(
            $"Labels: {detail}",
            new Heading("Labels", detail),
            new Table([new Column("class", IsText: true), "rows", "mean confidence"], [.. rows])
            {
                Caption = labels.ClassNames.Count > MostClasses ? $"The first {MostClasses} of {Show.Count(labels.ClassNames.Count)} classes" : "",
            });
    }

    public static Page Of(LabelAudit audit)
    {
        var issues = audit.FindIssues();
        var detail = $"{Show.Count(audit.Rows, "row")} of {Show.Count(audit.ClassNames.Count, "class")}";
        var blocks = new List<Block>
        {
            new Heading("Label audit", detail),
            new Tiles(("labels probably wrong", Show.Share(Math.Round(audit.NoiseRate, 3))), ("rows to look at", Show.Count(issues.Count))),
        };
        if (issues.Count > 0)
        {
            blocks.Add(IssuesOf(audit, issues));
        }

        if (audit.ClassNames.Count <= MostClasses)
        {
            blocks.Add(JointOf(audit));
        }

        return new Page($"Label audit: {detail}, {Show.Count(issues.Count, "row")} to look at", blocks);
    }

    private static Table IssuesOf(LabelAudit audit, IReadOnlyList<LabelIssue> issues) => new(
        ["row", new Column("given", IsText: true), new Column("suggested", IsText: true), "probability of the given", "margin"],
        [.. issues.Take(MostIssues).Select(issue => (IReadOnlyList<Cell>)
        [
            Show.Count(issue.Row),
            audit.ClassNames[issue.Given],
            audit.ClassNames[issue.Suggested],
            Show.Figure(issue.SelfConfidence),
            Show.Figure(issue.Margin),
        ])])
    {
        Caption = issues.Count > MostIssues
            ? $"The surest {MostIssues} of {Show.Count(issues.Count, "row")} that are probably labelled wrong"
            : "Rows that are probably labelled wrong",
    };

    private static Table JointOf(LabelAudit audit)
    {
        var classes = Enumerable.Range(0, audit.ClassNames.Count).ToArray();
        return new Table(
            [new Column("given \\ true", IsText: true), .. audit.ClassNames.Select(name => new Column(name))],
            [.. classes.Select(given => (IReadOnlyList<Cell>)
                [audit.ClassNames[given], .. classes.Select(truth => Share(audit.Joint[(given * classes.Length) + truth], given == truth))])])
        {
            Caption = "Estimated shares of given (rows) and true (columns) classes",
        };
    }

    private static Cell Share(double share, bool isRight) => share == 0 ? new Cell("0", Faint: true)
        : isRight ? new Cell(Show.Share(share), Good: share)
        // Errors are rare; the root makes a few in a hundred visible.
        : new Cell(Show.Share(share), Bad: Math.Min(MostShade, Math.Sqrt(share)));

    private static Cell Bar(double share) => new(Show.Share(share), Bar: share);

    private static string Votes(LabelVotes votes, VoterFigures figures) => Show.List(
        [.. figures.Counts.Select((count, index) => (count, index)).Where(pair => pair.count > 0)
            .Select(pair => $"{votes.ClassNames[pair.index]} ({Show.Count(pair.count)})")],
        5);

    private static Cell Confidence(WeakLabels labels, int index)
    {
        var sure = labels.Confidences.ToArray().Where((_, row) => labels.Labels.Span[row] == index).ToArray();
        return sure.Length == 0 ? new Cell("") : Show.Figure(sure.Average());
    }
}
