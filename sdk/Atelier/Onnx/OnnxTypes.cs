using Atelier.Prediction;

namespace Atelier.Onnx;

/// <summary>Element types by their number in ONNX files.</summary>
internal static class OnnxTypes
{
    private static readonly (DataType Type, TensorProto.Types.DataType Onnx, int Size)[] Table =
    [
        (DataType.Bool, TensorProto.Types.DataType.Bool, 1),
        (DataType.UInt8, TensorProto.Types.DataType.Uint8, 1),
        (DataType.UInt16, TensorProto.Types.DataType.Uint16, 2),
        (DataType.UInt32, TensorProto.Types.DataType.Uint32, 4),
        (DataType.UInt64, TensorProto.Types.DataType.Uint64, 8),
        (DataType.Int8, TensorProto.Types.DataType.Int8, 1),
        (DataType.Int16, TensorProto.Types.DataType.Int16, 2),
        (DataType.Int32, TensorProto.Types.DataType.Int32, 4),
        (DataType.Int64, TensorProto.Types.DataType.Int64, 8),
        (DataType.Float16, TensorProto.Types.DataType.Float16, 2),
        (DataType.Float32, TensorProto.Types.DataType.Float, 4),
        (DataType.Float64, TensorProto.Types.DataType.Double, 8),
        (DataType.String, TensorProto.Types.DataType.String, 0),
    ];

    public static TensorProto.Types.DataType ToOnnx(this DataType type) => Table[(int)type].Onnx;

    /// <summary>The bytes of one element; 0 for text.</summary>
    public static int Size(this DataType type) => Table[(int)type].Size;

    /// <summary>The type with a number; null for one that tensors of Atelier do not have, such as complex numbers.</summary>
    public static DataType? FromOnnx(int type)
    {
        foreach (var row in Table)
        {
            if ((int)row.Onnx == type)
            {
                return row.Type;
            }
        }

        return null;
    }
}
