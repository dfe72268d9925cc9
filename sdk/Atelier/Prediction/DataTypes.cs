namespace Atelier.Prediction;

/// <summary>Element types by their .NET type and by their name in the Open Inference Protocol v2.</summary>
public static class DataTypes
{
    private static readonly (DataType Type, string Name, Type Element)[] Table =
    [
        (DataType.Bool, "BOOL", typeof(bool)),
        (DataType.UInt8, "UINT8", typeof(byte)),
        (DataType.UInt16, "UINT16", typeof(ushort)),
        (DataType.UInt32, "UINT32", typeof(uint)),
        (DataType.UInt64, "UINT64", typeof(ulong)),
        (DataType.Int8, "INT8", typeof(sbyte)),
        (DataType.Int16, "INT16", typeof(short)),
        (DataType.Int32, "INT32", typeof(int)),
        (DataType.Int64, "INT64", typeof(long)),
        (DataType.Float16, "FP16", typeof(Half)),
        (DataType.Float32, "FP32", typeof(float)),
        (DataType.Float64, "FP64", typeof(double)),
        (DataType.String, "BYTES", typeof(string)),
    ];

    /// <summary>The protocol's name of a type, such as <c>FP32</c>.</summary>
    /// <param name="type">The element type.</param>
    public static string ToProtocolName(this DataType type) => Row(type).Name;

    /// <summary>The .NET type of the elements, such as <see cref="float"/> for <see cref="DataType.Float32"/>.</summary>
    /// <param name="type">The element type.</param>
    public static Type ToElementType(this DataType type) => Row(type).Element;

    /// <summary>The type with a name of the protocol.</summary>
    /// <param name="name">Such as <c>FP32</c>, in any case.</param>
    /// <exception cref="ArgumentException">The protocol has no such type; the message lists its types.</exception>
    public static DataType FromProtocolName(string name)
    {
        // Each tensor of each request passes here: no allocation.
        foreach (var row in Table)
        {
            if (string.Equals(row.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return row.Type;
            }
        }

        throw Unknown(name);
    }

    /// <summary>The type whose elements have a .NET type.</summary>
    /// <param name="element">Such as <c>typeof(float)</c>.</param>
    /// <exception cref="ArgumentException">No tensor holds such elements; the message lists the types.</exception>
    public static DataType FromElementType(Type element)
    {
        ArgumentNullException.ThrowIfNull(element);
        foreach (var row in Table)
        {
            if (row.Element == element)
            {
                return row.Type;
            }
        }

        throw Unknown(element.Name);
    }

    // The table has the order of the enumeration.
    private static (DataType Type, string Name, Type Element) Row(DataType type) =>
        (uint)type < (uint)Table.Length ? Table[(int)type] : throw Unknown(type.ToString());

    private static ArgumentException Unknown(string given) =>
        new($"`{given}` is no element type; expected one of {string.Join(", ", Table.Select(row => $"{row.Name} ({row.Element.Name})"))}.");
}
