using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Atelier.Sql;

/// <summary>
/// DuckDB's form of a text in a vector (duckdb_string_t): the length, then up to 12 bytes of UTF-8 in place, padded with zeros, or the
/// first 4 bytes and a pointer to all.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly unsafe struct EngineText
{
    private const int MostInPlace = 12;

    /// <summary>The first half of the 16 bytes: the length and 4 bytes of text.</summary>
    public readonly ulong Head;

    /// <summary>The second half: text in place, or the pointer.</summary>
    public readonly ulong Tail;

    public int Length => (int)(uint)Head;

    public bool IsInPlace => Length <= MostInPlace;

    /// <summary>The UTF-8 bytes, as long as the text stays where it is.</summary>
    public static ReadOnlySpan<byte> Bytes(ref readonly EngineText text) => text.IsInPlace
        ? new ReadOnlySpan<byte>((byte*)Unsafe.AsPointer(ref Unsafe.AsRef(in text)) + sizeof(uint), text.Length)
        : new ReadOnlySpan<byte>((byte*)text.Tail, text.Length);
}
