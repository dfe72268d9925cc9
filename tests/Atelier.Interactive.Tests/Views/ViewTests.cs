using System.Globalization;
using Atelier.Data;
using Atelier.Evaluation;
using Atelier.Prediction;
using Microsoft.DotNet.Interactive.Formatting;

namespace Atelier.Interactive.Tests;

public sealed class ViewTests
{
    public static TheoryData<string> Names() => [.. Values(className: "cat").Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Html_EveryValue_IsApproved(string name) =>
        Approval.Verify(Values("cat")[name].ToDisplayString("text/html"), $"{name}.html");

    [Theory]
    [MemberData(nameof(Names))]
    public void Text_EveryValue_IsApproved(string name) => Approval.Verify(Values("cat")[name].ToDisplayString(), $"{name}.txt");

    [Theory]
    [MemberData(nameof(Names))]
    public void Html_HostileName_IsEncoded(string name)
    {
        var html = Values(Samples.Hostile)[name].ToDisplayString("text/html");

        Assert.DoesNotContain("<script", html);
        Assert.DoesNotContain("alert('x')", html);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Html_HostileNameInsideAnotherValue_IsEncoded(string name) =>
        Assert.DoesNotContain("<script", new[] { Values(Samples.Hostile)[name] }.ToDisplayString("text/html"));

    [Theory]
    [MemberData(nameof(Names))]
    public void MimeTypes_EveryValue_IncludeHtmlAndText(string name)
    {
        var mimeTypes = Formatter.GetPreferredMimeTypesFor(Values("cat")[name].GetType());

        Assert.Contains("text/html", mimeTypes);
        Assert.Contains("text/plain", mimeTypes);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Html_UnderADecimalComma_IsTheSame(string name)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            var expected = Values("cat")[name].ToDisplayString("text/html");
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");

            Assert.Equal(expected, Values("cat")[name].ToDisplayString("text/html"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Html_ManyClasses_ListsTheMostFrequentConfusions()
    {
        var names = Enumerable.Range(0, 30).Select(i => $"class {i}").ToArray();
        var counts = new long[900];
        counts[(3 * 30) + 4] = 7;
        counts[(4 * 30) + 3] = 9;

        var text = new ConfusionMatrix(names, counts).ToDisplayString().ReplaceLineEndings("\n");

        Assert.Contains("class 4     class 3          9\n  class 3     class 4          7", text);
    }

    [Fact]
    public void Text_ScoresThatAreNoProbabilities_AreShownBare()
    {
        var text = new Predictions(new[] { -3.5f, 12f }, 2).ToDisplayString();

        Assert.Contains("-3.5", text);
        Assert.DoesNotContain("probability", text);
    }

    [Fact]
    public void Text_EmptyValues_DoNotFail()
    {
        Assert.Contains("0 rows", new Predictions(Array.Empty<float>(), 3).ToDisplayString());
        Assert.Contains("0 rows", new Dataset("none", Array.Empty<float>(), [4]).ToDisplayString());
        Assert.Contains("0 of 0 rows right", new ConfusionMatrix([], []).ToDisplayString());
    }

    [Fact]
    public void Html_Table_HasScopesAndPicturesHaveDescriptions()
    {
        var html = Samples.Images().ToDisplayString("text/html");

        Assert.Contains("<th scope=\"col\"", html);
        Assert.Contains("<th scope=\"row\"", html);
        Assert.Contains("alt=\"example 0\"", html);
    }

    private static Dictionary<string, object> Values(string className) => new()
    {
        ["Dataset"] = Samples.Images(className, className),
        ["DatasetOfRows"] = Samples.Flowers(),
        ["DatasetOfColumns"] = Samples.Customers(className),
        ["LabelVotes"] = Samples.Votes(className),
        ["WeakLabels"] = MajorityVote.Apply(Samples.Votes(className)),
        ["LabelAudit"] = Samples.Audit(className),
        ["DataFrame"] = Samples.Frame(className),
        ["DataFrameColumn"] = Samples.Frame(className).Columns[className],
        ["DataProfile"] = Samples.Frame(className).Profile("churned"),
        ["Predictions"] = Samples.Answers(className),
        ["MetricValue"] = new MetricValue(className, 0.95, true),
        ["ConfusionMatrix"] = Samples.Confusion(className),
        ["EvaluationReport"] = Samples.Report(className),
        ["ModelSignature"] = Samples.Signature(className),
        ["ModelPackage"] = Samples.Package(className),
        ["Provenance"] = Samples.Origin(className),
        ["TrainingRun"] = Samples.Run(stopReason: className),
    };
}
