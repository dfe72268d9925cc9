using Atelier.Onnx;
using Atelier.Prediction;

namespace Atelier.Training;

/// <summary>Lookups, selections by index or mask, and sorting.</summary>
internal static class AtenIndexing
{
    public static IEnumerable<KeyValuePair<string, Action<AtenCall>>> Table { get; } = new Dictionary<string, Action<AtenCall>>
    {
        ["aten::embedding"] = call => call.Return(call.Add("Gather", [call.Tensor(0), call.Tensor(1)])),
        ["aten::index_select"] = call => call.Return(call.Add("Gather", [call.Tensor(0), call.Tensor(2)], OnnxAttribute.Int("axis", call.Axis(call.Int(1), call.RankOf(0))))),
        ["aten::gather"] = call => call.Return(call.Add("GatherElements", [call.Tensor(0), call.Tensor(2)], OnnxAttribute.Int("axis", call.Axis(call.Int(1), call.RankOf(0))))),
        ["aten::take_along_dim"] = TakeAlong,
        ["aten::take"] = call => call.Return(call.Add("Gather", [call.Add("Reshape", [call.Tensor(0), call.Layer.Constant(-1)]), call.Tensor(1)])),
        ["aten::index"] = Index,
        ["aten::index_put"] = IndexPut,
        ["aten::scatter"] = call => Scatter(call, call.IsNone(4) ? "none" : Reduction(call, call.Text(4))),
        ["aten::scatter_add"] = call => Scatter(call, "add"),
        ["aten::scatter_reduce"] = ScatterReduce,
        ["aten::index_fill"] = IndexFill,
        ["aten::masked_select"] = call => call.Return(Masked(call, call.Tensor(0), call.Tensor(1))),
        ["aten::nonzero"] = call => call.Return(AtenShapes.Permuted(call, call.AddAs(DataType.Int64, "NonZero", [call.Tensor(0)]) with { Shape = [OnnxDimension.Unknown, OnnxDimension.Unknown] }, [1, 0])),
        ["aten::topk"] = TopK,
        ["aten::sort"] = Sort,
        ["aten::argsort"] = Sort,
        ["aten::one_hot"] = OneHot,
        ["aten::bucketize"] = call => Search(call, call.Tensor(1), call.Operand(0, call.Tensor(1).Type), call.Count > 3 && call.Bool(3)),
        ["aten::searchsorted"] = call => Search(call, call.Tensor(0), call.Operand(1, call.Tensor(0).Type), call.Count > 3 && call.Bool(3)),
    };

    private static void TakeAlong(AtenCall call)
    {
        if (call.IsNone(2))
        {
            call.Return(call.Add("Gather", [call.Add("Reshape", [call.Tensor(0), call.Layer.Constant(-1)]), call.Add("Reshape", [call.Tensor(1), call.Layer.Constant(-1)])]));
            return;
        }

        call.Return(call.Add("GatherElements", [call.Tensor(0), call.Tensor(1)], OnnxAttribute.Int("axis", call.Axis(call.Int(2), call.RankOf(0)))));
    }

    /// <summary>tensor[i, j, ...] with tensors of places, one mask, and axes left whole.</summary>
    private static void Index(AtenCall call)
    {
        var value = call.Tensor(0);
        var indices = call.Tensors(1);
        var given = Enumerable.Range(0, indices.Count).Where(at => indices[at] is not null).ToArray();
        if (given is [var only] && indices[only] is { Type: DataType.Bool } mask)
        {
            int[] masked = [.. Enumerable.Range(only, mask.Rank)];
            var kept = Masked(call, Compose.Front(call, value, masked), mask) with { Shape = [.. Enumerable.Repeat(OnnxDimension.Unknown, value.Rank - mask.Rank + 1)] };
            call.Return(AtenShapes.Permuted(call, kept, Moved(kept.Rank, 1, only)));
            return;
        }

        if (given.Any(at => indices[at]!.Type == DataType.Bool))
        {
            throw call.Error("a mask together with other indices gives a shape that follows from values. Use torch.where(mask, a, b).");
        }

        if (given is [var axis])
        {
            call.Return(call.Add("Gather", [value, indices[axis]!], OnnxAttribute.Int("axis", axis)));
            return;
        }

        // GatherND takes the leading axes. Behind it, those of the places stay in front where the axes did not lie side by side.
        var (joined, rank) = Places(call, [.. given.Select(at => call.Cast(indices[at]!, DataType.Int64))]);
        var gathered = call.Add("GatherND", [Compose.Front(call, value, given), joined]) with { Shape = [.. Enumerable.Repeat(OnnxDimension.Unknown, rank + value.Rank - given.Length)] };
        call.Return(AtenShapes.Permuted(call, gathered, Moved(gathered.Rank, rank, AreNeighbours(given) ? given[0] : 0)));
    }

    private static bool AreNeighbours(int[] axes) => axes[^1] - axes[0] == axes.Length - 1;

    /// <summary>The order that brings the first axes, so many, behind as many of the others.</summary>
    private static long[] Moved(int rank, int count, int behind) =>
    [
        .. Enumerable.Range(count, behind).Select(axis => (long)axis),
        .. Enumerable.Range(0, count).Select(axis => (long)axis),
        .. Enumerable.Range(count + behind, rank - count - behind).Select(axis => (long)axis),
    ];

    /// <summary>Places on several axes side by side on a new last axis, stretched to each other's shape.</summary>
    private static (OnnxValue Joined, int Rank) Places(AtenCall call, OnnxValue[] places)
    {
        var rank = places.Max(place => place.Rank);
        var shape = call.AddAs(DataType.Int64, "Shape", [places.Skip(1).Aggregate(places[0], (sum, place) => call.Add("Add", [sum, place]))]);
        return (call.Add("Concat", [.. places.Select(place => call.Add("Unsqueeze", [call.Add("Expand", [place, shape]), call.Layer.Constant(-1)]))], OnnxAttribute.Int("axis", -1)), rank);
    }

    /// <summary>The elements, or rows, where a mask is true.</summary>
    private static OnnxValue Masked(AtenCall call, OnnxValue value, OnnxValue mask)
    {
        if (call.Operation == "aten::masked_select" && mask.Rank != value.Rank)
        {
            mask = call.Add("Expand", [mask, call.AddAs(DataType.Int64, "Shape", [value])]) with { Shape = value.Shape };
        }

        var places = AtenShapes.Permuted(call, call.AddAs(DataType.Int64, "NonZero", [mask]) with { Shape = [OnnxDimension.Unknown, OnnxDimension.Unknown] }, [1, 0]);
        return call.Add("GatherND", [value, places]);
    }

    private static void IndexPut(AtenCall call)
    {
        var value = call.Tensor(0);
        var indices = call.Tensors(1);
        var adds = !call.IsNone(3) && call.Bool(3);
        var given = Enumerable.Range(0, indices.Count).Where(at => indices[at] is not null).ToArray();
        var update = call.Operand(2, call.Type);
        if (given is [var only] && indices[only] is { Type: DataType.Bool } mask)
        {
            // A mask of some axes is stretched over the others.
            var behind = value.Rank - only - mask.Rank;
            var wide = behind == 0 ? mask : Compose.Unsqueezed(call, mask, [.. Enumerable.Range(mask.Rank, behind).Select(axis => (long)axis)]);
            if (update.Rank > 0 && !(update.Rank == 1 && update.Shape[0] is { Length: 1 }))
            {
                update = mask.Rank == value.Rank && update.Rank == 1
                    ? AtenPlacing.InOrder(call, mask, update)
                    : throw call.Error("rows for the true places of a mask have no counterpart. Use torch.where(mask, a, b).");
            }

            call.Return(AtenComparisons.Choose(call, wide, adds ? call.Add("Add", [value, update]) : update, value));
            return;
        }

        if (given.Length == 0 || given.Any(at => indices[at]!.Type == DataType.Bool))
        {
            throw call.Error("only places, or one mask, can be written to. Use torch.where(mask, a, b), or scatter.");
        }

        var (joined, rank) = Places(call, [.. given.Select(at => call.Cast(indices[at]!, DataType.Int64))]);
        var front = Compose.Front(call, value, given);
        // The update has the shape of the places and of the rest of the axes; the places lie where the first of neighbouring axes was.
        var places = call.Add("Slice", [Compose.ShapeOf(call, joined), call.Layer.Constant(0), call.Layer.Constant(rank), call.Layer.Constant(0)]);
        var first = AreNeighbours(given) ? given[0] : 0;
        var rest = value.Rank - given.Length;
        OnnxValue[] lengths =
        [
            .. first == 0 ? [] : new[] { Lengths(call, front, given.Length, given.Length + first) },
            places,
            .. rest == first ? [] : new[] { Lengths(call, front, given.Length + first, value.Rank) },
        ];
        var shape = lengths.Length == 1 ? places : call.Add("Concat", lengths, OnnxAttribute.Int("axis", 0));
        var stretched = Compose.Expanded(call, update, shape) with { Shape = [.. Enumerable.Repeat(OnnxDimension.Unknown, rank + rest)] };
        var moved = Compose.Front(call, stretched, [.. Enumerable.Range(first, rank)]);
        var written = call.Add("ScatterND", [front, joined, moved], OnnxAttribute.Text("reduction", adds ? "add" : "none")) with { Shape = front.Shape };
        call.Return(Compose.Back(call, written, given));
    }

    /// <summary>Some lengths of a shape.</summary>
    private static OnnxValue Lengths(AtenCall call, OnnxValue value, int start, int end) =>
        call.AddAs(DataType.Int64, "Shape", [value], OnnxAttribute.Int("start", start), OnnxAttribute.Int("end", end));

    private static string Reduction(AtenCall call, string name) => name switch
    {
        "add" or "sum" => "add",
        "multiply" or "prod" => "mul",
        "amax" when call.Layer.OpsetVersion >= 18 => "max",
        "amin" when call.Layer.OpsetVersion >= 18 => "min",
        "amax" or "amin" => throw call.Error("the extreme of what is scattered needs ONNX's operators of version 18. Export with new OnnxExportOptions { OpsetVersion = 18 }."),
        _ => throw call.Error($"the reduction `{name}` has no counterpart. Use sum, prod, amax or amin."),
    };

    private static void Scatter(AtenCall call, string reduction)
    {
        var (value, index) = (call.Tensor(0), call.Tensor(2));
        var update = call.Operand(3, call.Type);
        if (!call.IsTensor(3) || update.Rank == 0)
        {
            update = call.Add("Expand", [update, call.AddAs(DataType.Int64, "Shape", [index])]);
        }
        else if (!update.Shape.SequenceEqual(index.Shape) || update.Shape.Any(length => !length.IsFixed && length.Name is null))
        {
            // What is scattered may be larger than the places: its first part counts.
            update = call.Add("Slice", [update, call.Layer.Constant([.. Enumerable.Repeat(0L, index.Rank)]), call.AddAs(DataType.Int64, "Shape", [index])]);
        }

        call.Return(call.Add(
            "ScatterElements", [value, index, update], OnnxAttribute.Int("axis", call.Axis(call.Int(1), value.Rank)), OnnxAttribute.Text("reduction", reduction)));
    }

    private static void ScatterReduce(AtenCall call)
    {
        if (call.Count > 5 && !call.Bool(5))
        {
            throw call.Error("include_self: false has no counterpart. Scatter onto a tensor of zeros, ones or infinities.");
        }

        Scatter(call, Reduction(call, call.Text(4)));
    }

    private static void IndexFill(AtenCall call)
    {
        var value = call.Tensor(0);
        var axis = call.Axis(call.Int(1), value.Rank);
        var range = Compose.Places(call, value, axis);
        var hits = call.AddAs(DataType.Bool, "Equal", [call.Add("Unsqueeze", [range, call.Layer.Constant(1)]), call.Add("Reshape", [call.Tensor(2), call.Layer.Constant(1, -1)])]);
        var hit = AtenReductions.Reduce(call, "ReduceMax", call.Cast(hits, DataType.Int32) with { Shape = [OnnxDimension.Unknown, OnnxDimension.Unknown] }, [1], keep: false);
        long[] shape = [.. Enumerable.Range(0, value.Rank).Select(at => at == axis ? -1L : 1L)];
        call.Return(AtenComparisons.Choose(call, call.Cast(call.Add("Reshape", [hit, call.Layer.Constant(shape)]), DataType.Bool), call.Operand(3, call.Type), value));
    }

    private static void TopK(AtenCall call)
    {
        var (value, type) = (Compose.Sortable(call, call.Tensor(0)), call.Tensor(0).Type);
        var axis = value.Rank == 0 ? 0 : call.Axis(call.Int(2), value.Rank);
        var parts = call.Layer.Add(
            "TopK",
            [value.Rank == 0 ? call.Add("Unsqueeze", [value, call.Layer.Constant(0)]) : value, call.Size(1)],
            [value.Type, DataType.Int64],
            [OnnxAttribute.Int("axis", axis), OnnxAttribute.Int("largest", call.Bool(3) ? 1 : 0), OnnxAttribute.Int("sorted", 1)]);
        call.Return(call.Cast(AtenShapes.Reshaped(call, parts[0]), type), AtenShapes.Reshaped(call, parts[1], call.ResultCount - 1));
    }

    /// <summary>sort(value, dim, descending), sort(value, stable, dim, descending), and argsort, which gives the places alone.</summary>
    private static void Sort(AtenCall call)
    {
        var (value, type) = (Compose.Sortable(call, call.Tensor(0)), call.Tensor(0).Type);
        var at = call.Count > 3 ? 2 : 1;
        var axis = value.Rank == 0 ? 0 : call.Axis(call.Int(at), value.Rank);
        if (value.Rank == 0)
        {
            OnnxValue[] one = [call.Tensor(0), call.Layer.Scalar(DataType.Int64, 0)];
            call.Return(call.Operation == "aten::argsort" ? [one[1]] : one);
            return;
        }

        var parts = call.Layer.Add(
            "TopK",
            [value, AtenParts.Length(call, value, axis)],
            [value.Type, DataType.Int64],
            [OnnxAttribute.Int("axis", axis), OnnxAttribute.Int("largest", call.Bool(at + 1) ? 1 : 0), OnnxAttribute.Int("sorted", 1)]);
        call.Return(call.Operation == "aten::argsort" ? [parts[1]] : [call.Cast(parts[0], type), parts[1]]);
    }

    private static void OneHot(AtenCall call)
    {
        var classes = call.IsNone(1) || call.Int(1) < 0
            ? throw call.Error("without the number of classes it follows from values. Give it: one_hot(x, num_classes).")
            : call.Int(1);
        var values = call.Table("off_on", [0L, 1L], 2);
        call.Return(call.AddAs(DataType.Int64, "OneHot", [call.Tensor(0), call.Layer.Constant(classes), values], OnnxAttribute.Int("axis", -1)));
    }

    /// <summary>How many borders lie below a number.</summary>
    private static void Search(AtenCall call, OnnxValue borders, OnnxValue value, bool right)
    {
        if (borders.Rank != 1)
        {
            throw call.Error("borders of more than one dimension have no counterpart. Search each row by itself.");
        }

        // NaN lies above all borders: what is not below is counted.
        var wide = call.Add("Unsqueeze", [value, call.Layer.Constant(-1)]);
        var isAbove = call.Add("Not", [call.AddAs(DataType.Bool, right ? "Less" : "LessOrEqual", [wide, borders])]);
        var counts = AtenReductions.Reduce(
            call, "ReduceSum", call.Cast(isAbove, DataType.Int64) with { Shape = [.. value.Shape, OnnxDimension.Unknown] }, [-1], keep: false);
        call.Return(call.Cast(counts, call.Type));
    }
}
