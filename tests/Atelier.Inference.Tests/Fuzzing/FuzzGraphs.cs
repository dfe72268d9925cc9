using Atelier.Onnx;
using static Atelier.Onnx.AttributeProto.Types;
using static Atelier.Onnx.TensorProto.Types;

namespace Atelier.Inference.Tests.Fuzzing;

/// <summary>Valid models with inner graphs, functions, sequences and sparse constants.</summary>
internal static class FuzzGraphs
{
    public static IEnumerable<(string Name, ModelProto Model)> All()
    {
        yield return ("Loop", Loop());
        yield return ("Scan", Scan());
        yield return ("If", ModelProto.Parser.ParseFrom(RawModel.WithBranches(3).Bytes.Span));
        yield return ("functions", Functions());
        yield return ("sequences", Sequences());
        yield return ("sparse constant", Sparse());
        yield return ("many outputs", ModelProto.Parser.ParseFrom(RawModel.ManyOutputs(3).Bytes.Span));
        yield return ("images", ModelProto.Parser.ParseFrom(RawModel.OfImages(2, 3, 4).Bytes.Span));
    }

    /// <summary>Doubles its input as many times as a constant says.</summary>
    public static ModelProto Loop(long times = 3)
    {
        var body = new GraphProto
        {
            Name = "body",
            Input = { FuzzCorpus.Value("at", DataType.Int64, []), FuzzCorpus.Value("go", DataType.Bool, []), FuzzCorpus.Value("before", DataType.Float, [2, 3]) },
            Node = { Node("Identity", ["go"], "goes_on"), Node("Add", ["before", "before"], "after") },
            Output = { FuzzCorpus.Value("goes_on", DataType.Bool, []), FuzzCorpus.Value("after", DataType.Float, [2, 3]) },
        };
        var loop = Node("Loop", ["times", "", "x"], "y");
        loop.Attribute.Add(new AttributeProto { Name = "body", Type = AttributeType.Graph, G = body });
        var graph = Graph([loop]);
        graph.Initializer.Add(new TensorProto { Name = "times", DataType = (int)DataType.Int64, Int64Data = { times } });
        return FuzzCorpus.Model(graph);
    }

    private static ModelProto Scan()
    {
        var body = new GraphProto
        {
            Name = "body",
            Input = { FuzzCorpus.Value("sum", DataType.Float, [3]), FuzzCorpus.Value("row", DataType.Float, [3]) },
            Node = { Node("Add", ["sum", "row"], "next"), Node("Identity", ["next"], "seen") },
            Output = { FuzzCorpus.Value("next", DataType.Float, [3]), FuzzCorpus.Value("seen", DataType.Float, [3]) },
        };
        var scan = Node("Scan", ["zero", "x"], "last", "y");
        scan.Attribute.Add(new AttributeProto { Name = "body", Type = AttributeType.Graph, G = body });
        scan.Attribute.Add(OnnxAttribute.Int("num_scan_inputs", 1).Proto);
        scan.Attribute.Add(OnnxAttribute.Ints("scan_input_directions", 1).Proto);
        scan.Attribute.Add(OnnxAttribute.Ints("scan_output_axes", 1).Proto);
        var graph = Graph([scan]);
        graph.Output[0].Type.TensorType.Shape = null;
        graph.Initializer.Add(new TensorProto { Name = "zero", DataType = (int)DataType.Float, Dims = { 3 }, FloatData = { 0, 0, 0 } });
        return FuzzCorpus.Model(graph);
    }

    private static ModelProto Functions()
    {
        var inner = new FunctionProto
        {
            Domain = "own",
            Name = "Twice",
            Input = { "a" },
            Output = { "b" },
            OpsetImport = { new OperatorSetIdProto { Version = 21 } },
            Node = { Node("Add", ["a", "a"], "c"), Node("Softmax", ["c"], "b") },
        };
        var outer = new FunctionProto
        {
            Domain = "own",
            Name = "FourTimes",
            Input = { "a" },
            Output = { "b" },
            OpsetImport = { new OperatorSetIdProto { Version = 21 }, new OperatorSetIdProto { Domain = "own", Version = 1 } },
            Node = { Call("Twice", "a", "c"), Call("Twice", "c", "b") },
        };
        var model = FuzzCorpus.Model(Graph([Call("FourTimes", "x", "y")]));
        model.Functions.Add([inner, outer]);
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "own", Version = 1 });
        return model;

        static NodeProto Call(string name, string input, string output)
        {
            var node = Node(name, [input], output);
            node.Domain = "own";
            return node;
        }
    }

    private static ModelProto Sequences()
    {
        var split = Node("SplitToSequence", ["x"], "parts");
        split.Attribute.Add(OnnxAttribute.Int("axis", 1).Proto);
        var join = Node("ConcatFromSequence", ["more"], "y");
        join.Attribute.Add(OnnxAttribute.Int("axis", 1).Proto);
        var graph = Graph([split, Node("SequenceAt", ["parts", "place"], "one"), Node("SequenceInsert", ["parts", "one", "place"], "more"), join]);
        graph.Output[0].Type.TensorType.Shape = null;
        graph.Initializer.Add(new TensorProto { Name = "place", DataType = (int)DataType.Int64, Int64Data = { 1 } });
        return FuzzCorpus.Model(graph);
    }

    private static ModelProto Sparse()
    {
        var graph = Graph([Node("Add", ["x", "weights"], "y")]);
        graph.SparseInitializer.Add(new SparseTensorProto
        {
            Dims = { 2, 3 },
            Values = new TensorProto { Name = "weights", DataType = (int)DataType.Float, Dims = { 2 }, FloatData = { 1, 2 } },
            Indices = new TensorProto { Name = "places", DataType = (int)DataType.Int64, Dims = { 2 }, Int64Data = { 1, 5 } },
        });
        return FuzzCorpus.Model(graph);
    }

    private static GraphProto Graph(NodeProto[] nodes) => new()
    {
        Name = "fuzz",
        Node = { nodes },
        Input = { FuzzCorpus.Value("x", DataType.Float, [2, 3]) },
        Output = { FuzzCorpus.Value("y", DataType.Float, [2, 3]) },
    };

    private static NodeProto Node(string operation, string[] inputs, params string[] outputs) =>
        new() { OpType = operation, Input = { inputs }, Output = { outputs } };
}
