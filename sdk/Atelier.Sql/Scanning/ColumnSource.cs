using DuckDB.NET.Native;

namespace Atelier.Sql;

/// <summary>A column of a data frame as DuckDB scans it. Several threads fill vectors at the same time.</summary>
/// <param name="name">The column's name.</param>
/// <param name="type">DuckDB's type of the column.</param>
internal abstract unsafe class ColumnSource(string name, DuckDBType type)
{
    public string Name { get; } = name;

    /// <summary>DuckDB's type of the column, for the caller to dispose of.</summary>
    public virtual DuckDBLogicalType CreateType() => NativeMethods.LogicalType.DuckDBCreateLogicalType(type);

    /// <summary>Writes rows to the start of a vector.</summary>
    public abstract void Fill(nint vector, long start, int count);

    /// <summary>The vector's bits, one for each row that has a value, which exist only from the first call.</summary>
    protected static Span<ulong> ValidityOf(nint vector, int count)
    {
        NativeMethods.Vectors.DuckDBVectorEnsureValidityWritable(vector);
        return new Span<ulong>(NativeMethods.Vectors.DuckDBVectorGetValidity(vector), (count + 63) / 64);
    }

    protected static Span<T> ValuesOf<T>(nint vector, int count)
        where T : unmanaged => new(NativeMethods.Vectors.DuckDBVectorGetData(vector), count);
}
