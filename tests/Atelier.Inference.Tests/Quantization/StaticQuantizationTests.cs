using Atelier.Data;
using Atelier.Onnx;
using Atelier.Packaging;
using Microsoft.ML.OnnxRuntime;

namespace Atelier.Inference.Tests.Quantization;

/// <summary>Convolutions and products on 8-bit integers with ranges from sample rows.</summary>
public sealed class StaticQuantizationTests
{
    private static readonly StaticQuantization All = new() { Calibration = QuantizationModels.Images(200, 9), AllConvolutions = true };

    [Theory]
    [InlineData(17)]
    [InlineData(20)]
    [InlineData(23)]
    public void Quantize_Cnn_IsCloseToFloat(int opset)
    {
        var graph = QuantizationModels.Cnn(opset);
        var rows = QuantizationModels.Images();

        var quantized = Quantizer.Quantize(graph, All);

        Assert.Equal(["conv1.Conv", "conv2.Conv", "dense1.Gemm", "dense2.Gemm"], quantized.Nodes.Where(node => node.IsChanged).Select(node => node.Name));
        var expected = QuantizationModels.Run(graph, rows);
        var actual = QuantizationModels.Run(quantized.Graph, rows);
        // Four layers of steps of 1/255 and 1/64: some percent of the whole range, but not nothing, which would be no quantization.
        var scale = expected.Max() - expected.Min();
        Assert.InRange(QuantizationModels.Largest(expected, actual) / scale, 1e-5, 0.04);
    }

    [Fact]
    public void Quantize_Cnn_RunsOnIntegersInOnnxRuntime()
    {
        var operations = Optimized(Quantizer.Quantize(QuantizationModels.Cnn(), All).Graph);

        Assert.Equal(2, operations["QLinearConv"]);
        Assert.Equal(2, operations["QGemm"]);
        Assert.Equal(1, operations["QuantizeLinear"]);
        Assert.DoesNotContain("Conv", operations.Keys);
        Assert.DoesNotContain("Relu", operations.Keys);
        Assert.DoesNotContain("BatchNormalization", operations.Keys);
        Assert.DoesNotContain("DequantizeLinear", operations.Keys);
    }

    [Fact]
    public void Quantize_Words_RunsMatMulOnIntegersAndLeavesTheOther()
    {
        var graph = QuantizationModels.Words();

        var quantized = Quantizer.Quantize(graph, new StaticQuantization { CalibrationBatches = [[QuantizationModels.Sentences(64)]] });

        Assert.Equal(
            ["MatMul linear.MatMul: int8 weights (8, 8), uint8 values", "MatMul attention.MatMul: left, both of its inputs are computed"],
            quantized.Nodes.Select(node => node.ToString()));
        Assert.Contains("MatMulIntegerToFloat", Optimized(quantized.Graph).Keys);
    }

    [Fact]
    public void Quantize_Weights_AreWithinHalfAStep()
    {
        var graph = QuantizationModels.Cnn();

        var quantized = Quantizer.Quantize(graph, All with { Exclude = ["conv1.Conv"] }).Graph;

        foreach (var (name, channels) in new[] { ("conv2.weight", 8), ("dense1.weight", 16), ("dense2.weight", 5) })
        {
            var weight = QuantizationModels.Floats(graph, name);
            var numbers = QuantizationModels.Numbers(quantized, $"{name}_q");
            var steps = QuantizationModels.Floats(quantized, $"{name}_step");
            Assert.Equal(channels, steps.Length);
            Assert.Equal(weight.Length, numbers.Length);
            Assert.All(numbers, number => Assert.InRange(number, -64, 64));
            Assert.Equal(channels, numbers.Chunk(numbers.Length / channels).Count(channel => channel.Max(number => Math.Abs((int)number)) == 64));
            for (var i = 0; i < weight.Length; i++)
            {
                var step = steps[i / (weight.Length / channels)];
                Assert.True(Math.Abs(weight[i] - ((double)numbers[i] * step)) <= (step * 0.5) + 1e-9, $"{name}[{i}] {weight[i]} is {numbers[i]} x {step}");
            }
        }
    }

    [Fact]
    public void Quantize_ConvolutionOfFewChannels_StaysByDefaultAndPoolsBeforeItsRelu()
    {
        var graph = Deep();
        var rows = QuantizationModels.Images();

        var quantized = Quantizer.Quantize(graph, new StaticQuantization { Calibration = QuantizationModels.Images(200, 9) });

        Assert.Equal("Conv conv1.Conv: left, with weights (8, 1, 3, 3) it is faster in float32 (AllConvolutions)", quantized.Nodes[0].ToString());
        Assert.True(quantized.Nodes[1].IsChanged);
        var operations = QuantizationModels.Read(quantized.Graph).Graph.Node.Select(node => node.OpType).ToArray();
        Assert.Equal(["Conv", "MaxPool", "Relu", "QuantizeLinear"], operations[..4]);
        var optimized = Optimized(quantized.Graph);
        Assert.Equal(1, optimized["QLinearConv"]);
        Assert.DoesNotContain("Relu", optimized.Keys);
        var expected = QuantizationModels.Run(graph, rows);
        Assert.InRange(QuantizationModels.Largest(expected, QuantizationModels.Run(quantized.Graph, rows)) / (expected.Max() - expected.Min()), 1e-5, 0.03);
    }

    [Fact]
    public void Quantize_Residual_AddsAndAveragesOnIntegers()
    {
        var model = new QuantizationModels.Drawn("residual", 17, 6);
        var image = model.Builder.AddInput("image", Prediction.DataType.Float32, OnnxDimension.Batch, 1, 12, 12);
        OnnxValue Conv(string path, OnnxValue input, int from) => model.Node(
            "Conv", path, [input, model.Weight($"{path}.weight", 16, from, 3, 3)], [OnnxDimension.Batch, 16, 12, 12], OnnxAttribute.Ints("pads", 1, 1, 1, 1));
        var stem = model.Node("Relu", "relu1", [Conv("stem", image, 1)], [OnnxDimension.Batch, 16, 12, 12]);
        var sum = model.Node("Relu", "relu2", [model.Node("Add", "sum", [Conv("block", stem, 16), stem], stem.Shape)], stem.Shape);
        var mean = model.Node("GlobalAveragePool", "mean", [sum], [OnnxDimension.Batch, 16, 1, 1]);
        var flat = model.Node("Flatten", "flatten", [mean], [OnnxDimension.Batch, 16]);
        var graph = model.Build([-1, 1, 12, 12], (model.Dense("dense", flat, 16, 5), "scores"));
        var rows = QuantizationModels.Images();

        var quantized = Quantizer.Quantize(graph, new StaticQuantization { Calibration = QuantizationModels.Images(200, 9) });

        Assert.Equal(
            ["block.Conv", "dense.Gemm", "mean.GlobalAveragePool", "sum.Add"], quantized.Nodes.Where(node => node.IsChanged).Select(node => node.Name).Order());
        var optimized = Optimized(quantized.Graph);
        Assert.Equal(1, optimized["QLinearAdd"]);
        Assert.Equal(1, optimized["QLinearGlobalAveragePool"]);
        Assert.Equal(1, optimized["QLinearConv"]);
        var expected = QuantizationModels.Run(graph, rows);
        Assert.InRange(QuantizationModels.Largest(expected, QuantizationModels.Run(quantized.Graph, rows)) / (expected.Max() - expected.Min()), 1e-5, 0.05);
    }

    [Fact]
    public void Quantize_Twice_GivesEqualBytesAndLeavesTheSourceAlone()
    {
        var graph = QuantizationModels.Cnn();
        var before = graph.Bytes.ToArray();

        var first = Quantizer.Quantize(graph, All).Graph;

        Assert.Equal(before, graph.Bytes.ToArray());
        Assert.Equal(first.Bytes.ToArray(), Quantizer.Quantize(graph, All).Graph.Bytes.ToArray());
    }

    [Fact]
    public void Quantize_PerTensorAndFullRange_AreAsAsked()
    {
        var graph = Quantizer.Quantize(QuantizationModels.Cnn(), All with { PerChannel = false, FullRangeWeights = true }).Graph;

        Assert.Equal(127, QuantizationModels.Numbers(graph, "conv2.weight_q").Max(number => Math.Abs((int)number)));
        Assert.Empty(QuantizationModels.Constant(graph, "conv2.weight_step").Dims);
    }

    [Fact]
    public void Quantize_OutlierInTheRows_CutByPercentile()
    {
        var values = QuantizationModels.Images(200, 9).Features.ToArray();
        values[17] = 1000;
        var data = new Dataset("outlier", values, [1, 12, 12]);
        var graph = QuantizationModels.Cnn();
        var rows = QuantizationModels.Images();
        var expected = QuantizationModels.Run(graph, rows);

        var whole = Quantizer.Quantize(graph, All with { Calibration = data }).Graph;
        var cut = Quantizer.Quantize(graph, All with { Calibration = data, Method = CalibrationMethod.Percentile, Percentile = 99 }).Graph;

        Assert.True(
            QuantizationModels.Largest(expected, QuantizationModels.Run(cut, rows)) < 0.5 * QuantizationModels.Largest(expected, QuantizationModels.Run(whole, rows)));
    }

    [Fact]
    public void Quantize_ChannelOfZerosWithABias_KeepsTheBias()
    {
        var model = new QuantizationModels.Drawn("zeros", 17, 4);
        var input = model.Builder.AddInput("image", Prediction.DataType.Float32, OnnxDimension.Batch, 6);
        var weight = model.Draw("weight", [2, 6], () => 0);
        var bias = model.Draw("bias", [2], () => 0.3f);
        var graph = model.Build([-1, 6], (model.Node("Gemm", "dense", [input, weight, bias], [OnnxDimension.Batch, 2], OnnxAttribute.Int("transB", 1)), "scores"));
        var rows = QuantizationModels.Rows(4, 1, 6);

        var quantized = Quantizer.Quantize(graph, new StaticQuantization { Calibration = rows });

        Assert.All(QuantizationModels.Run(quantized.Graph, rows), value => Assert.Equal(0.3f, value, 1e-6f));
    }

    [Fact]
    public void Quantize_NoRows_SaysSo()
    {
        var error = Assert.Throws<ArgumentException>(() => Quantizer.Quantize(
            QuantizationModels.Cnn(), All with { Calibration = new Dataset("none", ReadOnlyMemory<float>.Empty, [1, 12, 12]) }));

        Assert.Contains("nothing to learn ranges from: 0 rows of none; expected a hundred rows or more", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Quantize_NoCalibrationOrTwo_SaysSo()
    {
        var none = Assert.Throws<ArgumentException>(() => Quantizer.Quantize(QuantizationModels.Mlp(), new StaticQuantization()));
        var two = Assert.Throws<ArgumentException>(() => Quantizer.Quantize(QuantizationModels.Cnn(), All with { CalibrationBatches = [] }));

        Assert.Contains("`Calibration` and `CalibrationBatches` are both null; expected one of them", none.Message, StringComparison.Ordinal);
        Assert.Contains("are both given; expected one of them", two.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Quantize_RowsWithNaN_SaysWhere()
    {
        var values = QuantizationModels.Images(3).Features.ToArray();
        values[200] = float.NaN;

        var error = Assert.Throws<ArgumentException>(() => Quantizer.Quantize(
            QuantizationModels.Cnn(), All with { Calibration = new Dataset("holes", values, [1, 12, 12]) }));

        Assert.Contains("`image` holds NaN at element 200; expected finite numbers", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Quantize_RowsOfAnotherShape_ShowsTheSignature()
    {
        var error = Assert.Throws<ArgumentException>(() => Quantizer.Quantize(
            QuantizationModels.Cnn(), All with { Calibration = QuantizationModels.Rows(3, 1, 7) }));

        Assert.Contains("`image` has shape (3, 7); expected (batch, 1, 12, 12)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Quantize_RowsThatOverflowInside_NamesTheValue()
    {
        var model = new QuantizationModels.Drawn("huge", 17, 4);
        var input = model.Builder.AddInput("image", Prediction.DataType.Float32, OnnxDimension.Batch, 6);
        var first = model.Node("MatMul", "first", [input, model.Draw("first.weight", [6, 6], () => 1e30f)], input.Shape);
        var graph = model.Build([-1, 6], (model.Node("MatMul", "second", [first, model.Weight("second.weight", 6, 6)], input.Shape), "scores"));
        var rows = new Dataset("large", Enumerable.Repeat(1e10f, 12).ToArray(), [6]);

        var error = Assert.Throws<ArgumentException>(() => Quantizer.Quantize(graph, new StaticQuantization { Calibration = rows }));

        Assert.Contains("On 2 rows of large the value `first.MatMul` of the graph holds", error.Message, StringComparison.Ordinal);
        Assert.Contains("expected finite numbers. Leave such rows out, or exclude the nodes that read it", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(50)]
    [InlineData(100.5)]
    [InlineData(double.NaN)]
    public void Percentile_OutOfRange_Throws(double percentile) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => All with { Percentile = percentile });

    /// <summary>How many nodes there are of each operation once ONNX Runtime has joined them.</summary>
    internal static Dictionary<string, int> Optimized(OnnxGraph graph)
    {
        using var folder = new TemporaryFolder();
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_EXTENDED,
            OptimizedModelFilePath = folder["optimized.onnx"],
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        using var session = new InferenceSession(graph.Bytes.ToArray(), options);
        return ModelProto.Parser.ParseFrom(File.ReadAllBytes(folder["optimized.onnx"])).Graph.Node
            .GroupBy(node => node.OpType).ToDictionary(group => group.Key, group => group.Count());
    }

    /// <summary>A first convolution of one channel, and a second of enough of them.</summary>
    private static OnnxGraph Deep()
    {
        var model = new QuantizationModels.Drawn("deep", 17, 2);
        var image = model.Builder.AddInput("image", Prediction.DataType.Float32, OnnxDimension.Batch, 1, 12, 12);
        var first = model.Node("Conv", "conv1", [image, model.Weight("conv1.weight", 8, 1, 3, 3), model.Weight("conv1.bias", 8)], [OnnxDimension.Batch, 8, 10, 10]);
        var pooled = model.Pool("pool", model.Node("Relu", "relu1", [first], first.Shape), 8, 5);
        var second = model.Node("Conv", "conv2", [pooled, model.Weight("conv2.weight", 16, 8, 3, 3)], [OnnxDimension.Batch, 16, 3, 3]);
        var flat = model.Node("Flatten", "flatten", [second], [OnnxDimension.Batch, 144]);
        return model.Build([-1, 1, 12, 12], (model.Dense("dense", flat, 144, 5), "scores"));
    }
}
