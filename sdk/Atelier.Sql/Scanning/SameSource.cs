using DuckDB.NET.Native;
using Microsoft.Data.Analysis;

namespace Atelier.Sql;

/// <summary>Values that DuckDB keeps in the form in which the frame does.</summary>
internal sealed class SameSource<T>(PrimitiveDataFrameColumn<T> column, DuckDBType type) : FixedSource<T, T>(column, type)
    where T : unmanaged
{
    protected override void Convert(ReadOnlySpan<T> source, Span<T> target) => source.CopyTo(target);
}
