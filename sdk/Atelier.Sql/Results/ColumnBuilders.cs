using DuckDB.NET.Native;

namespace Atelier.Sql;

/// <summary>Which builder reads which type of DuckDB.</summary>
internal static class ColumnBuilders
{
    /// <summary>The builder for a type, or null for a type without a place in a frame, which is to be cast to text.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="type">DuckDB's type.</param>
    /// <param name="narrow">Whether BIGINT becomes int where all values fit: for types that a reader guessed.</param>
    public static ColumnBuilder? For(string name, DuckDBLogicalType type, bool narrow) => NativeMethods.LogicalType.DuckDBGetTypeId(type) switch
    {
        DuckDBType.Boolean => new SameBuilder<bool>(name),
        DuckDBType.TinyInt => new IntBuilder<sbyte>(name),
        DuckDBType.SmallInt => new IntBuilder<short>(name),
        DuckDBType.Integer => new SameBuilder<int>(name),
        DuckDBType.BigInt when narrow => new NarrowingBuilder<long, int, long>(name, "long"),
        DuckDBType.BigInt => new SameBuilder<long>(name),
        DuckDBType.UnsignedTinyInt => new SameBuilder<byte>(name),
        DuckDBType.UnsignedSmallInt => new SameBuilder<ushort>(name),
        DuckDBType.UnsignedInteger => new SameBuilder<uint>(name),
        DuckDBType.UnsignedBigInt => new SameBuilder<ulong>(name),
        DuckDBType.HugeInt => new NarrowingBuilder<Int128, long, decimal>(name, "decimal (28 digits)"),
        DuckDBType.UnsignedHugeInt => new NarrowingBuilder<UInt128, long, decimal>(name, "decimal (28 digits)"),
        DuckDBType.Float => new SameBuilder<float>(name),
        DuckDBType.Double => new SameBuilder<double>(name),
        DuckDBType.Decimal => Decimal(name, type),
        DuckDBType.Date => new DateBuilder(name),
        DuckDBType.TimestampS => new TimestampBuilder(name, 1, DateTimeKind.Unspecified),
        DuckDBType.TimestampMs => new TimestampBuilder(name, 1_000, DateTimeKind.Unspecified),
        DuckDBType.Timestamp => new TimestampBuilder(name, 1_000_000, DateTimeKind.Unspecified),
        DuckDBType.TimestampNs => new TimestampBuilder(name, 1_000_000_000, DateTimeKind.Unspecified),
        DuckDBType.TimestampTz => new TimestampBuilder(name, 1_000_000, DateTimeKind.Utc),
        DuckDBType.Varchar => new TextBuilder(name),
        DuckDBType.Enum => Enum(name, type),
        _ => null,
    };

    private static ColumnBuilder Decimal(string name, DuckDBLogicalType type)
    {
        var scale = NativeMethods.LogicalType.DuckDBDecimalScale(type);
        return NativeMethods.LogicalType.DuckDBDecimalInternalType(type) switch
        {
            DuckDBType.SmallInt => new DecimalBuilder<short>(name, scale),
            DuckDBType.Integer => new DecimalBuilder<int>(name, scale),
            DuckDBType.BigInt => new DecimalBuilder<long>(name, scale),
            _ => new DecimalBuilder<Int128>(name, scale),
        };
    }

    private static ColumnBuilder Enum(string name, DuckDBLogicalType type)
    {
        var texts = new string[NativeMethods.LogicalType.DuckDBEnumDictionarySize(type)];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = NativeMethods.LogicalType.DuckDBEnumDictionaryValue(type, i);
        }

        return NativeMethods.LogicalType.DuckDBEnumInternalType(type) switch
        {
            DuckDBType.UnsignedTinyInt => new EnumBuilder<byte>(name, texts),
            DuckDBType.UnsignedSmallInt => new EnumBuilder<ushort>(name, texts),
            _ => new EnumBuilder<uint>(name, texts),
        };
    }
}
