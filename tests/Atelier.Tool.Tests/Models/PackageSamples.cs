using Atelier.Data;
using Atelier.Evaluation;
using Atelier.Packaging;
using Atelier.Prediction;
using Atelier.Preprocessing;
using Atelier.Vision;

namespace Atelier.Tool.Tests;

/// <summary>Packages to look into and to serve.</summary>
internal static class PackageSamples
{
    public static ModelPackage Classifier(double accuracy = 0.75) =>
        ModelPackage.Create("classifier", Graph(), null, Origin())
            .With(new EvaluationReport("test", 4, [new MetricValue("accuracy", accuracy, true)], new ConfusionMatrix(["a", "b", "c"], [1, 0, 0, 1, 0, 0, 0, 0, 2])))
            .With(new FieldNote("features", "cm", "Lengths"));

    /// <summary>The classifier behind preprocessing that takes grey images of 8 x 8 pixels.</summary>
    public static ModelPackage OfImages()
    {
        var random = new Random(5);
        var images = new Dataset("images", Enumerable.Range(0, 64 * 20).Select(_ => random.NextSingle()).ToArray(), [8, 8]);
        var preprocessing = new Pipeline(new ImageResizer(new ImageResizerOptions { Width = 2, Height = 2 }), new ImageNormalizer()).Fit(images);
        return ModelPackage.Create("images", Graph(), preprocessing, Origin());
    }

    private static OnnxGraph Graph() => new(
        File.ReadAllBytes(Checkout.PathOf("tests", "Atelier.Inference.Tests", "References", "classifier.onnx")),
        [new TensorSpec("features", DataType.Float32, [-1, 4])],
        [new TensorSpec("probabilities", DataType.Float32, [-1, 3])]);

    public static Provenance Origin() => new()
    {
        CreatedAt = DateTimeOffset.UnixEpoch,
        Data = new DataSummary("rows", 12, [4], [], ["a", "b", "c"], new string('0', 64)),
        Seeds = new Dictionary<string, long> { ["training"] = 7 },
        Commit = "c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00",
    };
}
