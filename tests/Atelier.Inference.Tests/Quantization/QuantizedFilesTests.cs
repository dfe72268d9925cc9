using Atelier.Onnx;
using Atelier.Packaging;
using Google.Protobuf;

namespace Atelier.Inference.Tests.Quantization;

/// <summary>What is written: files that others accept, whatever form the weights came in.</summary>
public sealed class QuantizedFilesTests
{
    private const string Script = """
        import sys, onnx
        for path in sys.argv[1:]:
            model = onnx.load(path)
            onnx.checker.check_model(model, full_check=True)
            inferred = onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True, data_prop=True)
            show = lambda value: [d.dim_param or d.dim_value for d in value.type.tensor_type.shape.dim]
            print([show(value) for value in inferred.graph.output])
        """;

    private static readonly QuantizationOptions[] Ways =
    [
        new DynamicQuantization(), new Float16Conversion(), new StaticQuantization { Calibration = QuantizationModels.Images(), AllConvolutions = true },
        new StaticQuantization { Calibration = QuantizationModels.Images(), PerChannel = false },
    ];

    [Fact]
    public void Quantize_EveryWay_PassesTheCheckerAndStrictShapeInference()
    {
        Assert.SkipUnless(Python.Has("onnx"), "There is no Python with the package onnx here.");
        using var folder = new TemporaryFolder();
        var paths = new List<string>();
        OnnxGraph[] graphs =
        [
            .. Ways.Select(way => Quantizer.Quantize(QuantizationModels.Cnn(), way).Graph), Quantizer.Quantize(QuantizationModels.Words(), Ways[0]).Graph,
            Quantizer.Quantize(QuantizationModels.Words(), Ways[1]).Graph,
        ];
        foreach (var graph in graphs)
        {
            paths.Add(folder[$"{paths.Count}.onnx"]);
            File.WriteAllBytes(paths[^1], graph.Bytes.Span);
        }

        var (succeeded, text) = Python.Run(["-c", Script, .. paths]);

        Assert.True(succeeded, text);
        Assert.Equal(
            [.. Enumerable.Repeat("[['batch', 5]]", Ways.Length), .. Enumerable.Repeat("[['batch', 4, 4]]", 2)],
            text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Quantize_WeightsInNodesOrInAFileOrAmongTheInputs_GivesTheSameNumbers(int way)
    {
        var graph = QuantizationModels.Cnn();
        var expected = QuantizationModels.Run(Quantizer.Quantize(graph, Ways[way]).Graph, QuantizationModels.Images());

        foreach (var other in new[] { InNodes(graph), InAFile(graph), AmongInputs(graph) })
        {
            var quantized = Quantizer.Quantize(other, Ways[way]).Graph;

            Assert.Equal(expected, QuantizationModels.Run(quantized, QuantizationModels.Images()));
            Assert.Empty(quantized.DataFiles);
        }
    }

    [Fact]
    public void Quantize_NodesOutOfOrder_AreBroughtIntoIt()
    {
        var graph = QuantizationModels.Cnn();
        var model = QuantizationModels.Read(graph);
        var nodes = model.Graph.Node.Reverse().ToArray();
        model.Graph.Node.Clear();
        model.Graph.Node.AddRange(nodes);

        var quantized = Quantizer.Quantize(graph with { Bytes = model.ToByteArray() }, Ways[2]).Graph;

        Assert.Equal(
            QuantizationModels.Run(Quantizer.Quantize(graph, Ways[2]).Graph, QuantizationModels.Images()), QuantizationModels.Run(quantized, QuantizationModels.Images()));
    }

    [Fact]
    public void Quantize_Cnn_IsAQuarterInSizeOnceWeightsCount()
    {
        var model = new QuantizationModels.Drawn("wide", 17, 1);
        var rows = model.Builder.AddInput("image", Prediction.DataType.Float32, OnnxDimension.Batch, 400);
        var graph = model.Build([-1, 400], (model.Dense("dense", rows, 400, 200), "scores"));

        double Ratio(QuantizationOptions options) => (double)Quantizer.Quantize(graph, options).Graph.Bytes.Length / graph.Bytes.Length;

        Assert.InRange(Ratio(new DynamicQuantization()), 0.25, 0.265);
        Assert.InRange(Ratio(new StaticQuantization { Calibration = QuantizationModels.Rows(20, 1, 400) }), 0.25, 0.265);
        Assert.InRange(Ratio(new Float16Conversion()), 0.5, 0.51);
    }

    private static OnnxGraph InNodes(OnnxGraph graph)
    {
        var model = QuantizationModels.Read(graph);
        foreach (var tensor in model.Graph.Initializer.ToArray())
        {
            var node = new NodeProto { OpType = "Constant", Name = $"make {tensor.Name}", Output = { tensor.Name } };
            node.Attribute.Add(new AttributeProto { Name = "value", Type = AttributeProto.Types.AttributeType.Tensor, T = tensor });
            model.Graph.Node.Insert(0, node);
        }

        model.Graph.Initializer.Clear();
        return graph with { Bytes = model.ToByteArray() };
    }

    private static OnnxGraph InAFile(OnnxGraph graph)
    {
        var model = QuantizationModels.Read(graph);
        using var file = new MemoryStream();
        foreach (var tensor in model.Graph.Initializer)
        {
            foreach (var (key, value) in new[] { ("location", "weights.bin"), ("offset", $"{file.Length}"), ("length", $"{tensor.RawData.Length}") })
            {
                tensor.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
            }

            file.Write(tensor.RawData.Span);
            tensor.ClearRawData();
            tensor.DataLocation = TensorProto.Types.DataLocation.External;
        }

        return graph with { Bytes = model.ToByteArray(), DataFiles = [new OnnxDataFile("weights.bin", file.ToArray())] };
    }

    private static OnnxGraph AmongInputs(OnnxGraph graph)
    {
        var model = QuantizationModels.Read(graph);
        foreach (var tensor in model.Graph.Initializer)
        {
            var shape = new TensorShapeProto();
            shape.Dim.AddRange(tensor.Dims.Select(length => new TensorShapeProto.Types.Dimension { DimValue = length }));
            model.Graph.Input.Add(new ValueInfoProto
            {
                Name = tensor.Name,
                Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = tensor.DataType, Shape = shape } },
            });
        }

        return graph with { Bytes = model.ToByteArray() };
    }
}
