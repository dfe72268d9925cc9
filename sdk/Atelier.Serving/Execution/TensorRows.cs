using Atelier.Prediction;

namespace Atelier.Serving;

/// <summary>Joins tensors along their first dimension, and takes rows of one.</summary>
internal static class TensorRows
{
    /// <summary>One tensor with the rows of all, which have equal names, types and further dimensions.</summary>
    public static NamedTensor Join(IReadOnlyList<NamedTensor> parts) => parts[0].DataType switch
    {
        DataType.Bool => Join<bool>(parts),
        DataType.UInt8 => Join<byte>(parts),
        DataType.UInt16 => Join<ushort>(parts),
        DataType.UInt32 => Join<uint>(parts),
        DataType.UInt64 => Join<ulong>(parts),
        DataType.Int8 => Join<sbyte>(parts),
        DataType.Int16 => Join<short>(parts),
        DataType.Int32 => Join<int>(parts),
        DataType.Int64 => Join<long>(parts),
        DataType.Float16 => Join<Half>(parts),
        DataType.Float32 => Join<float>(parts),
        DataType.Float64 => Join<double>(parts),
        DataType.String => Join<string>(parts),
        var other => throw Unknown(other),
    };

    /// <summary>Some rows of a tensor, which share its memory.</summary>
    public static NamedTensor Slice(NamedTensor tensor, int start, int count) => tensor.DataType switch
    {
        DataType.Bool => Slice<bool>(tensor, start, count),
        DataType.UInt8 => Slice<byte>(tensor, start, count),
        DataType.UInt16 => Slice<ushort>(tensor, start, count),
        DataType.UInt32 => Slice<uint>(tensor, start, count),
        DataType.UInt64 => Slice<ulong>(tensor, start, count),
        DataType.Int8 => Slice<sbyte>(tensor, start, count),
        DataType.Int16 => Slice<short>(tensor, start, count),
        DataType.Int32 => Slice<int>(tensor, start, count),
        DataType.Int64 => Slice<long>(tensor, start, count),
        DataType.Float16 => Slice<Half>(tensor, start, count),
        DataType.Float32 => Slice<float>(tensor, start, count),
        DataType.Float64 => Slice<double>(tensor, start, count),
        DataType.String => Slice<string>(tensor, start, count),
        var other => throw Unknown(other),
    };

    private static NamedTensor Join<T>(IReadOnlyList<NamedTensor> parts)
    {
        var (rows, length) = (0, 0);
        foreach (var part in parts)
        {
            rows += part.Shape[0];
            length += part.Count;
        }

        var data = GC.AllocateUninitializedArray<T>(length);
        var at = 0;
        foreach (var part in parts)
        {
            part.Values<T>().Span.CopyTo(data.AsSpan(at));
            at += part.Count;
        }

        return NamedTensor.Create<T>(parts[0].Name, data, WithRows(parts[0], rows));
    }

    private static NamedTensor Slice<T>(NamedTensor tensor, int start, int count)
    {
        var width = tensor.Count / tensor.Shape[0];
        return NamedTensor.Create(tensor.Name, tensor.Values<T>().Slice(start * width, count * width), WithRows(tensor, count));
    }

    private static int[] WithRows(NamedTensor tensor, int rows)
    {
        int[] shape = [.. tensor.Shape];
        shape[0] = rows;
        return shape;
    }

    private static InvalidOperationException Unknown(DataType type) => new($"Unknown element type {type}.");
}
