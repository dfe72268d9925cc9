using System.Text;
using System.Text.Unicode;
using DuckDB.NET.Native;

namespace Atelier.Sql;

/// <summary>Text, written as UTF-8 into the vector itself where it is short.</summary>
internal sealed unsafe class VarcharSource(string name, Func<long, string?> get) : ColumnSource(name, DuckDBType.Varchar)
{
    private const int MostInPlace = 12;
    private const int MostOnStack = 512;

    public override void Fill(nint vector, long start, int count)
    {
        var buffer = stackalloc byte[MostOnStack];
        var places = (byte*)NativeMethods.Vectors.DuckDBVectorGetData(vector);
        Span<ulong> validity = default;
        for (var row = 0; row < count; row++)
        {
            if (get(start + row) is not { } text)
            {
                validity = validity.IsEmpty ? ValidityOf(vector, count) : validity;
                validity[row >> 6] &= ~(1UL << (row & 63));
                continue;
            }

            if (text.Length <= MostInPlace && TryWriteInPlace(text, places + (row * sizeof(EngineText))))
            {
                continue;
            }

            if (text.Length <= MostOnStack / 3)
            {
                Utf8.FromUtf16(text, new Span<byte>(buffer, MostOnStack), out _, out var length);
                NativeMethods.Vectors.DuckDBUnsafeVectorAssignStringElementLength(vector, (ulong)row, buffer, length);
                continue;
            }

            fixed (byte* bytes = Encoding.UTF8.GetBytes(text))
            {
                NativeMethods.Vectors.DuckDBUnsafeVectorAssignStringElementLength(vector, (ulong)row, bytes, Encoding.UTF8.GetByteCount(text));
            }
        }
    }

    private static bool TryWriteInPlace(string text, byte* place)
    {
        var bytes = new Span<byte>(place + sizeof(uint), MostInPlace);
        bytes.Clear();
        if (Utf8.FromUtf16(text, bytes, out _, out var length) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        *(uint*)place = (uint)length;
        return true;
    }
}
