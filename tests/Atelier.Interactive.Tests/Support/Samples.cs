using Atelier.Data;
using Atelier.Evaluation;
using Atelier.Packaging;
using Atelier.Prediction;
using Atelier.Preprocessing;
using Microsoft.Data.Analysis;

namespace Atelier.Interactive.Tests;

/// <summary>Small values of every shown type.</summary>
internal static class Samples
{
    public const string Hostile = "<script>alert('x')</script>&\"";

    public static Dataset Images(string className = "ring", string name = "rings")
    {
        var features = new float[6 * 12 * 12];
        for (var i = 0; i < features.Length; i++)
        {
            var (image, y, x) = (i / 144, i / 12 % 12, i % 12);
            var distance = Math.Sqrt(Math.Pow(x - 5.5, 2) + Math.Pow(y - 5.5, 2));
            features[i] = Math.Abs(distance - 2 - (image % 2 * 2)) < 1 ? 255 : 0;
        }

        return new Dataset(name, features, [12, 12], new[] { 0, 1, 0, 1, 0, 1 }, [className, "large"]);
    }

    public static Dataset Flowers() => new(
        "flowers", new[] { 5.1f, 3.5f, 4.9f, 3f, 6.3f, 3.3f }, [2], new[] { 0, 0, 1 }, ["setosa", "virginica"], ["length", "width"]);

    public static DataFrame Frame(string name = "plan", int rows = 24) => new(
        new DoubleDataFrameColumn("usage", Enumerable.Range(0, rows).Select(i => i % 6 == 4 ? (double?)null : Math.Round(Math.Exp(i * 0.25), 2))),
        new Int32DataFrameColumn("calls", Enumerable.Range(0, rows).Select(i => i * 7 % 5)),
        new StringDataFrameColumn(name, Enumerable.Range(0, rows).Select(i => i % 3 == 0 ? name : i % 7 == 0 ? null : i % 5 == 0 ? "" : "basic")),
        new BooleanDataFrameColumn("churned", Enumerable.Range(0, rows).Select(i => i > 15)),
        new DateTimeDataFrameColumn("since", Enumerable.Range(0, rows).Select(i => new DateTime(2024, 1, 31).AddDays(i * i))));

    public static Dataset Customers(string name = "plan") => Dataset.FromColumns(
        name,
        [
            new FeatureColumn("usage", new[] { 1.5, double.NaN, 3 }),
            new FeatureColumn(name, [name, null, ""]),
            new FeatureColumn("since", new DateTime?[] { new DateTime(2024, 2, 29), null, new DateTime(2025, 1, 1, 12, 30, 0) }),
        ],
        new[] { 0, 1, 1 },
        ["stays", name],
        targets: new[] { 12.5f, 0, 100 });

    public static LabelVotes Votes(string name = "answer") =>
        new(["ham", name], ["money", name], new[] { 1, -1, 1, 0, -1, -1, 1, 1, -1, 0 });

    public static LabelAudit Audit(string name = "cat") => LabelAudit.Of(
        new[] { 0.9, 0.1, 0.2, 0.8, 0.8, 0.2, 0.1, 0.9, 0.05, 0.95, 0.97, 0.03 }, new[] { 0, 0, 0, 1, 1, 1 }, [name, "dog"]);

    public static ConfusionMatrix Confusion(string className = "cat") => new([className, "dog", "owl"], [47, 2, 1, 0, 30, 0, 3, 0, 1200]);

    public static EvaluationReport Report(string className = "cat") => new(
        "animals", 1283, [new("accuracy", 0.9953, true), new("f1", 0.9641, true), new("log_loss", 0.03217, false)], Confusion(className));

    public static Predictions Answers(string className = "cat") =>
        new(new[] { 0.7f, 0.2f, 0.1f, 0f, 0.25f, 0.75f }, 3, [className, "dog", "owl"]);

    public static ModelSignature Signature(string className = "cat") => new(
        [new("features", DataType.Float32, [-1, 12, 12])], [new("probabilities", DataType.Float32, [-1, 3])], [className, "dog", "owl"]);

    public static Provenance Origin(string className = "cat") => new()
    {
        CreatedAt = new DateTimeOffset(2026, 3, 1, 12, 30, 0, TimeSpan.Zero),
        Data = DataSummary.Of(Images(className)),
        Options = new Dictionary<string, string> { ["epochs"] = "10", ["optimizer"] = "Adam" },
        Figures = new Dictionary<string, double> { ["validation_loss"] = 0.21 },
        Versions = new Dictionary<string, string> { ["TorchSharp"] = "0.107.0" },
        Hardware = "cpu, 2 cores",
        Duration = TimeSpan.FromSeconds(72),
    };

    public static ModelPackage Package(string className = "cat")
    {
        var graph = new OnnxGraph(
            new byte[] { 1, 2, 3 }, [new("features", DataType.Float32, [-1, 12, 12])], [new("probabilities", DataType.Float32, [-1, 2])]);
        return ModelPackage.Create("rings", graph, new StandardScaler().Fit(Images()), Origin(className)).With(Report(className));
    }

    public static TrainingRun Run(int epochs = 5, string stopReason = "all 5 epochs done") => new()
    {
        History = [.. Enumerable.Range(1, epochs).Select(epoch => new EpochResult(
            epoch,
            [new("loss", 1.0 / epoch, false), new("accuracy", 1 - (0.4 / epoch), true)],
            [new("loss", (1.1 / epoch) + (0.02 * epoch * epoch), false), new("accuracy", 1 - (0.5 / epoch), true)],
            TimeSpan.FromSeconds(1.5)))],
        StopReason = stopReason,
        Elapsed = TimeSpan.FromSeconds(7.5),
    };

    public static NamedTensor Tensor(string name = "scores") =>
        NamedTensor.Create<float>(name, new[] { 0f, 1f, -2.5f, float.NaN, 4f, 0.125f }, 2, 3);
}
