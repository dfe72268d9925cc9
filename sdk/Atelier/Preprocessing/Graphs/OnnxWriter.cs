using System.Runtime.InteropServices;
using Atelier.Onnx;
using Atelier.Prediction;

namespace Atelier.Preprocessing;

/// <summary>Writes the operations of preprocessing into a graph; values are (batch, width) unless said otherwise.</summary>
/// <remarks>Numbers are float64 until the end, as in C#, so that both give the same.</remarks>
internal sealed class OnnxWriter(OnnxGraphBuilder graph)
{
    /// <summary>The lowest version of ONNX's operators that it can write in: sums take their axes as an input from here on.</summary>
    public const int LowestOpset = 13;

    private const string Path = "preprocessing";

    private readonly List<OnnxValue> _refused = [];

    /// <summary>For each row whether a step refuses it, (batch, 1); null when no step can.</summary>
    public OnnxValue? Refused => _refused.Count == 0 ? null : _refused.Aggregate((all, rows) => Binary("Or", all, rows));

    /// <summary>No.</summary>
    public OnnxValue False => graph.Scalar(DataType.Bool, 0);

    /// <summary>Marks rows that Transform would refuse.</summary>
    /// <param name="rows">(batch, 1) truth values.</param>
    public void Refuse(OnnxValue rows) => _refused.Add(rows);

    /// <summary>One number for each feature: (1, width) numbers of float64.</summary>
    public OnnxValue Row(ReadOnlySpan<double> values) => Numbers(values, 1, values.Length);

    /// <summary>Numbers of float64 of any shape.</summary>
    public OnnxValue Numbers(ReadOnlySpan<double> values, params ReadOnlySpan<long> shape) =>
        graph.AddInitializer($"{Path}.numbers", DataType.Float64, MemoryMarshal.AsBytes(values), shape);

    /// <summary>Numbers of float32 of any shape.</summary>
    public OnnxValue Floats(ReadOnlySpan<float> values, params ReadOnlySpan<long> shape) =>
        graph.AddInitializer($"{Path}.numbers", DataType.Float32, MemoryMarshal.AsBytes(values), shape);

    /// <summary>A whole number for each feature: (1, width) numbers of int64.</summary>
    public OnnxValue Row(ReadOnlySpan<long> values) =>
        graph.AddInitializer($"{Path}.places", DataType.Int64, MemoryMarshal.AsBytes(values), 1, values.Length);

    /// <summary>One number of float64.</summary>
    public OnnxValue Number(double value) => graph.Scalar(DataType.Float64, value);

    /// <summary>One whole number of int64.</summary>
    public OnnxValue Whole(int value) => graph.Scalar(DataType.Int64, value);

    /// <summary>One text.</summary>
    public OnnxValue Text(string value) => graph.AddInitializer($"{Path}.text", [value]);

    /// <summary>An operation of two values that are repeated to a common shape, such as <c>Add</c> or <c>Less</c>.</summary>
    public OnnxValue Binary(string operation, OnnxValue left, OnnxValue right) => Node(
        operation,
        [left, right],
        operation is "Less" or "Greater" or "GreaterOrEqual" or "Equal" ? DataType.Bool : left.Type,
        Common(left.Shape, right.Shape));

    /// <summary>An operation of one value that keeps its type and shape, such as <c>Log</c>.</summary>
    public OnnxValue Unary(string operation, OnnxValue value) => Node(operation, [value], value.Type, value.Shape);

    /// <summary>left + right.</summary>
    public OnnxValue Add(OnnxValue left, OnnxValue right) => Binary("Add", left, right);

    /// <summary>left - right.</summary>
    public OnnxValue Subtract(OnnxValue left, OnnxValue right) => Binary("Sub", left, right);

    /// <summary>left * right.</summary>
    public OnnxValue Multiply(OnnxValue left, OnnxValue right) => Binary("Mul", left, right);

    /// <summary>left / right.</summary>
    public OnnxValue Divide(OnnxValue left, OnnxValue right) => Binary("Div", left, right);

    /// <summary>For each element the first value where the condition holds, else the second.</summary>
    public OnnxValue Where(OnnxValue condition, OnnxValue then, OnnxValue otherwise) => Node(
        "Where", [condition, then, otherwise], then.Type, Common(condition.Shape, Common(then.Shape, otherwise.Shape)));

    /// <summary>Numbers beyond limits become the limits; NaN stays NaN.</summary>
    public OnnxValue Clip(OnnxValue numbers, OnnxValue lower, OnnxValue upper) =>
        Where(Binary("Less", numbers, lower), lower, Where(Binary("Greater", numbers, upper), upper, numbers));

    /// <summary>Places of int64 below 0 become 0, those beyond the last become the last.</summary>
    public OnnxValue Within(OnnxValue places, int last) => Node("Clip", [places, Whole(0), Whole(last)], places.Type, places.Shape);

    /// <summary>Whether each number is NaN.</summary>
    public OnnxValue IsNaN(OnnxValue numbers) => Node("IsNaN", [numbers], DataType.Bool, numbers.Shape);

    /// <summary>Whether each text is empty.</summary>
    public OnnxValue IsEmpty(OnnxValue texts) => Cast(Lookup(texts, [""], [1], 0), DataType.Bool);

    /// <summary>The number of each text in a list of different texts, or another one for all others.</summary>
    public OnnxValue Lookup(OnnxValue texts, ReadOnlySpan<string> keys, ReadOnlySpan<long> numbers, long otherwise) => graph.AddNode(
        "LabelEncoder",
        [texts],
        DataType.Int64,
        texts.Shape,
        [OnnxAttribute.Texts("keys_strings", keys), OnnxAttribute.Ints("values_int64s", numbers), OnnxAttribute.Int("default_int64", otherwise)],
        Path,
        OnnxGraphBuilder.MachineLearning);

    /// <summary>The same values as another type; as they are where they have it.</summary>
    public OnnxValue Cast(OnnxValue value, DataType type) => value.Type == type
        ? value
        : Node("Cast", [value], type, value.Shape, OnnxAttribute.Int("to", (long)type.ToOnnx()));

    /// <summary>Values side by side.</summary>
    public OnnxValue Concat(IReadOnlyList<OnnxValue> parts) => parts.Count == 1
        ? parts[0]
        : Node("Concat", [.. parts], parts[0].Type, [parts[0].Shape[0], parts.Sum(part => part.Shape[1].Length)], OnnxAttribute.Int("axis", 1));

    /// <summary>Chosen features, or chosen entries of a list.</summary>
    public OnnxValue Gather(OnnxValue value, ReadOnlySpan<long> places, int axis) => Gather(value, graph.Constant(places), axis);

    /// <inheritdoc cref="Gather(OnnxValue, ReadOnlySpan{long}, int)"/>
    public OnnxValue Gather(OnnxValue value, OnnxValue places, int axis) => Node(
        "Gather",
        [value, places],
        value.Type,
        [.. value.Shape.Take(axis), .. places.Shape, .. value.Shape.Skip(axis + 1)],
        OnnxAttribute.Int("axis", axis));

    /// <summary>The same values in another shape.</summary>
    /// <param name="value">Any value whose first length is the batch.</param>
    /// <param name="row">The new lengths after the batch.</param>
    public OnnxValue Reshape(OnnxValue value, params ReadOnlySpan<long> row) => Node(
        "Reshape", [value, graph.Constant([0, .. row])], value.Type, [value.Shape[0], .. row.ToArray().Select(length => (OnnxDimension)length)]);

    /// <summary>Matrix products.</summary>
    public OnnxValue MatMul(OnnxValue left, OnnxValue right) => Node(
        "MatMul", [left, right], left.Type, [.. left.Shape.SkipLast(1), right.Shape[^1]]);

    /// <summary>The sums along the last dimension, which is left out or stays with length 1.</summary>
    public OnnxValue Sum(OnnxValue value, bool keep = true) => Node(
        "ReduceSum",
        [value, graph.Constant(value.Rank - 1)],
        value.Type,
        keep ? [.. value.Shape.SkipLast(1), 1] : [.. value.Shape.SkipLast(1)],
        OnnxAttribute.Int("keepdims", keep ? 1 : 0));

    /// <summary>A value with a number of float32 around it.</summary>
    /// <param name="value">Any value of float32.</param>
    /// <param name="widths">How much is added at the start of each dimension, then at the end of each.</param>
    /// <param name="filler">The number.</param>
    public OnnxValue Pad(OnnxValue value, ReadOnlySpan<long> widths, float filler)
    {
        var around = widths.ToArray();
        OnnxDimension[] shape = [.. value.Shape.Select((length, axis) => length.IsFixed ? length.Length + around[axis] + around[value.Rank + axis] : length)];
        return Node("Pad", [value, graph.Constant(widths), graph.Scalar(DataType.Float32, filler)], value.Type, shape);
    }

    /// <summary>A part of a value along some dimensions.</summary>
    public OnnxValue Slice(OnnxValue value, ReadOnlySpan<long> starts, ReadOnlySpan<long> ends, ReadOnlySpan<long> axes, params ReadOnlySpan<long> row) => Node(
        "Slice",
        [value, graph.Constant(starts), graph.Constant(ends), graph.Constant(axes)],
        value.Type,
        [value.Shape[0], .. row.ToArray().Select(length => (OnnxDimension)length)]);

    private static OnnxDimension[] Common(IReadOnlyList<OnnxDimension> left, IReadOnlyList<OnnxDimension> right)
    {
        var shape = new OnnxDimension[Math.Max(left.Count, right.Count)];
        for (var i = 1; i <= shape.Length; i++)
        {
            var (a, b) = (i <= left.Count ? left[^i] : 1, i <= right.Count ? right[^i] : 1);
            shape[^i] = a is { IsFixed: true, Length: 1 } ? b : a;
        }

        return shape;
    }

    private OnnxValue Node(
        string operation, IReadOnlyList<OnnxValue?> inputs, DataType type, IReadOnlyList<OnnxDimension> shape, params IReadOnlyList<OnnxAttribute> attributes) =>
        graph.AddNode(operation, inputs, type, shape, attributes, Path);
}
