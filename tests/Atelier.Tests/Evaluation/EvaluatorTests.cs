using Atelier.Data;
using Atelier.Evaluation;
using Atelier.Tests.Prediction;
using Atelier.Tests.References;

namespace Atelier.Tests.Evaluation;

public sealed class EvaluatorTests
{
    [Fact]
    public void Evaluate_Classifier_EqualsScikitLearn()
    {
        var reference = Reference.Classification.First();
        // The predictor gives each row back as its scores.
        using var predictor = new FakePredictor(10, 10, row => row);
        var data = new Dataset("d", reference.Floats("scores"), [10], reference.Ints("labels"));

        var report = Evaluator.Evaluate(predictor, data);

        foreach (var metric in report.Metrics)
        {
            Assert.Equal(reference[metric.Name]!.GetValue<double>(), metric.Value, tolerance: 1e-7);
        }

        Assert.Equal(reference.Ints("confusion").Select(count => (long)count), report.ConfusionMatrix.Counts);
        Assert.Equal(data.ClassNames, report.ConfusionMatrix.ClassNames);
        Assert.Equal(200, report.Count);
    }

    [Fact]
    public void Evaluate_NoLabels_SaysSo()
    {
        using var predictor = new FakePredictor(2, 2, row => row);

        var error = Assert.Throws<ArgumentException>(() => Evaluator.Evaluate(predictor, new Dataset("d", new float[4], [2])));

        Assert.Contains("`d` has no labels", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_LabelThatTheModelDoesNotKnow_IsRefused()
    {
        using var predictor = new FakePredictor(2, 2, row => row);

        Assert.Throws<ArgumentException>(() => Evaluator.Evaluate(predictor, new Dataset("d", new float[4], [2], new[] { 0, 2 })));
    }

    [Fact]
    public void Report_UnknownMetric_ListsThoseItHas()
    {
        var report = new EvaluationReport("d", 1, [new MetricValue("accuracy", 1, true)], new ConfusionMatrix(["a"], [1]));

        var error = Assert.Throws<KeyNotFoundException>(() => report["f2"]);

        Assert.Contains("it has accuracy", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PerClass_TwoClasses_GivesTheTextbookFigures()
    {
        var matrix = new ConfusionMatrix(["no", "yes"], [50, 10, 5, 35]);

        var yes = matrix.PerClass()[1];

        Assert.Equal((35 / 45.0, 35 / 40.0, 70 / 85.0, 40L), (yes.Precision, yes.Recall, yes.F1, yes.Support));
    }
}
