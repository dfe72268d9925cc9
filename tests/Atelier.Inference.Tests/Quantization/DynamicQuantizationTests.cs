using Atelier.Onnx;

namespace Atelier.Inference.Tests.Quantization;

/// <summary>Products and tables in 8 bits without data.</summary>
public sealed class DynamicQuantizationTests
{
    [Theory]
    [InlineData(17)]
    [InlineData(21)]
    [InlineData(23)]
    public void Quantize_Mlp_IsCloseToFloatAndOneNodeALayer(int opset)
    {
        var graph = QuantizationModels.Mlp(opset);
        var rows = QuantizationModels.Rows(30, 7, 6);

        var quantized = Quantizer.Quantize(graph, new DynamicQuantization());

        Assert.Equal(["Gemm dense1.Gemm: int8 weights (16, 6)", "Gemm dense2.Gemm: int8 weights (5, 16)"], quantized.Nodes.Select(node => node.ToString()));
        var expected = QuantizationModels.Run(graph, rows);
        Assert.InRange(QuantizationModels.Largest(expected, QuantizationModels.Run(quantized.Graph, rows)) / (expected.Max() - expected.Min()), 1e-5, 0.02);
        Assert.Equal(2, StaticQuantizationTests.Optimized(quantized.Graph)["DynamicQuantizeMatMul"]);
    }

    [Fact]
    public void Quantize_Words_TableAndTransposedWeightsInEightBits()
    {
        var graph = QuantizationModels.Words();
        var words = QuantizationModels.Sentences(9);

        var quantized = Quantizer.Quantize(graph, new DynamicQuantization());

        Assert.Equal(
            [
                "Gather table.Gather: int8 table (50, 8)", "MatMul linear.MatMul: int8 weights (8, 8)",
                "MatMul attention.MatMul: left, both of its inputs are computed",
            ],
            quantized.Nodes.Select(node => node.ToString()));
        var expected = QuantizationModels.Run(graph, words);
        Assert.InRange(QuantizationModels.Largest(expected, QuantizationModels.Run(quantized.Graph, words)) / (expected.Max() - expected.Min()), 1e-5, 0.03);
        var initializers = QuantizationModels.Read(quantized.Graph).Graph.Initializer;
        Assert.DoesNotContain(initializers, tensor => tensor.Name is "table.weight" or "linear.weight");
        Assert.All(initializers.Where(tensor => tensor.Dims.Count == 2), tensor => Assert.Equal((int)TensorProto.Types.DataType.Int8, tensor.DataType));
    }

    [Fact]
    public void Quantize_Table_IsWithinHalfAStepOfEachColumn()
    {
        var graph = QuantizationModels.Words();
        var table = QuantizationModels.Floats(graph, "table.weight");

        var quantized = Quantizer.Quantize(graph, new DynamicQuantization()).Graph;

        var numbers = QuantizationModels.Numbers(quantized, "table.weight_q");
        var steps = QuantizationModels.Floats(quantized, "table.weight_steps");
        Assert.Equal(8, steps.Length);
        Assert.Equal(127, numbers.Max(number => Math.Abs((int)number)));
        for (var i = 0; i < table.Length; i++)
        {
            Assert.True(Math.Abs(table[i] - ((double)numbers[i] * steps[i % 8])) <= (0.5 * steps[i % 8]) + 1e-9, $"element {i}");
        }
    }

    [Fact]
    public void Quantize_WeightsOfTwoNodes_AreKeptOnce()
    {
        var model = new QuantizationModels.Drawn("shared", 17, 8);
        var rows = model.Builder.AddInput("image", Prediction.DataType.Float32, OnnxDimension.Batch, 6);
        var weight = model.Weight("weight", 6, 6);
        var first = model.Node("MatMul", "first", [rows, weight], rows.Shape);
        var second = model.Node("MatMul", "second", [first, weight], rows.Shape);
        // A third reader that stays keeps the float weights in the file as well.
        var sum = model.Node("Add", "sum", [second, model.Node("ReduceSum", "all", [weight], [1, 1])], rows.Shape);
        var graph = model.Build([-1, 6], (sum, "scores"));

        var quantized = Quantizer.Quantize(graph, new DynamicQuantization());

        Assert.Equal(2, quantized.Nodes.Count(node => node.IsChanged));
        var initializers = QuantizationModels.Read(quantized.Graph).Graph.Initializer;
        Assert.Equal(["weight", "weight_q", "weight_steps"], initializers.Select(tensor => tensor.Name).Order());
        var data = QuantizationModels.Rows(8, 1, 6);
        Assert.InRange(QuantizationModels.Largest(QuantizationModels.Run(graph, data), QuantizationModels.Run(quantized.Graph, data)), 1e-6, 0.05);
    }

    [Fact]
    public void Quantize_ScaledGemmAndOthers_FoldedOrLeftWithAReason()
    {
        var model = new QuantizationModels.Drawn("gemms", 17, 8);
        var rows = model.Builder.AddInput("image", Prediction.DataType.Float32, 6, 6);
        OnnxValue Gemm(string path, OnnxValue input, params OnnxAttribute[] attributes) =>
            model.Node("Gemm", path, [input, model.Weight($"{path}.weight", 6, 6), model.Weight($"{path}.bias", 6)], [6, 6], attributes);
        var scaled = Gemm("scaled", rows, OnnxAttribute.Float("alpha", 0.5));
        var turned = Gemm("turned", scaled, OnnxAttribute.Int("transA", 1));
        var weighted = Gemm("weighted", turned, OnnxAttribute.Float("beta", 2));
        var graph = model.Build([6, 6], (weighted, "scores"));

        var quantized = Quantizer.Quantize(graph, new DynamicQuantization());

        Assert.Equal(
            ["Gemm scaled.Gemm: int8 weights (6, 6)", "Gemm turned.Gemm: left, it turns its input around (transA)", "Gemm weighted.Gemm: left, its beta is 2"],
            quantized.Nodes.Select(node => node.ToString()));
        var data = QuantizationModels.Rows(6, 1, 6);
        Assert.InRange(QuantizationModels.Largest(QuantizationModels.Run(graph, data), QuantizationModels.Run(quantized.Graph, data)), 1e-6, 0.05);
    }

    [Fact]
    public void Quantize_InnerGraphs_StayAndAreReported()
    {
        var branches = RawModel.WithBranches(6);

        var error = Assert.Throws<InvalidOperationException>(() => Quantizer.Quantize(branches, new DynamicQuantization()));

        Assert.Contains("Nothing of the graph could be quantized: If output: left, its inner graphs are not changed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Quantize_WeightsThatAreNotFinite_StayAndAreReported()
    {
        var model = new QuantizationModels.Drawn("nan", 17, 8);
        var rows = model.Builder.AddInput("image", Prediction.DataType.Float32, OnnxDimension.Batch, 6);
        var bad = model.Node("MatMul", "bad", [rows, model.Draw("bad.weight", [6, 6], () => float.NaN)], rows.Shape);
        var graph = model.Build([-1, 6], (model.Node("MatMul", "good", [bad, model.Weight("good.weight", 6, 6)], rows.Shape), "scores"));

        var quantized = Quantizer.Quantize(graph, new DynamicQuantization());

        Assert.Equal(["MatMul bad.MatMul: left, its weights hold NaN", "MatMul good.MatMul: int8 weights (6, 6)"], quantized.Nodes.Select(node => node.ToString()));
    }

    [Fact]
    public void Quantize_WeightsAsFirstInput_StayAndAreReported()
    {
        var model = new QuantizationModels.Drawn("first", 17, 8);
        var rows = model.Builder.AddInput("image", Prediction.DataType.Float32, 6, 6);
        var product = model.Node("MatMul", "product", [model.Weight("weight", 6, 6), rows], rows.Shape);
        var graph = model.Build([6, 6], (product, "scores"));
        const string expected = "MatMul product.MatMul: left, its weights are its first input";

        var dynamic = Assert.Throws<InvalidOperationException>(() => Quantizer.Quantize(graph, new DynamicQuantization()));
        var fixedRanges = Assert.Throws<InvalidOperationException>(() => Quantizer.Quantize(
            graph, new StaticQuantization { Calibration = QuantizationModels.Rows(6, 1, 6) }));

        Assert.Contains(expected, dynamic.Message, StringComparison.Ordinal);
        Assert.Contains(expected, fixedRanges.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Quantize_ExcludedNode_StaysAndAnUnknownOneIsAnError()
    {
        var quantized = Quantizer.Quantize(QuantizationModels.Mlp(), new DynamicQuantization { Exclude = ["dense1.Gemm"] });
        var error = Assert.Throws<ArgumentException>(() => Quantizer.Quantize(QuantizationModels.Mlp(), new DynamicQuantization { Exclude = ["dense3"] }));

        Assert.Equal("Gemm dense1.Gemm: left, it is excluded", quantized.Nodes[0].ToString());
        Assert.True(quantized.Nodes[1].IsChanged);
        Assert.Contains("`Exclude` names `dense3`; the graph has `dense1.Gemm`, `relu.Relu`, `dense2.Gemm`", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Quantize_OldOpsetAndDamagedFile_AreErrors()
    {
        var old = Assert.Throws<InvalidDataException>(() => Quantizer.Quantize(QuantizationModels.Mlp(12), new DynamicQuantization()));
        var damaged = Assert.Throws<InvalidDataException>(() => Quantizer.Quantize(new byte[] { 1, 2, 3 }, new DynamicQuantization()));

        Assert.Contains("uses version 12 of ONNX's operators; quantization needs 13 or newer", old.Message, StringComparison.Ordinal);
        Assert.Contains("is no ONNX file", damaged.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Quantize_FileFromElsewhere_ReadsItsSignature()
    {
        var quantized = Quantizer.Quantize(File.ReadAllBytes(Sample.PathOf("classifier.onnx")), new DynamicQuantization());

        Assert.Contains(quantized.Nodes, node => node.IsChanged);
        Assert.Equal(Sample.Features.ToString(), quantized.Graph.Inputs[0].ToString());
    }
}
