using System.Text.Json;
using Atelier.Data;
using Atelier.Packaging;
using Atelier.Prediction;
using Atelier.Preprocessing;

namespace Atelier.Inference.Tests;

/// <summary>Packages of the graphs that References/make_graphs.py wrote, with the numbers that they must give.</summary>
internal static class Sample
{
    public const int Rows = 64;

    private static readonly JsonElement Numbers = JsonDocument.Parse(File.ReadAllBytes(PathOf("classifier.json"))).RootElement;

    public static TensorSpec Features { get; } = new("features", DataType.Float32, [-1, 4]);

    public static TensorSpec Probabilities { get; } = new("probabilities", DataType.Float32, [-1, 3]);

    public static float[] Of(string name) => [.. Numbers.GetProperty(name).EnumerateArray().Select(number => number.GetSingle())];

    public static ModelPackage Classifier(ITransformer? preprocessing = null) =>
        Package("classifier", [Features], [Probabilities], preprocessing);

    public static ModelPackage Package(
        string graph, IReadOnlyList<TensorSpec> inputs, IReadOnlyList<TensorSpec> outputs, ITransformer? preprocessing = null) =>
        Package(graph, File.ReadAllBytes(PathOf($"{graph}.onnx")), inputs, outputs, preprocessing);

    public static ModelPackage Package(
        string name, byte[] bytes, IReadOnlyList<TensorSpec> inputs, IReadOnlyList<TensorSpec> outputs, ITransformer? preprocessing = null)
    {
        var data = new DataSummary("rows", 1, [4], [], [], new string('0', 64));
        var provenance = new Provenance { CreatedAt = DateTimeOffset.UnixEpoch, Data = data };
        return ModelPackage.Create(name, new OnnxGraph(bytes, inputs, outputs), preprocessing, provenance);
    }

    /// <summary>Waits for an answer, which the predictor gives before it returns.</summary>
    public static IReadOnlyList<NamedTensor> Predict(this OnnxPredictor predictor, params NamedTensor[] inputs) =>
        predictor.PredictAsync(inputs, TestContext.Current.CancellationToken).GetAwaiter().GetResult();

    public static StandardScaler Scaler(params int[] shape) => new StandardScaler().Fit(new Dataset("rows", Of("rows"), shape));

    public static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "References", file);
}
