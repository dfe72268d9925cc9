using Atelier.Prediction;

namespace Atelier.Training;

/// <summary>The type in which libtorch computes with two operands.</summary>
/// <remarks>PyTorch documentation, torch.dtype, "Type promotion": the higher category wins; within one, tensors with dimensions before scalars, then the larger type.</remarks>
internal static class TypePromotion
{
    // Rank -1 is a plain number, 0 a tensor without dimensions.
    public static DataType Of((DataType Type, int Rank) first, (DataType Type, int Rank) second)
    {
        var (a, b) = (Priority(first.Rank), Priority(second.Rank));
        if (a == b)
        {
            return Larger(first.Type, second.Type);
        }

        var (strong, weak) = a > b ? (first.Type, second.Type) : (second.Type, first.Type);
        return Category(weak) <= Category(strong) ? strong : weak;
    }

    private static int Priority(int rank) => rank switch { -1 => 0, 0 => 1, _ => 2 };

    private static int Category(DataType type) => type switch
    {
        DataType.Bool => 0,
        _ when type.IsFloat => 2,
        _ => 1,
    };

    private static DataType Larger(DataType a, DataType b)
    {
        if (a == b)
        {
            return a;
        }

        if (Category(a) != Category(b))
        {
            return Category(a) > Category(b) ? a : b;
        }

        // Unsigned bytes with signed bytes need 16 bits.
        return (a, b) is (DataType.UInt8, DataType.Int8) or (DataType.Int8, DataType.UInt8) ? DataType.Int16 : Order(a) > Order(b) ? a : b;
    }

    private static int Order(DataType type) => type switch
    {
        DataType.UInt8 or DataType.Int8 => 0,
        DataType.Int16 or DataType.Float16 => 1,
        DataType.Int32 or DataType.Float32 => 2,
        _ => 3,
    };
}
