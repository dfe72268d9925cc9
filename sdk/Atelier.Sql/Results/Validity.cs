using System.Numerics;

namespace Atelier.Sql;

/// <summary>Which rows have a value, one bit a row, least significant first: the form of both DuckDB and data frames.</summary>
internal sealed unsafe class Validity : IDisposable
{
    private readonly NativeBuffer<ulong> _words = new();

    public long Rows { get; private set; }

    /// <summary>The number of rows without a value.</summary>
    public long Missing { get; private set; }

    /// <summary>Adds the bits of a vector; a null pointer says that all are there.</summary>
    public void Append(ulong* bits, int count)
    {
        var shift = (int)(Rows & 63);
        for (var done = 0; done < count; done += 64)
        {
            var length = Math.Min(64, count - done);
            var mask = length == 64 ? ulong.MaxValue : (1UL << length) - 1;
            var word = (bits is null ? ulong.MaxValue : bits[done >> 6]) & mask;
            Missing += length - BitOperations.PopCount(word);
            if (shift == 0)
            {
                _words.Extend(1)[0] = word;
            }
            else
            {
                _words[_words.Count - 1] |= word << shift;
                if (shift + length > 64)
                {
                    _words.Extend(1)[0] = word >> (64 - shift);
                }
            }
        }

        Rows += count;
    }

    public byte[] ToBytes() => _words.ToBytes();

    public void Dispose() => _words.Dispose();
}
