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

    public string Get(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return "";
        }

        if (text.Length > Longest || (_asked >= Trial && _found < _asked >> 3))
        {
            return Encoding.UTF8.GetString(text);
        }

        // Head and tail hold all of a short text; a longer one is compared, too.
        var (head, tail) = text.Length <= 2 * sizeof(ulong) ? Whole(text) : (Hash(text), 0);
        ref var entry = ref _entries[(BitOperations.RotateLeft(head * Mix, 32) ^ tail ^ (ulong)text.Length) * Mix >> 52];
        _asked++;
        if (entry.Head == head && entry.Tail == tail && entry.Length == text.Length
            && (text.Length <= 2 * sizeof(ulong) || Ascii.Equals(text, entry.Text)))
        {
            _found++;
            return entry.Text;
        }

        entry = new Entry(head, tail, text.Length, Encoding.UTF8.GetString(text));
        return entry.Text;
    }

    /// <summary>Up to 16 bytes as two numbers, which overlap.</summary>
    private static (ulong Head, ulong Tail) Whole(ReadOnlySpan<byte> text)
    {
        if (text.Length >= sizeof(ulong))
        {
            return (BinaryPrimitives.ReadUInt64LittleEndian(text), BinaryPrimitives.ReadUInt64LittleEndian(text[^sizeof(ulong)..]));
        }

        if (text.Length >= sizeof(uint))
        {
            return (BinaryPrimitives.ReadUInt32LittleEndian(text), BinaryPrimitives.ReadUInt32LittleEndian(text[^sizeof(uint)..]));
        }

        return (text[0] | ((ulong)text[text.Length / 2] << 8) | ((ulong)text[^1] << 16), 0);
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

    private readonly record struct Entry(ulong Head, ulong Tail, int Length, string Text);
}
