using System.Text.Json.Nodes;
using Atelier.Evaluation;
using Atelier.Prediction;
using Atelier.Tests.References;

namespace Atelier.Tests.Evaluation;

/// <summary>What holds for every metric; a test class derives from it for each.</summary>
public abstract class MetricContract
{
    protected abstract IEnumerable<IMetric> Metrics();

    [Fact]
    public void Compute_EqualsScikitLearn()
    {
        foreach (var (metric, reference) in Cases())
        {
            metric.Update(Predictions(reference), reference.Ints("labels"));

            Assert.Equal(reference[metric.Name]!.GetValue<double>(), metric.Compute(), tolerance: 1e-7);
        }
    }

    [Fact]
    public void Compute_BatchByBatch_EqualsAllAtOnce()
    {
        foreach (var (metric, reference) in Cases())
        {
            var all = Predictions(reference);
            var labels = reference.Ints("labels");
            for (var row = 0; row < labels.Length; row += 7)
            {
                var count = Math.Min(7, labels.Length - row);
                metric.Update(new Predictions(all.Scores.Slice(row * all.Width, count * all.Width), all.Width), labels.AsSpan(row, count));
            }

            Assert.Equal(reference[metric.Name]!.GetValue<double>(), metric.Compute(), tolerance: 1e-7);
        }
    }

    [Fact]
    public void Reset_ForgetsEverything()
    {
        foreach (var (metric, reference) in Cases())
        {
            metric.Update(new Predictions(new[] { 0.5f, 0.25f, 0.25f }, 3), [2]);

            metric.Reset();

            Assert.Throws<InvalidOperationException>(() => metric.Compute());
            metric.Update(Predictions(reference), reference.Ints("labels"));
            Assert.Equal(reference[metric.Name]!.GetValue<double>(), metric.Compute(), tolerance: 1e-7);
        }
    }

    [Fact]
    public void Compute_NoRows_SaysToUpdate()
    {
        foreach (var metric in Metrics())
        {
            Assert.Contains("Call Update", Assert.Throws<InvalidOperationException>(() => metric.Compute()).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Update_ScoresThatAreNoNumbers_AreRefused(float score)
    {
        foreach (var metric in Metrics())
        {
            var error = Assert.Throws<ArgumentException>(() => metric.Update(new Predictions(new[] { 0.5f, 0.5f, score, 0 }, 2), [0, 1]));

            Assert.Contains("for row 1; expected finite scores", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Update_LabelsDoNotFit_IsRefused()
    {
        foreach (var metric in Metrics())
        {
            var predictions = new Predictions(new float[4], 2);

            Assert.Throws<ArgumentException>(() => metric.Update(predictions, [0]));
            Assert.Throws<ArgumentException>(() => metric.Update(predictions, [0, 2]));
            Assert.Throws<ArgumentException>(() => metric.Update(predictions, [0, -1]));
        }
    }

    private static Predictions Predictions(JsonObject reference) => new(reference.Floats("scores"), reference["width"]!.GetValue<int>());

    private IEnumerable<(IMetric Metric, JsonObject Reference)> Cases() =>
        Reference.Classification.SelectMany(reference => Metrics().Select(metric => (metric, reference)));
}
