using System.Runtime.InteropServices;
using Atelier.Data;
using Atelier.Onnx;
using Atelier.Packaging;
using Atelier.Prediction;
using Google.Protobuf;

namespace Atelier.Inference.Tests.Quantization;

/// <summary>Float models with seeded weights, of the kinds that quantization treats differently, and rows for them.</summary>
internal static class QuantizationModels
{
    public const int Classes = 5;

    /// <summary>Images through two convolutions, one with a BatchNormalization behind it, a pool, and two dense layers: (batch, 1, 12, 12) to (batch, 5).</summary>
    public static OnnxGraph Cnn(int opset = 17, int seed = 1)
    {
        var model = new Drawn("cnn", opset, seed);
        var image = model.Builder.AddInput("image", DataType.Float32, OnnxDimension.Batch, 1, 12, 12);
        var first = model.Node("Conv", "conv1", [image, model.Weight("conv1.weight", 6, 1, 3, 3), model.Weight("conv1.bias", 6)], [OnnxDimension.Batch, 6, 10, 10]);
        var (scale, shift) = (model.Positive("norm.weight", 6), model.Weight("norm.bias", 6));
        var (mean, variance) = (model.Weight("norm.mean", 6), model.Positive("norm.var", 6));
        var normal = model.Node("BatchNormalization", "norm", [first, scale, shift, mean, variance], first.Shape);
        var pooled = model.Pool("pool", model.Node("Relu", "relu1", [normal], first.Shape), 6, 5);
        var second = model.Node(
            "Conv", "conv2", [pooled, model.Weight("conv2.weight", 8, 6, 3, 3), model.Weight("conv2.bias", 8)], [OnnxDimension.Batch, 8, 3, 3]);
        var flat = model.Node("Flatten", "flatten", [model.Node("Relu", "relu2", [second], second.Shape)], [OnnxDimension.Batch, 72]);
        var hidden = model.Node("Relu", "relu3", [model.Dense("dense1", flat, 72, 16)], [OnnxDimension.Batch, 16]);
        return model.Build([-1, 1, 12, 12], (model.Dense("dense2", hidden, 16, Classes), "scores"));
    }

    /// <summary>Two dense layers of 6 and 16: (batch, 6) to (batch, 5).</summary>
    public static OnnxGraph Mlp(int opset = 17, int seed = 1)
    {
        var model = new Drawn("mlp", opset, seed);
        var rows = model.Builder.AddInput("image", DataType.Float32, OnnxDimension.Batch, 6);
        var hidden = model.Node("Relu", "relu", [model.Dense("dense1", rows, 6, 16)], [OnnxDimension.Batch, 16]);
        return model.Build([-1, 6], (model.Dense("dense2", hidden, 16, Classes), "scores"));
    }

    /// <summary>
    /// Words through a table, a MatMul whose weights a Transpose turns around, and a MatMul of two computed arrays: (batch, 4) of int64 to (batch, 4, 4).
    /// </summary>
    public static OnnxGraph Words(int opset = 17)
    {
        var model = new Drawn("words", opset, 3);
        var words = model.Builder.AddInput("words", DataType.Int64, OnnxDimension.Batch, 4);
        var embedded = model.Node("Gather", "table", [model.Weight("table.weight", 50, 8), words], [OnnxDimension.Batch, 4, 8]);
        var turned = model.Node("Transpose", "turn", [model.Weight("linear.weight", 8, 8)], [8, 8], OnnxAttribute.Ints("perm", 1, 0));
        var linear = model.Node("MatMul", "linear", [embedded, turned], embedded.Shape);
        var biased = model.Node("Add", "bias", [linear, model.Weight("linear.bias", 8)], embedded.Shape);
        var keys = model.Node("Transpose", "keys", [biased], [OnnxDimension.Batch, 8, 4], OnnxAttribute.Ints("perm", 0, 2, 1));
        return model.Build([-1, 4], (model.Node("MatMul", "attention", [biased, keys], [OnnxDimension.Batch, 4, 4]), "scores"), DataType.Int64);
    }

    /// <summary>Rows of numbers from -1 to 1, labelled with classes in turn.</summary>
    public static Dataset Rows(int count, int seed, params int[] shape)
    {
        var random = new Random(seed);
        var values = new float[count * shape.Aggregate(1, (product, length) => product * length)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (random.NextSingle() * 2) - 1;
        }

        return new Dataset("rows", values, shape, Enumerable.Range(0, count).Select(row => row % Classes).ToArray());
    }

    /// <summary>Rows for <see cref="Cnn"/>.</summary>
    public static Dataset Images(int count = 40, int seed = 5) => Rows(count, seed, 1, 12, 12);

    /// <summary>Word numbers for <see cref="Words"/>.</summary>
    public static NamedTensor Sentences(int count)
    {
        var random = new Random(count);
        return NamedTensor.Create<long>("words", Enumerable.Range(0, count * 4).Select(_ => (long)random.Next(50)).ToArray(), count, 4);
    }

    /// <summary>The first answer of a graph for all rows of a dataset at once.</summary>
    public static float[] Run(OnnxGraph graph, Dataset rows) =>
        Run(graph, NamedTensor.Create(graph.Inputs[0].Name, rows.Features, [rows.Count, .. rows.FeatureShape]));

    /// <summary>The first answer of a graph.</summary>
    public static float[] Run(OnnxGraph graph, params NamedTensor[] inputs)
    {
        using var predictor = OnnxPredictor.Load(RawModel.Package("run", graph, null));
        return predictor.Predict(inputs)[0].Values<float>().ToArray();
    }

    /// <summary>What a graph holds.</summary>
    public static ModelProto Read(OnnxGraph graph) => ModelProto.Parser.ParseFrom(graph.Bytes.Span);

    /// <summary>A constant array of float32 by its name.</summary>
    public static float[] Floats(OnnxGraph graph, string name) => MemoryMarshal.Cast<byte, float>(Constant(graph, name).RawData.Span).ToArray();

    /// <summary>A constant array of int8 by its name.</summary>
    public static sbyte[] Numbers(OnnxGraph graph, string name) => MemoryMarshal.Cast<byte, sbyte>(Constant(graph, name).RawData.Span).ToArray();

    /// <summary>A constant array by its name.</summary>
    public static TensorProto Constant(OnnxGraph graph, string name) => Read(graph).Graph.Initializer.Single(tensor => tensor.Name == name);

    /// <summary>The largest absolute difference.</summary>
    public static double Largest(float[] one, float[] two)
    {
        Assert.Equal(one.Length, two.Length);
        return one.Zip(two, (a, b) => Math.Abs((double)a - b)).Max();
    }

    /// <summary>Puts a model together whose weights are drawn in the order in which they are asked for.</summary>
    internal sealed class Drawn(string name, int opset, int seed)
    {
        private readonly Random _random = new(seed);

        public OnnxGraphBuilder Builder { get; } = new(name, opset);

        public OnnxValue Weight(string path, params long[] shape)
        {
            var most = 1.5f / MathF.Sqrt(shape.Skip(1).Aggregate(1L, (product, length) => product * length));
            return Draw(path, shape, () => ((_random.NextSingle() * 2) - 1) * most);
        }

        public OnnxValue Positive(string path, params long[] shape) => Draw(path, shape, () => 0.5f + _random.NextSingle());

        public OnnxValue Draw(string path, long[] shape, Func<float> next)
        {
            float[] values = [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (product, length) => product * length)).Select(_ => next())];
            return Builder.AddInitializer(path, DataType.Float32, MemoryMarshal.AsBytes<float>(values), shape);
        }

        public OnnxValue Node(string operation, string path, OnnxValue?[] inputs, IReadOnlyList<OnnxDimension> shape, params OnnxAttribute[] attributes) =>
            Builder.AddNode(operation, inputs, DataType.Float32, shape, attributes, path);

        /// <summary>The largest of each 2 x 2 pixels.</summary>
        public OnnxValue Pool(string path, OnnxValue input, int channels, int size) => Node(
            "MaxPool", path, [input], [OnnxDimension.Batch, channels, size, size], OnnxAttribute.Ints("kernel_shape", 2, 2), OnnxAttribute.Ints("strides", 2, 2));

        public OnnxValue Dense(string path, OnnxValue input, int from, int to) => Node(
            "Gemm", path, [input, Weight($"{path}.weight", to, from), Weight($"{path}.bias", to)], [OnnxDimension.Batch, to], OnnxAttribute.Int("transB", 1));

        public OnnxGraph Build(int[] input, (OnnxValue Value, string Name) output, DataType type = DataType.Float32)
        {
            var model = Builder.Build([output], [new("made_by", "a test")]);
            return new OnnxGraph(
                model.ToByteArray(),
                [new TensorSpec(model.Graph.Input[0].Name, type, input)],
                [new TensorSpec(output.Name, output.Value.Type, [.. output.Value.Shape.Select(length => (int)length.Length)])]);
        }
    }
}
