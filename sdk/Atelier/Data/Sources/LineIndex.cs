namespace Atelier.Data;

/// <summary>Where the lines of a file lie, found in one pass that also refuses what is no text.</summary>
internal static class LineIndex
{
    /// <summary>No longer line is taken: a string holds about 1,000 million characters.</summary>
    public const int MostBytes = 1_000_000_000;

    private const int BytesAtOnce = 1 << 20;

    /// <summary>The start and the length in bytes of each line, without its end.</summary>
    /// <exception cref="InvalidDataException">The file has no line, holds what is no text, or a line that is too long.</exception>
    public static (List<long> Starts, List<int> Lengths) Of(DataFile file, TextDecoder decoder, bool skipEmpty)
    {
        var (starts, lengths) = (new List<long>(), new List<int>());
        var buffer = new byte[(int)Math.Min(BytesAtOnce, file.Length)];
        var (start, number) = ((long)decoder.Mark, 1L);
        for (long at = decoder.Mark; at < file.Length;)
        {
            var block = buffer.AsSpan(0, (int)Math.Min(buffer.Length, file.Length - at));
            file.Read(at, block);
            var wrong = decoder.FindWrong(block, at + block.Length == file.Length, out var used);
            if (wrong >= 0)
            {
                var line = number + LineBreaks(block[..wrong], decoder);
                throw decoder.Wrong(file.Path, $"line {line}", block[wrong]);
            }

            for (var from = 0; ;)
            {
                var found = Find(block[from..used], decoder);
                if (found < 0)
                {
                    break;
                }

                Add(at + from + found, block[..(from + found)]);
                from += found + decoder.UnitBytes;
                start = at + from;
                number++;
            }

            at += used;
        }

        if (start < file.Length)
        {
            Add(file.Length, []);
        }

        return starts.Count > 0
            ? (starts, lengths)
            : throw new InvalidDataException($"`{file.Path}` holds no lines{(file.Length > decoder.Mark ? " but empty ones" : "")}; expected one example a line.");

        void Add(long end, ReadOnlySpan<byte> before)
        {
            if (end - start > MostBytes)
            {
                throw new InvalidDataException(
                    $"`{file.Path}` holds {end - start} bytes in line {number}; expected at most {MostBytes}. Is it text with one example a line?");
            }

            var length = (int)(end - start);
            length -= EndsWithReturn(file, start, length, before, decoder) ? decoder.UnitBytes : 0;
            if (length > 0 || !skipEmpty)
            {
                starts.Add(start);
                lengths.Add(length);
            }
        }
    }

    /// <param name="file">The file, read only where the line's last character lies before the block.</param>
    /// <param name="start">Where the line starts.</param>
    /// <param name="length">Its bytes up to the line feed.</param>
    /// <param name="before">What the block holds before the line feed.</param>
    /// <param name="decoder">The encoding.</param>
    private static bool EndsWithReturn(DataFile file, long start, int length, ReadOnlySpan<byte> before, TextDecoder decoder)
    {
        if (length < decoder.UnitBytes)
        {
            return false;
        }

        Span<byte> unit = stackalloc byte[decoder.UnitBytes];
        if (before.Length >= unit.Length)
        {
            before[^unit.Length..].CopyTo(unit);
        }
        else
        {
            file.Read(start + length - unit.Length, unit);
        }

        return IsUnit(unit, 0, '\r', decoder);
    }

    private static int LineBreaks(ReadOnlySpan<byte> block, TextDecoder decoder)
    {
        var breaks = 0;
        for (var found = Find(block, decoder); found >= 0; found = Find(block, decoder))
        {
            block = block[(found + decoder.UnitBytes)..];
            breaks++;
        }

        return breaks;
    }

    private static int Find(ReadOnlySpan<byte> block, TextDecoder decoder)
    {
        if (decoder.UnitBytes == 1)
        {
            return block.IndexOf((byte)'\n');
        }

        for (var at = 0; at + 1 < block.Length; at += 2)
        {
            if (IsUnit(block, at, '\n', decoder))
            {
                return at;
            }
        }

        return -1;
    }

    private static bool IsUnit(ReadOnlySpan<byte> block, int at, char unit, TextDecoder decoder) => decoder.UnitBytes == 1
        ? block[at] == unit
        : block[at + (decoder.IsBigEndian ? 1 : 0)] == unit && block[at + (decoder.IsBigEndian ? 0 : 1)] == 0;
}
