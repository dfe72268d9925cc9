using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;

namespace Atelier.Sql;

/// <summary>Gives the same string for a text that was seen shortly before: columns of categories then cost neither time nor memory.</summary>
internal sealed class TextCache
{
    private const int Least = 1 << 10;
    private const int Most = 1 << 16;
    private const int Longest = 64;
    private const int Trial = 1 << 15;
    private const ulong Mix = 0x9E3779B97F4A7C15;

    private Entry[] _entries = new Entry[Least];
    private int _asked;
    private int _found;
    private int _added;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public string Get(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return "";
        }

        if (text.Length > Longest || IsUseless())
        {
            return Encoding.UTF8.GetString(text);
        }

        // Head and tail hold all of a short text; a longer one is compared, too.
        var (head, tail) = text.Length <= 2 * sizeof(ulong) ? Whole(text) : (Hash(text), 0);
        ref var entry = ref Place(head, tail, text.Length);
        if (entry.Head == head && entry.Tail == tail && entry.Length == text.Length
            && (text.Length <= 2 * sizeof(ulong) || Ascii.Equals(text, entry.Text)))
        {
            _found++;
            return entry.Text;
        }

        return Add(ref entry, new Entry(head, tail, text.Length, Encoding.UTF8.GetString(text)));
    }

    /// <summary>The same for a text in DuckDB's form, whose 16 bytes are the key of a short one as they are.</summary>
    /// <remarks>A cache is asked in one of the two ways only.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public string Get(ref readonly EngineText text)
    {
        if (!text.IsInPlace || text.Length == 0 || IsUseless())
        {
            return Get(EngineText.Bytes(in text));
        }

        ref var entry = ref Place(text.Head, text.Tail, text.Length);
        if (entry.Head == text.Head && entry.Tail == text.Tail && entry.Length == text.Length)
        {
            _found++;
            return entry.Text;
        }

        return Add(ref entry, new Entry(text.Head, text.Tail, text.Length, Encoding.UTF8.GetString(EngineText.Bytes(in text))));
    }

    /// <summary>Whether so few texts came again that looking for them is lost time.</summary>
    private bool IsUseless()
    {
        if (_asked < Trial || _found >= _asked >> 3)
        {
            _asked++;
            return false;
        }

        _entries = [];
        return true;
    }

    private ref Entry Place(ulong head, ulong tail, int length)
    {
        var hash = (BitOperations.RotateLeft(head * Mix, 32) ^ tail ^ (ulong)length) * Mix;
        return ref _entries[(hash >> 32) & (ulong)(_entries.Length - 1)];
    }

    private string Add(ref Entry place, Entry added)
    {
        place = added;
        if (++_added > _entries.Length / 2 && _entries.Length < Most)
        {
            // Many different texts push each other out of a small table.
            var entries = _entries;
            _entries = new Entry[4 * entries.Length];
            _added = 0;
            foreach (var entry in entries)
            {
                if (entry.Text is not null)
                {
                    Place(entry.Head, entry.Tail, entry.Length) = entry;
                }
            }
        }

        return added.Text;
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
