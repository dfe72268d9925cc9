using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>An element type of the safetensors format.</summary>
/// <param name="Name">How a file writes it, such as <c>F32</c>.</param>
/// <param name="Bits">The size of one element.</param>
/// <param name="Torch">The same type in torch; null where torch has none here.</param>
internal sealed record SafeTensorsType(string Name, int Bits, ScalarType? Torch)
{
    /// <summary>All of them, in the order by which the reference implementation (safetensors 0.6, the Rust enum Dtype) sorts a file.</summary>
    private static readonly SafeTensorsType[] All =
    [
        new("BOOL", 8, ScalarType.Bool),
        new("F4", 4, null),
        new("F6_E2M3", 6, null),
        new("F6_E3M2", 6, null),
        new("U8", 8, ScalarType.Byte),
        new("I8", 8, ScalarType.Int8),
        new("F8_E5M2", 8, null),
        new("F8_E4M3", 8, null),
        new("F8_E8M0", 8, null),
        new("I16", 16, ScalarType.Int16),
        new("U16", 16, null),
        new("F16", 16, ScalarType.Float16),
        new("BF16", 16, ScalarType.BFloat16),
        new("I32", 32, ScalarType.Int32),
        new("U32", 32, null),
        new("F32", 32, ScalarType.Float32),
        new("C64", 64, null),
        new("F64", 64, ScalarType.Float64),
        new("I64", 64, ScalarType.Int64),
        new("U64", 64, null),
    ];

    /// <summary>The place in the reference's order; a file starts with the highest.</summary>
    public int Rank => Array.IndexOf(All, this);

    /// <summary>The names of the types that can be read into a tensor and written from one.</summary>
    public static string Supported => string.Join(", ", All.Where(type => type.Torch is not null).Select(type => type.Name));

    /// <summary>Finds a type by a file's word for it; null when there is none.</summary>
    public static SafeTensorsType? Find(string name) => Array.Find(All, type => type.Name == name);

    /// <summary>Finds the type of a tensor; null when the format has none.</summary>
    public static SafeTensorsType? Of(ScalarType torch) => Array.Find(All, type => type.Torch == torch);

    /// <summary>The bytes of a tensor; null when they are more than a 64-bit number holds or end within a byte.</summary>
    public ulong? Bytes(IReadOnlyList<long> shape)
    {
        // As the reference multiplies, from the left: a zero at the end does not excuse an overflow before it.
        UInt128 elements = 1;
        foreach (var length in shape)
        {
            elements *= (ulong)length;
            if (elements > ulong.MaxValue)
            {
                return null;
            }
        }

        var bits = elements * (uint)Bits;
        return bits % 8 == 0 && bits / 8 <= ulong.MaxValue ? (ulong)(bits / 8) : null;
    }
}
