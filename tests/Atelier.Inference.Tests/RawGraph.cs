using Atelier.Data;
using Atelier.Onnx;
using Atelier.Packaging;
using Atelier.Prediction;
using Atelier.Preprocessing;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;

namespace Atelier.Inference.Tests;

/// <summary>A package's graph, run on raw rows in ONNX Runtime with nothing of the SDK in between.</summary>
internal sealed class RawGraph : IDisposable
{
    private readonly ModelPackage _package;
    private readonly InferenceSession _session;

    public RawGraph(ModelPackage package)
    {
        _package = package;
        _session = new InferenceSession(package.Graph.Bytes.ToArray());
    }

    /// <summary>A package whose model answers what it is given, so that the preprocessing itself is seen.</summary>
    public static ModelPackage Seen(ITransformer fitted, int opset = 17)
    {
        var width = fitted.Output.Width;
        var builder = new OnnxGraphBuilder("seen", opset);
        var features = builder.AddInput("features", DataType.Float32, OnnxDimension.Batch, width);
        var output = builder.AddNode("Identity", [features], DataType.Float32, features.Shape);
        var model = new OnnxGraph(
            builder.Build([(output, "output")]).ToByteArray(),
            [new TensorSpec("features", DataType.Float32, [-1, width])],
            [new TensorSpec("output", DataType.Float32, [-1, width])]);
        var data = new DataSummary("rows", 1, [width], [], [], new string('0', 64));
        return ModelPackage.Create("seen", model, fitted, new Provenance { CreatedAt = DateTimeOffset.UnixEpoch, Data = data });
    }

    /// <summary>The inputs of a package that hold rows: one array, or one for each column, where an empty text is a missing one.</summary>
    public static NamedTensor[] Inputs(ModelPackage package, Dataset rows)
    {
        if (!package.Preprocessing!.Input.IsTabular)
        {
            return [NamedTensor.Create(package.Signature.Inputs[0].Name, rows.Features, [rows.Count, .. rows.FeatureShape])];
        }

        return [.. package.Signature.Inputs.Select(input =>
        {
            var column = rows.Column(input.Name);
            return column.Kind switch
            {
                FeatureKind.Number => NamedTensor.Create(input.Name, column.Numbers, rows.Count, 1),
                FeatureKind.Text => NamedTensor.Create<string>(input.Name, column.Texts.Select(text => text ?? "").ToArray(), rows.Count, 1),
                _ => NamedTensor.Create<string>(input.Name, Enumerable.Range(0, rows.Count).Select(row => column.Category(row) ?? "").ToArray(), rows.Count, 1),
            };
        })];
    }

    /// <summary>The outputs for rows, by name.</summary>
    public Dictionary<string, OrtValue> Run(Dataset rows)
    {
        var inputs = Inputs(_package, rows);
        using var options = new RunOptions();
        OrtValue[] values = [.. inputs.Select(Value)];
        try
        {
            var names = _session.OutputNames;
            var outputs = _session.Run(options, [.. inputs.Select(input => input.Name)], values, names);
            return names.Zip(outputs).ToDictionary(pair => pair.First, pair => pair.Second);
        }
        finally
        {
            foreach (var value in values)
            {
                value.Dispose();
            }
        }
    }

    /// <summary>The first output, a row of float32 for each row, in calls of a number of rows.</summary>
    public float[][] Scores(Dataset rows, int batch)
    {
        var scores = new List<float[]>();
        foreach (var part in rows.Batches(batch))
        {
            var answer = Run(part)[_package.Graph.Outputs[0].Name];
            scores.AddRange(answer.GetTensorDataAsSpan<float>().ToArray().Chunk((int)answer.GetTensorTypeAndShape().Shape[1]));
        }

        return [.. scores];
    }

    public void Dispose() => _session.Dispose();

    private static OrtValue Value(NamedTensor tensor)
    {
        long[] shape = [.. tensor.Shape.Select(length => (long)length)];
        if (tensor.DataType != DataType.String)
        {
            return tensor.DataType == DataType.Float64
                ? OrtValue.CreateTensorValueFromMemory(tensor.Values<double>().ToArray(), shape)
                : OrtValue.CreateTensorValueFromMemory(tensor.Values<float>().ToArray(), shape);
        }

        var texts = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, shape);
        for (var i = 0; i < tensor.Count; i++)
        {
            texts.StringTensorSetElementAt(tensor.Values<string>().Span[i].AsSpan(), i);
        }

        return texts;
    }
}
