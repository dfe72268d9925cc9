using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Atelier.Sql;

/// <summary>Gives the same string for a text that was seen shortly before: columns of categories then cost neither time nor memory.</summary>
internal sealed class TextCache
{
    private const int Size = 1 << 12;
    private const int Longest = 64;
    private const int Trial = 1 << 15;
    private const ulong Mix = 0x9E3779B97F4A7C15;

    private readonly Entry[] _entries = new Entry[Size];
    private int _asked;
    private int _found;

    public string Get(ref readonly EngineText text)
    {
        if (text.Length == 0)
        {
            return "";
        }

        var bytes = EngineText.Bytes(in text);
        if (bytes.Length > Longest || (_asked >= Trial && _found < _asked >> 3))
        {
            return Encoding.UTF8.GetString(bytes);
        }

        // Short texts are compared as they are; of longer ones the second half is a pointer, so their content is hashed.
        var inPlace = text.IsInPlace;
        var tail = inPlace ? text.Tail : Hash(bytes);
        ref var entry = ref _entries[(BitOperations.RotateLeft(text.Head * Mix, 32) ^ tail) * Mix >> 52];
        _asked++;
        if (entry.Head == text.Head && entry.Tail == tail && (inPlace || Ascii.Equals(bytes, entry.Text)))
        {
            _found++;
            return entry.Text;
        }

        entry = new Entry(text.Head, tail, Encoding.UTF8.GetString(bytes));
        return entry.Text;
    }

    private static ulong Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = 0UL;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            hash = BitOperations.RotateLeft((hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes)) * Mix, 31);
        }

        foreach (var value in bytes)
        {
            hash = (hash ^ value) * Mix;
        }

        return hash;
    }

    private readonly record struct Entry(ulong Head, ulong Tail, string Text);
}
