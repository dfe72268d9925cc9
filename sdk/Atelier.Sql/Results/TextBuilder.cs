using System.Runtime.CompilerServices;
using Microsoft.Data.Analysis;

namespace Atelier.Sql;

/// <summary>Text; a value that comes again soon is the same string object.</summary>
internal sealed unsafe class TextBuilder(string name) : ColumnBuilder(name)
{
    private readonly StringDataFrameColumn _column = new(name, 0);
    private readonly TextCache _cache = new();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Append(void* data, ulong* validity, int count)
    {
        var values = new ReadOnlySpan<EngineText>(data, count);
        for (var i = 0; i < values.Length; i++)
        {
            _column.Append(validity is null || (validity[i >> 6] >> (i & 63) & 1) != 0 ? _cache.Get(in values[i]) : null);
        }
    }

    public override DataFrameColumn Build() => _column;

    public override void Dispose()
    {
    }
}
