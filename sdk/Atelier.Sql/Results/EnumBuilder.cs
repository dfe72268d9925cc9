using System.Numerics;
using Microsoft.Data.Analysis;

namespace Atelier.Sql;

/// <summary>ENUM, a number into a list of texts, as text.</summary>
internal sealed unsafe class EnumBuilder<T>(string name, string[] texts) : ColumnBuilder(name)
    where T : unmanaged, IBinaryInteger<T>
{
    private readonly StringDataFrameColumn _column = new(name, 0);

    public override void Append(void* data, ulong* validity, int count)
    {
        var values = new ReadOnlySpan<T>(data, count);
        for (var i = 0; i < values.Length; i++)
        {
            _column.Append(validity is null || (validity[i >> 6] >> (i & 63) & 1) != 0 ? texts[int.CreateTruncating(values[i])] : null);
        }
    }

    public override DataFrameColumn Build() => _column;

    public override void Dispose()
    {
    }
}
