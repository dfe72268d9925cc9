using System.Text.Json;
using Atelier.Data;
using Atelier.Packaging;
using Atelier.Prediction;
using Atelier.Preprocessing;

namespace Atelier.Serving.Tests;

/// <summary>Packages of small graphs, with the numbers that they must give; tests/Atelier.Inference.Tests/References tells their origin.</summary>
internal static class Samples
{
    private static readonly JsonElement Numbers = JsonDocument.Parse(File.ReadAllBytes(PathOf("classifier.json"))).RootElement;

    public static float[] Of(string name) => [.. Numbers.GetProperty(name).EnumerateArray().Select(number => number.GetSingle())];

    /// <summary>Four features to three probabilities; the fitted scaler goes with it where asked for.</summary>
    public static ModelPackage Classifier(bool scaled = false) => Package(
        "classifier",
        [new TensorSpec("features", DataType.Float32, [-1, 4])],
        [new TensorSpec("probabilities", DataType.Float32, [-1, 3])],
        scaled ? new StandardScaler().Fit(new Dataset("rows", Of("rows"), [4])) : null);

    public static ModelPackage Package(
        string name, IReadOnlyList<TensorSpec> inputs, IReadOnlyList<TensorSpec> outputs, ITransformer? preprocessing = null)
    {
        var data = new DataSummary("rows", 1, [4], [], ["a", "b", "c"], new string('0', 64));
        var provenance = new Provenance { CreatedAt = DateTimeOffset.UnixEpoch, Data = data };
        return ModelPackage.Create(name, new OnnxGraph(File.ReadAllBytes(PathOf($"{name}.onnx")), inputs, outputs), preprocessing, provenance);
    }

    private static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "References", file);
}
