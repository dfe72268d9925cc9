using System.Runtime.InteropServices;
using Atelier.Onnx;
using Atelier.Prediction;
using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>One recorded operation of libtorch on its way into the graph: its arguments, what is known of its result, and the tools to write it.</summary>
/// <remarks>Arguments are numbered as in the operation's schema in libtorch's <c>native_functions.yaml</c>.</remarks>
internal sealed class AtenCall(
    TracedNode node, IReadOnlyList<Argument> arguments, IReadOnlyList<TracedType[]> results, IReadOnlyList<TracedType[]> items, GraphLowering lowering, OnnxLayer layer)
{
    private IReadOnlyList<OnnxValue>? _returned;

    /// <summary>The operation, such as <c>aten::add</c>; without the underscore of one in place.</summary>
    public string Operation { get; } = node.Kind.EndsWith('_') && !node.Kind.EndsWith("__", StringComparison.Ordinal) ? node.Kind[..^1] : node.Kind;

    /// <summary>Adds operations and constants.</summary>
    public OnnxLayer Layer => layer;

    /// <summary>How many arguments there are.</summary>
    public int Count => arguments.Count;

    /// <summary>The type of the first result.</summary>
    public DataType Type => TypeOf(0);

    /// <summary>The number of dimensions of the first result.</summary>
    public int Rank => results[0][0].Shape?.Length ?? throw Error("its result is no tensor");

    /// <summary>What was returned.</summary>
    public IReadOnlyList<OnnxValue> Returned => _returned ?? throw Error("its converter wrote nothing");

    /// <summary>How many results there are; 1 for a list.</summary>
    public int ResultCount => results.Count;

    /// <summary>True where something uses a result.</summary>
    public bool IsUsed(int result) => lowering.IsUsed(node.Outputs[result].Name);

    /// <summary>How many tensors the list has that is the result.</summary>
    public int ItemCount => items.Count;

    /// <summary>The type of a result.</summary>
    public DataType TypeOf(int result) => results[result][0].Elements
        ?? throw Error($"its result is {results[result][0].Text}, whose elements ONNX graphs of Atelier do not hold. Convert the model first: model.to(torch.float32).");

    /// <summary>The lengths of a result; null where one varies with the sizes of the inputs.</summary>
    public long?[] Lengths(int result = 0) => lowering.FixedLengths([.. results[result].Select(type => type.Shape!)]);

    /// <summary>The lengths of a tensor of the list that is the result; null where one varies with the sizes of the inputs.</summary>
    public long?[] ItemLengths(int item) => lowering.FixedLengths([.. items[item].Select(type => type.Shape!)]);

    /// <summary>The shape of a tensor of the list that is the result, written for any size.</summary>
    public OnnxValue ItemShape(int item) => Shape(items[item]);

    /// <summary>True for an optional argument that was left out, and for one past the end.</summary>
    public bool IsNone(int at) => at >= arguments.Count || arguments[at] is Argument.None;

    /// <summary>True for a tensor.</summary>
    public bool IsTensor(int at) => at < arguments.Count && arguments[at] is Argument.Array;

    /// <summary>True for a plain number.</summary>
    public bool IsNumber(int at) => at < arguments.Count && arguments[at] is Argument.Number;

    /// <summary>True for true or false.</summary>
    public bool IsFlag(int at) => at < arguments.Count && arguments[at] is Argument.Flag;

    /// <summary>True for a list.</summary>
    public bool IsList(int at) => at < arguments.Count && arguments[at] is Argument.Items;

    /// <summary>True for a number, and for a list of numbers, that is the same at all sizes.</summary>
    public bool IsFixed(int at) => arguments[at] switch
    {
        Argument.Number number => number.IsFixed,
        Argument.Items list => list.Values.All(value => value is Argument.Number { IsFixed: true }),
        _ => false,
    };

    /// <summary>A tensor's content.</summary>
    public OnnxValue Tensor(int at) => Slot(at).Read();

    /// <summary>A tensor's content; null where it was left out.</summary>
    public OnnxValue? OptionalTensor(int at) => IsNone(at) ? null : Tensor(at);

    /// <summary>The tensors of a list; null for those left out.</summary>
    public IReadOnlyList<OnnxValue?> Tensors(int at) => arguments[at] is Argument.Items list
        ? [.. list.Values.Select(value => value is Argument.Array array ? array.Slot.Read() : null)]
        : throw Wrong(at, "a list of tensors");

    /// <summary>The tensor as the model holds it, where the argument is a parameter, buffer or constant; else null.</summary>
    public Tensor? Weights(int at) => IsTensor(at) ? Slot(at).Leaf?.Tensor : null;

    /// <summary>The matrix whose transposition an argument is, where it is one.</summary>
    public OnnxValue? TransposedFrom(int at) => Slot(at).TransposedFrom?.Read();

    /// <summary>The lengths of a tensor; null where one varies with the sizes of the inputs.</summary>
    public long?[] LengthsOf(int at) => [.. Tensor(at).Shape.Select(length => length.IsFixed ? length.Length : (long?)null)];

    /// <summary>The number of dimensions of a tensor.</summary>
    public int RankOf(int at) => Tensor(at).Rank;

    /// <summary>A whole number that is the same at all sizes.</summary>
    public long Int(int at) => arguments[at] is Argument.Number number ? (long)Fixed(number) : arguments[at] is Argument.Flag flag ? (flag.Value ? 1 : 0) : throw Wrong(at, "a whole number");

    /// <summary>A whole number that is the same at all sizes; null where it was left out.</summary>
    public long? OptionalInt(int at) => IsNone(at) ? null : Int(at);

    /// <summary>A number that is the same at all sizes.</summary>
    public double Double(int at) => arguments[at] is Argument.Number number ? Fixed(number) : throw Wrong(at, "a number");

    /// <summary>True or false.</summary>
    public bool Bool(int at) => arguments[at] switch
    {
        Argument.Flag flag => flag.Value,
        Argument.Number number => Fixed(number) != 0,
        _ => throw Wrong(at, "true or false"),
    };

    /// <summary>A word.</summary>
    public string Text(int at) => arguments[at] is Argument.Text text ? text.Value : throw Wrong(at, "a word");

    /// <summary>Whole numbers that are the same at all sizes.</summary>
    public long[] Ints(int at) => arguments[at] switch
    {
        Argument.Items list => [.. list.Values.Select(value => value is Argument.Number number ? (long)Fixed(number) : throw Wrong(at, "whole numbers"))],
        Argument.Number number => [(long)Fixed(number)],
        _ => throw Wrong(at, "a list of whole numbers"),
    };

    /// <summary>Whole numbers that are the same at all sizes; empty where they were left out.</summary>
    public long[] OptionalInts(int at) => IsNone(at) ? [] : Ints(at);

    /// <summary>A whole number, which may follow from the sizes of the inputs, as a list of one.</summary>
    public OnnxValue Size(int at) => arguments[at] is Argument.Number number ? lowering.Size(number, layer) : throw Wrong(at, "a whole number");

    /// <summary>Whole numbers, some of which may follow from the sizes of the inputs, as one list.</summary>
    public OnnxValue Sizes(int at) => arguments[at] is Argument.Items list
        ? lowering.Sizes([.. list.Values.Select(value => value as Argument.Number ?? throw Wrong(at, "whole numbers"))], layer)
        : throw Wrong(at, "a list of whole numbers");

    /// <summary>The numbers of a list in each trace; NaN never stands in it.</summary>
    public IReadOnlyList<Argument.Number> Numbers(int at) => arguments[at] is Argument.Items list
        ? [.. list.Values.Select(value => value as Argument.Number ?? throw Wrong(at, "numbers"))]
        : throw Wrong(at, "a list of numbers");

    /// <summary>The shape of the first result as a list, written for any size.</summary>
    public OnnxValue ResultShape(int result = 0) => Shape(results[result]);

    /// <summary>A tensor or a number as a value of a type.</summary>
    public OnnxValue Operand(int at, DataType type) => arguments[at] switch
    {
        Argument.Array array => Cast(array.Slot.Read(), type),
        Argument.Number { IsFixed: true } number => layer.Scalar(type, number.Values[0]),
        Argument.Number number => Cast(lowering.Number(number, layer), type),
        Argument.Flag flag => layer.Scalar(type, flag.Value ? 1 : 0),
        _ => throw Wrong(at, "a tensor or a number"),
    };

    /// <summary>The type in which libtorch computes with two arguments: the higher kind, and tensors with dimensions before numbers.</summary>
    /// <remarks>torch.result_type; PyTorch documentation, "Type promotion".</remarks>
    public DataType Promoted(int first, int second) => TypePromotion.Of(Describe(first), Describe(second));

    /// <summary>A value in another type; itself where it has it.</summary>
    public OnnxValue Cast(OnnxValue value, DataType type) => value.Type == type
        ? value
        : layer.Add("Cast", [value], [OnnxAttribute.Int("to", (int)type.ToOnnx())], type) with { Shape = value.Shape };

    /// <summary>Adds an operation whose result has the type of its first input, or another one.</summary>
    public OnnxValue Add(string operation, IReadOnlyList<OnnxValue?> inputs, params ReadOnlySpan<OnnxAttribute> attributes) =>
        layer.Add(operation, inputs, attributes.ToArray());

    /// <summary>Adds an operation whose result has another type than its first input.</summary>
    public OnnxValue AddAs(DataType type, string operation, IReadOnlyList<OnnxValue?> inputs, params ReadOnlySpan<OnnxAttribute> attributes) =>
        layer.Add(operation, inputs, attributes.ToArray(), type);

    /// <summary>Adds an array of whole numbers that was worked out ahead.</summary>
    public OnnxValue Table(string name, ReadOnlySpan<long> values, params ReadOnlySpan<long> shape) =>
        layer.Graph.AddInitializer(name, DataType.Int64, MemoryMarshal.AsBytes(values), shape);

    /// <summary>Adds an array of floats that was worked out ahead.</summary>
    public OnnxValue Table(string name, ReadOnlySpan<float> values, params ReadOnlySpan<long> shape) =>
        layer.Graph.AddInitializer(name, DataType.Float32, MemoryMarshal.AsBytes(values), shape);

    /// <summary>A dimension counted from the front.</summary>
    public int Axis(long given, int rank) => (int)(given < 0 ? given + Math.Max(rank, 1) : given);

    /// <summary>Ends the call with its results.</summary>
    public void Return(params IReadOnlyList<OnnxValue> values) => _returned = values;

    /// <summary>Makes the error for something that this call asks and that cannot be written.</summary>
    public OnnxExportException Error(string problem) => layer.Error($"`{Operation}`: {problem}");

    private OnnxValue Shape(TracedType[] types) => lowering.Sizes(
        [.. Enumerable.Range(0, types[0].Shape!.Length).Select(axis => new Argument.Number([.. types.Select(type => (double)type.Shape![axis])], true))], layer);

    private TensorSlot Slot(int at) => at < arguments.Count && arguments[at] is Argument.Array array ? array.Slot : throw Wrong(at, "a tensor");

    private double Fixed(Argument.Number number) => number.IsFixed
        ? number.Values[0]
        : throw Error(
            $"a setting of it is {string.Join(" or ", number.Values.Distinct())}, depending on the size of the inputs, and ONNX needs one number. "
            + "Fix that axis: leave its name out of OnnxInput.");

    private OnnxExportException Wrong(int at, string expected) =>
        Error($"argument {at} is {(at < arguments.Count ? arguments[at].GetType().Name : "missing")}; expected {expected}. Please report it with the model.");

    private (DataType Type, int Rank) Describe(int at) => arguments[at] switch
    {
        Argument.Array array => (array.Slot.Read().Type, array.Slot.Read().Rank),
        Argument.Number number => (number.IsInteger ? DataType.Int64 : DataType.Float32, -1),
        Argument.Flag => (DataType.Bool, -1),
        _ => throw Wrong(at, "a tensor or a number"),
    };
}
