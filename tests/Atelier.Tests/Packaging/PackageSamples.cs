using Atelier.Data;
using Atelier.Evaluation;
using Atelier.Onnx;
using Atelier.Packaging;
using Atelier.Prediction;
using Atelier.Preprocessing;
using Google.Protobuf;

namespace Atelier.Tests.Packaging;

/// <summary>Packages for tests, each part known.</summary>
internal static class PackageSamples
{
    /// <summary>A graph of one layer: probabilities of three classes from four numbers.</summary>
    public static OnnxGraph Graph(float firstWeight = 0.5f, int opset = 17)
    {
        var builder = new OnnxGraphBuilder("classifier", opset);
        var input = builder.AddInput("features", DataType.Float32, OnnxDimension.Batch, 4);
        float[] weights = [firstWeight, .. Enumerable.Range(1, 11).Select(i => i / 8f)];
        var matrix = builder.AddInitializer("weight", DataType.Float32, System.Runtime.InteropServices.MemoryMarshal.AsBytes(weights.AsSpan()), 4, 3);
        var product = builder.AddNode("MatMul", [input, matrix], DataType.Float32, [OnnxDimension.Batch, 3]);
        var output = builder.AddNode("Softmax", [product], DataType.Float32, [OnnxDimension.Batch, 3], [OnnxAttribute.Int("axis", 1)]);
        return new OnnxGraph(
            builder.Build([(output, "probabilities")]).ToByteArray(),
            [new TensorSpec("features", DataType.Float32, [-1, 4])],
            [new TensorSpec("probabilities", DataType.Float32, [-1, 3])]);
    }

    public static Dataset Data() =>
        new("flowers", Enumerable.Range(0, 12).Select(i => i / 8f).ToArray(), [4], new[] { 0, 1, 2 }, ["a", "b", "c"], ["w", "x", "y", "z"]);

    public static Provenance Origin() => new()
    {
        CreatedAt = new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero),
        Data = DataSummary.Of(Data()),
        Options = new Dictionary<string, string> { ["epochs"] = "10" },
        Figures = new Dictionary<string, double> { ["validation_loss"] = 0.25 },
        Versions = new Dictionary<string, string> { ["Atelier"] = "0.1.0" },
        Hardware = "cpu, 2 cores",
        Duration = TimeSpan.FromSeconds(12.5),
        Seeds = new Dictionary<string, long> { ["training"] = 7 },
        Commit = "0123456789abcdef0123456789abcdef01234567",
        Energy = new EnergyUse(36_000, "measured by RAPL").On(400),
    };

    public static EvaluationReport Report(double accuracy = 0.75) =>
        new("test", 4, [new MetricValue("accuracy", accuracy, true)], new ConfusionMatrix(["a", "b", "c"], [1, 0, 0, 1, 0, 0, 0, 0, 2]));

    public static ModelPackage Bare() => ModelPackage.Create("flowers", Graph(), null, Origin());

    public static ModelPackage Full() => ModelPackage.Create("flowers", Graph(), new StandardScaler().Fit(Data()), Origin())
        .With(Report())
        .With(new FieldNote("w", "cm", "Width of the | petal"), new FieldNote("probabilities", "", "One for each class"))
        .With(new ModelCard { Summary = "Names a flower.", IntendedUse = "Teaching.", Limitations = "Three flowers only.", License = "MIT", Contact = "nobody@example.org" });
}
