using System.Runtime.InteropServices;
using Atelier.Data;
using Atelier.Onnx;
using Atelier.Packaging;
using Atelier.Prediction;
using Atelier.Preprocessing;
using Google.Protobuf;

namespace Atelier.Inference.Tests;

/// <summary>Small models with seeded weights, as an exporter writes them.</summary>
internal static class RawModel
{
    private const int Hidden = 16;

    /// <summary>A classifier: two layers and a softmax.</summary>
    public static OnnxGraph Classifier(int width, int classes, int opset = 17, string output = "probabilities", string path = "", string batch = "batch")
    {
        var builder = new OnnxGraphBuilder("classifier", opset);
        var rows = OnnxDimension.Named(batch);
        var features = builder.AddInput("features", DataType.Float32, rows, width);
        var hidden = builder.AddNode("Relu", [Layer(builder, features, width, Hidden, 1, path)], DataType.Float32, [rows, Hidden], path: path);
        var scores = builder.AddNode("Softmax", [Layer(builder, hidden, Hidden, classes, 2, path)], DataType.Float32, [rows, classes], [OnnxAttribute.Int("axis", 1)], path);
        return Graph(builder, width, [(scores, output)]);
    }

    /// <summary>A model whose outputs have every form: (batch, 1) and (batch,) and (batch, 2, 1) of float32, float64 and float16, and one of int64.</summary>
    public static OnnxGraph ManyOutputs(int width)
    {
        var builder = new OnnxGraphBuilder("many", 17);
        var features = builder.AddInput("features", DataType.Float32, OnnxDimension.Batch, width);
        var one = Layer(builder, features, width, 1, 1, "");
        var flat = builder.AddNode("Reshape", [one, builder.Constant(-1)], DataType.Float32, [OnnxDimension.Batch]);
        var twice = builder.AddNode("Concat", [one, one], DataType.Float32, [OnnxDimension.Batch, 2], [OnnxAttribute.Int("axis", 1)]);
        var deep = builder.AddNode("Reshape", [twice, builder.Constant(0, 2, 1)], DataType.Float32, [OnnxDimension.Batch, 2, 1]);
        OnnxValue Cast(OnnxValue value, DataType type) => builder.AddNode("Cast", [value], type, value.Shape, [OnnxAttribute.Int("to", (long)type.ToOnnx())]);
        return Graph(builder, width, [(one, "one"), (flat, "flat"), (Cast(deep, DataType.Float64), "deep"), (Cast(one, DataType.Float16), "half"), (Cast(flat, DataType.Int64), "whole")]);
    }

    /// <summary>A model of images: their sums over each row of pixels.</summary>
    public static OnnxGraph OfImages(int channels, int height, int width)
    {
        var builder = new OnnxGraphBuilder("images", 17);
        var features = builder.AddInput("features", DataType.Float32, OnnxDimension.Batch, channels, height, width);
        var sums = builder.AddNode("ReduceSum", [features, builder.Constant(3)], DataType.Float32, [OnnxDimension.Batch, channels, height], [OnnxAttribute.Int("keepdims", 0)]);
        var flat = builder.AddNode("Flatten", [sums], DataType.Float32, [OnnxDimension.Batch, channels * height]);
        var graph = Graph(builder, 1, [(flat, "output")]);
        return graph with { Inputs = [new TensorSpec("features", DataType.Float32, [-1, channels, height, width])] };
    }

    /// <summary>A model that doubles its input in one branch and negates it in the other, by names of its own in both.</summary>
    public static OnnxGraph WithBranches(int width)
    {
        static ValueInfoProto Value(string name) => new() { Name = name };
        static NodeProto Node(string operation, string output, params string[] inputs) => new() { OpType = operation, Output = { output }, Input = { inputs } };
        static AttributeProto Branch(string name, params NodeProto[] nodes) => new()
        {
            Name = name,
            Type = AttributeProto.Types.AttributeType.Graph,
            G = new GraphProto { Name = name, Node = { nodes }, Output = { Value(nodes[^1].Output[0]) } },
        };

        var builder = new OnnxGraphBuilder("branches", 17);
        var features = builder.AddInput("features", DataType.Float32, OnnxDimension.Batch, width);
        var output = builder.AddNode("Identity", [features], DataType.Float32, features.Shape);
        var graph = Graph(builder, width, [(output, "output")]);
        var model = ModelProto.Parser.ParseFrom(graph.Bytes.Span);
        model.Graph.Node.Clear();
        var choice = Node("If", "output", "condition");
        choice.Attribute.Add(Branch("then_branch", Node("Add", "inner", "outer", "features"), Node("Identity", "then", "inner")));
        choice.Attribute.Add(Branch("else_branch", Node("Neg", "inner_1", "outer"), Node("Identity", "else", "inner_1")));
        model.Graph.Node.Add([
            Node("Identity", "outer", "features"), Node("Size", "size", "outer"), Node("Cast", "condition", "size"), choice,
        ]);
        model.Graph.Node[2].Attribute.Add(OnnxAttribute.Int("to", (long)DataType.Bool.ToOnnx()).Proto);
        return graph with { Bytes = model.ToByteArray() };
    }

    public static ModelPackage Package(string name, OnnxGraph graph, ITransformer? fitted, params IReadOnlyList<string> classNames)
    {
        var data = new DataSummary("rows", 1, [1], [], classNames, new string('0', 64));
        return ModelPackage.Create(name, graph, fitted, new Provenance { CreatedAt = DateTimeOffset.UnixEpoch, Data = data });
    }

    /// <summary>What the package answers when C# prepares the rows and the model alone runs.</summary>
    public static float[] InCode(OnnxGraph model, ModelPackage package, Dataset rows)
    {
        using var predictor = OnnxPredictor.Load(Package("alone", model, null));
        return predictor.Predict(package.Preprocess(RawGraph.Inputs(package, rows)))[0].Values<float>().ToArray();
    }

    private static OnnxValue Layer(OnnxGraphBuilder builder, OnnxValue input, int from, int to, int seed, string path)
    {
        var random = new Random(seed);
        float[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() - 0.5f) * 2)];
        var weight = builder.AddInitializer("weight", DataType.Float32, MemoryMarshal.AsBytes<float>(Draw(from * to)), from, to);
        var bias = builder.AddInitializer("bias", DataType.Float32, MemoryMarshal.AsBytes<float>(Draw(to)), to);
        return builder.AddNode("Gemm", [input, weight, bias], DataType.Float32, [input.Shape[0], to], path: path);
    }

    private static OnnxGraph Graph(OnnxGraphBuilder builder, int width, (OnnxValue Value, string Name)[] outputs) => new(
        builder.Build(outputs).ToByteArray(),
        [new TensorSpec("features", DataType.Float32, [-1, width])],
        [.. outputs.Select(output => new TensorSpec(output.Name, output.Value.Type, [.. output.Value.Shape.Select(length => (int)length.Length)]))]);
}
