using Atelier.Evaluation;
using Atelier.Packaging;
using Atelier.Prediction;

namespace Atelier.Tool.Tests;

/// <summary>Packages to look into and to serve.</summary>
internal static class PackageSamples
{
    public static ModelPackage Classifier(double accuracy = 0.75)
    {
        var bytes = File.ReadAllBytes(Checkout.PathOf("tests", "Atelier.Inference.Tests", "References", "classifier.onnx"));
        var graph = new OnnxGraph(bytes, [new TensorSpec("features", DataType.Float32, [-1, 4])], [new TensorSpec("probabilities", DataType.Float32, [-1, 3])]);
        return ModelPackage.Create("classifier", graph, null, Origin())
            .With(new EvaluationReport("test", 4, [new MetricValue("accuracy", accuracy, true)], new ConfusionMatrix(["a", "b", "c"], [1, 0, 0, 1, 0, 0, 0, 0, 2])))
            .With(new FieldNote("features", "cm", "Lengths"));
    }

    public static Provenance Origin() => new()
    {
        CreatedAt = DateTimeOffset.UnixEpoch,
        Data = new DataSummary("rows", 12, [4], [], ["a", "b", "c"], new string('0', 64)),
        Seeds = new Dictionary<string, long> { ["training"] = 7 },
        Commit = "c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00",
    };
}
