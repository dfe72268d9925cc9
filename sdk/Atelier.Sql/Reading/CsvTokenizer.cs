using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Unicode;

namespace Atelier.Sql;

/// <summary>Cuts a stream of UTF-8 into lines and values (RFC 4180; lines end in LF, CR LF or CR; empty lines are left out).</summary>
internal sealed class CsvTokenizer(Stream stream, string file, CsvFormat format, int blockSize = CsvTokenizer.BlockSize)
{
    private const int BlockSize = 1 << 20;
    private const int MostLine = 1 << 28;

    private byte[] _carry = [];
    private long _line = 1;
    private bool _ended;

    /// <summary>The number of values in a row; 0 until the first row sets it.</summary>
    public int Width { get; private set; }

    /// <summary>Fills a block; false where the file has ended.</summary>
    /// <param name="block">What to fill; its former content goes.</param>
    /// <param name="mostRows">Stops after so many rows.</param>
    /// <exception cref="InvalidDataException">The file is not UTF-8, or a line is too long.</exception>
    public bool Read(CsvBlock block, int mostRows = int.MaxValue)
    {
        block.Clear(Width, (byte)Math.Max(0, format.Quote));
        if (block.Buffer.Length < Math.Max(blockSize, _carry.Length))
        {
            block.Buffer = GC.AllocateUninitializedArray<byte>(Math.Max(blockSize, _carry.Length));
        }

        _carry.CopyTo(block.Buffer, 0);
        var (filled, parsed) = (_carry.Length, 0);
        while (true)
        {
            filled = Fill(block, filled);
            var first = _line;
            parsed = Parse(block, parsed, filled, mostRows);
            if (parsed > 0 || (_ended && parsed == filled))
            {
                CheckText(block, parsed, first);
                _carry = block.Buffer[parsed..filled];
                return parsed > 0;
            }

            // Not even one line is complete: more of it is needed.
            block.Buffer = Larger(block.Buffer, filled);
        }
    }

    private byte[] Larger(byte[] buffer, int filled)
    {
        if (filled < buffer.Length)
        {
            return buffer;
        }

        if (buffer.Length >= MostLine)
        {
            throw new InvalidDataException(
                $"`{file}`, line {_line}: the line is longer than {MostLine >> 20} MB. Is a quote opened in it and never closed, or is it another kind of file? "
                + "Set CsvOptions.Quote to null where quotes mean nothing.");
        }

        var larger = GC.AllocateUninitializedArray<byte>(buffer.Length * 2);
        buffer.AsSpan(0, filled).CopyTo(larger);
        return larger;
    }

    private int Fill(CsvBlock block, int filled)
    {
        while (!_ended && filled < block.Buffer.Length)
        {
            var read = stream.Read(block.Buffer, filled, block.Buffer.Length - filled);
            _ended = read == 0;
            filled += read;
        }

        return filled;
    }

    /// <summary>Cuts whole lines from <paramref name="start"/> on, and gives the place after the last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Parse(CsvBlock block, int start, int filled, int mostRows)
    {
        var data = block.Buffer.AsSpan(0, filled);
        while (start < filled && block.Rows.Count < mostRows)
        {
            var end = Record(block, data, start);
            if (end < 0)
            {
                block.DropPending();
                break;
            }

            start = end;
        }

        return start;
    }

    /// <summary>Cuts one line, and gives the place after it; -1 where it is not complete.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Record(CsvBlock block, ReadOnlySpan<byte> data, int start)
    {
        var (at, lines) = (start, 1);
        while (true)
        {
            int end;
            if (at < data.Length && data[at] == format.Quote)
            {
                end = Quoted(block, data, at, ref lines);
                if (end < 0)
                {
                    return _ended ? Unclosed(block, data, start) : -1;
                }

                if (end < data.Length && data[end] != format.Separator && data[end] is not ((byte)'\n' or (byte)'\r'))
                {
                    return TextAfterQuote(block, data, start, end, lines);
                }
            }
            else
            {
                end = data[at..].IndexOfAny(format.Separator, (byte)'\n', (byte)'\r');
                end = end < 0 ? data.Length : at + end;
                block.AddField(at, end, doubled: false);
            }

            if (end < data.Length && data[end] == format.Separator)
            {
                at = end + 1;
                continue;
            }

            return EndOfLine(data, end) is var next and >= 0 ? Complete(block, start, end, next, lines) : -1;
        }
    }

    /// <summary>Adds a value in quotes, and gives the place after its closing quote; -1 where it is not there.</summary>
    private int Quoted(CsvBlock block, ReadOnlySpan<byte> data, int at, ref int lines)
    {
        var doubled = false;
        for (var from = at + 1; ;)
        {
            var close = data[from..].IndexOf((byte)format.Quote);
            if (close < 0 || (from + close + 1 == data.Length && !_ended))
            {
                return -1;
            }

            close += from;
            if (close + 1 < data.Length && data[close + 1] == format.Quote)
            {
                (doubled, from) = (true, close + 2);
                continue;
            }

            var value = data[(at + 1)..close];
            lines += Lines(value);
            block.AddField(at + 1, close, doubled);
            return close + 1;
        }
    }

    private int EndOfLine(ReadOnlySpan<byte> data, int end)
    {
        if (end == data.Length)
        {
            return _ended ? end : -1;
        }

        if (data[end] == '\n')
        {
            return end + 1;
        }

        return end + 1 == data.Length
            ? _ended ? end + 1 : -1
            : data[end + 1] == '\n' ? end + 2 : end + 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Complete(CsvBlock block, int start, int end, int next, int lines)
    {
        var found = block.Pending(Width);
        if (Width == 0 && end > start)
        {
            Width = found;
            block.SetWidth(found);
        }

        if (end == start)
        {
            block.DropPending();
        }
        else if (found != Width)
        {
            Reject(block, start, end, Math.Min(found, Width) + 1, string.Create(
                CultureInfo.InvariantCulture, $"found {found} {(found == 1 ? "value" : "values")} in the line; expected {Width}, as in the first line."));
        }
        else
        {
            block.Rows.Add((start, end, _line));
        }

        _line += lines;
        return next;
    }

    private int Unclosed(CsvBlock block, ReadOnlySpan<byte> data, int start)
    {
        Reject(
            block, start, data.Length, block.Pending(Width) + 1,
            "a quote is opened and never closed. Close it, or set CsvOptions.Quote to null where quotes mean nothing.");
        _line += Lines(data[start..]);
        return data.Length;
    }

    private int TextAfterQuote(CsvBlock block, ReadOnlySpan<byte> data, int start, int at, int lines)
    {
        var rest = data[at..].IndexOfAny((byte)'\n', (byte)'\r');
        var end = rest < 0 ? data.Length : at + rest;
        var next = EndOfLine(data, end);
        if (next < 0)
        {
            return -1;
        }

        Reject(
            block, start, end, block.Pending(Width),
            $"found `{block.Text(at, Math.Min(end, at + 20))}` after a closing quote; expected a separator. A quote within quotes is written twice.");
        _line += lines;
        return next;
    }

    private void Reject(CsvBlock block, int start, int end, int column, string message)
    {
        block.Rejects.Add(new CsvReject(file, _line, column, message, block.Text(start, end)));
        block.DropPending();
    }

    private void CheckText(CsvBlock block, int parsed, long line)
    {
        var data = block.Buffer.AsSpan(0, parsed);
        var zero = data.IndexOf((byte)0);
        if (zero >= 0)
        {
            throw new InvalidDataException(
                $"`{file}`, line {line + Lines(data[..zero])}: found a zero byte; expected text. "
                + "Is it another kind of file, or UTF-16 without a byte order mark? Then set CsvOptions.Encoding to Encoding.Unicode.");
        }

        if (!Utf8.IsValid(data))
        {
            var at = FirstInvalid(data);
            throw new InvalidDataException(
                $"`{file}`, line {line + Lines(data[..at])}: found the byte {data[at]:X2}, which is not UTF-8 there. "
                + "Set CsvOptions.Encoding to the file's encoding, for instance Encoding.Latin1.");
        }
    }

    private static int FirstInvalid(ReadOnlySpan<byte> data)
    {
        var at = 0;
        while (System.Text.Rune.DecodeFromUtf8(data[at..], out _, out var length) == System.Buffers.OperationStatus.Done)
        {
            at += length;
        }

        return at;
    }

    private static int Lines(ReadOnlySpan<byte> text)
    {
        var feeds = text.Count((byte)'\n');
        return feeds > 0 ? feeds : text.Count((byte)'\r');
    }
}
