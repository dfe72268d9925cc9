using System.Runtime.InteropServices;
using Atelier.Onnx;
using Atelier.Prediction;

namespace Atelier.Inference.Tests.Quantization;

/// <summary>Weights and computation in half precision.</summary>
public sealed class Float16ConversionTests
{
    private static readonly Float16Conversion Options = new();

    [Theory]
    [InlineData(17)]
    [InlineData(23)]
    public void Quantize_Cnn_IsCloseToFloatHalfTheSizeAndKeepsItsSignature(int opset)
    {
        var graph = QuantizationModels.Cnn(opset);
        var rows = QuantizationModels.Images();

        var quantized = Quantizer.Quantize(graph, Options);

        Assert.All(quantized.Nodes, node => Assert.True(node.IsChanged, node.ToString()));
        Assert.Equal(graph.Inputs, quantized.Graph.Inputs);
        Assert.Equal(graph.Outputs, quantized.Graph.Outputs);
        Assert.InRange(QuantizationModels.Largest(QuantizationModels.Run(graph, rows), QuantizationModels.Run(quantized.Graph, rows)), 1e-6, 5e-3);
        var model = QuantizationModels.Read(quantized.Graph);
        Assert.DoesNotContain(model.Graph.Initializer, tensor => tensor.DataType == (int)TensorProto.Types.DataType.Float);
        Assert.Equal(2, model.Graph.Node.Count(node => node.OpType == "Cast"));
        Assert.Equal(["made_by"], model.MetadataProps.Select(entry => entry.Key));
    }

    [Fact]
    public void Quantize_Weights_AreTheNearestHalves()
    {
        float[] values = [1f, -0.1f, 65504, -65504, 6.1e-5f, 5.9604645e-8f, 3e-8f, 2.9e-8f, 1e-30f, float.PositiveInfinity, 1.0009765625f, 1.00048828125f];
        var model = new QuantizationModels.Drawn("halves", 17, 1);
        var rows = model.Builder.AddInput("image", DataType.Float32, OnnxDimension.Batch, values.Length);
        var weight = model.Builder.AddInitializer("weight", DataType.Float32, MemoryMarshal.AsBytes<float>(values), values.Length);
        var graph = model.Build([-1, values.Length], (model.Node("Add", "add", [rows, weight], rows.Shape), "scores"));

        var quantized = Quantizer.Quantize(graph, Options);

        // As numpy's astype(float16) has them (References/quantization.py), subnormal ones among them.
        var bits = MemoryMarshal.Cast<byte, ushort>(QuantizationModels.Constant(quantized.Graph, "weight_half").RawData.Span).ToArray();
        Assert.Equal(QuantizationReference.Numbers("halves").Select(value => (ushort)value), bits);
        Assert.Empty(quantized.Notes);
    }

    [Fact]
    public void Quantize_ConstantsBeyondItsRange_ClampedAloneAndLeftInArrays()
    {
        var model = new QuantizationModels.Drawn("beyond", 17, 1);
        var rows = model.Builder.AddInput("image", DataType.Float32, OnnxDimension.Batch, 3);
        var masked = model.Node("Max", "mask", [rows, model.Builder.Scalar(DataType.Float32, -1e9)], rows.Shape);
        var large = model.Node("Mul", "large", [masked, model.Draw("factors", [3], () => 1e5f)], rows.Shape);
        var small = model.Node("Div", "small", [large, model.Draw("divisors", [3], () => 2e5f)], rows.Shape);
        var safe = model.Node("Add", "epsilon", [small, model.Builder.Scalar(DataType.Float32, 1e-12)], rows.Shape);
        var graph = model.Build([-1, 3], (safe, "scores"));

        var quantized = Quantizer.Quantize(graph, Options);

        Assert.Equal(
            ["the constant `constant` is -65504 rather than -1E+09", "the constant `constant_1` is 5.9604645E-08 rather than 1E-12"], quantized.Notes);
        Assert.Equal("Mul large.Mul: left, its constant `factors` holds 100000, beyond half precision's 65504", quantized.Nodes[1].ToString());
        Assert.Equal([true, false, false, true], quantized.Nodes.Select(node => node.IsChanged));
        var data = QuantizationModels.Rows(4, 1, 3);
        Assert.InRange(QuantizationModels.Largest(QuantizationModels.Run(graph, data), QuantizationModels.Run(quantized.Graph, data)), 0, 1e-3);
    }

    [Fact]
    public void Quantize_InnerGraphs_ReadTheValuesThatTheyReadBefore()
    {
        var graph = RawModel.WithBranches(6);
        var rows = QuantizationModels.Rows(4, 1, 6);

        var quantized = Quantizer.Quantize(graph, Options);

        Assert.Equal(
            ["Identity outer: float16", "Size size: float16", "If output: left, its inner graphs are not changed"],
            quantized.Nodes.Select(node => node.ToString()));
        Assert.InRange(QuantizationModels.Largest(QuantizationModels.Run(graph, rows), QuantizationModels.Run(quantized.Graph, rows)), 1e-6, 2e-3);
    }

    [Fact]
    public void Quantize_OperationsWithoutHalves_StayInSinglePrecision()
    {
        var model = new QuantizationModels.Drawn("resized", 17, 1);
        var image = model.Builder.AddInput("image", DataType.Float32, OnnxDimension.Batch, 1, 12, 12);
        var resized = model.Node("Resize", "resize", [image, null, model.Draw("scales", [4], () => 1)], [OnnxDimension.Batch, 1, 12, 12]);
        var graph = model.Build([-1, 1, 12, 12], (model.Node("Relu", "relu", [resized], resized.Shape), "scores"));

        var quantized = Quantizer.Quantize(graph, Options);

        Assert.Equal(
            ["Resize resize.Resize: left, ONNX has no half precision for all of its arrays", "Relu relu.Relu: float16"],
            quantized.Nodes.Select(node => node.ToString()));
        var rows = QuantizationModels.Images();
        Assert.InRange(QuantizationModels.Largest(QuantizationModels.Run(graph, rows), QuantizationModels.Run(quantized.Graph, rows)), 0, 1e-3);
    }
}
