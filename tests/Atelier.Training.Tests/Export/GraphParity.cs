using Atelier.Packaging;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Atelier.Training.Tests.Export;

/// <summary>Compares exported graphs in ONNX Runtime with what TorchSharp computes, apart from the exporter's own proof.</summary>
internal static class GraphParity
{
    /// <summary>The largest absolute difference over all outputs; whole numbers and booleans must be equal.</summary>
    public static double LargestDifference(OnnxGraph graph, IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> expected)
    {
        using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        using var session = new InferenceSession(graph.Bytes.ToArray(), options);
        using var run = new RunOptions();
        OrtValue[] values = [.. inputs.Select(ToValue)];
        using var outputs = session.Run(run, [.. graph.Inputs.Select(input => input.Name)], values, [.. graph.Outputs.Select(output => output.Name)]);
        var largest = 0.0;
        foreach (var (output, wanted) in outputs.Zip(expected))
        {
            Assert.Equal(wanted.shape, output.GetTensorTypeAndShape().Shape);
            Assert.Equal(TypeOf(wanted.dtype), output.GetTensorTypeAndShape().ElementDataType);
            largest = Math.Max(largest, Difference(output, wanted));
        }

        Array.ForEach(values, value => value.Dispose());
        return largest;
    }

    private static double Difference(OrtValue output, Tensor wanted)
    {
        var actual = empty(wanted.shape, wanted.dtype);
        output.GetTensorMutableRawData().CopyTo(actual.bytes);
        if (wanted.numel() == 0)
        {
            return 0;
        }

        if (!wanted.is_floating_point())
        {
            Assert.Equal(wanted.contiguous().bytes.ToArray(), actual.bytes.ToArray());
            return 0;
        }

        var (a, b) = (actual.to(ScalarType.Float64), wanted.to(ScalarType.Float64));
        var same = a.eq(b).logical_or(a.isnan().logical_and(b.isnan()));
        return where(same, zeros_like(a), (a - b).abs()).max().item<double>();
    }

    private static OrtValue ToValue(Tensor tensor)
    {
        var value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, TypeOf(tensor.dtype), tensor.shape);
        tensor.contiguous().bytes.CopyTo(value.GetTensorMutableRawData());
        return value;
    }

    private static TensorElementType TypeOf(ScalarType type) => type switch
    {
        ScalarType.Float32 => TensorElementType.Float,
        ScalarType.Float64 => TensorElementType.Double,
        ScalarType.Float16 => TensorElementType.Float16,
        ScalarType.Int64 => TensorElementType.Int64,
        ScalarType.Int32 => TensorElementType.Int32,
        ScalarType.Int16 => TensorElementType.Int16,
        ScalarType.Int8 => TensorElementType.Int8,
        ScalarType.Byte => TensorElementType.UInt8,
        ScalarType.Bool => TensorElementType.Bool,
        _ => throw new ArgumentException($"{type} is not compared here.", nameof(type)),
    };
}
