using System.Collections;

namespace Atelier.Data;

/// <summary>The lines of a text file, read from it when they are asked for.</summary>
/// <remarks>
/// Opening goes through the file once: it finds where lines begin (12 bytes of memory a line) and refuses what is no text. Lines end with a line
/// feed, or with carriage return and line feed; the last may end without. A byte order mark decides on the encoding. A file compressed with
/// gzip is first unpacked into a temporary file. The file stays open as long as the lines are in use; reading refuses a file that was
/// changed meanwhile. Safe to share between threads.
/// </remarks>
public sealed class LineFile : IReadOnlyList<string>
{
    private readonly DataFile _file;
    private readonly TextDecoder _decoder;
    private readonly List<long> _starts;
    private readonly List<int> _lengths;

    private LineFile(DataFile file, TextDecoder decoder, List<long> starts, List<int> lengths)
    {
        _file = file;
        _decoder = decoder;
        _starts = starts;
        _lengths = lengths;
    }

    /// <summary>The file.</summary>
    public string Path => _file.Path;

    /// <summary>The number of lines.</summary>
    public int Count => _starts.Count;

    /// <summary>A line, without its end.</summary>
    /// <param name="index">From 0 to below <see cref="Count"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such line.</exception>
    /// <exception cref="IOException">The file was changed since it was opened.</exception>
    public string this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            _file.EnsureUnchanged();
            return Read(index);
        }
    }

    /// <summary>Opens a text file.</summary>
    /// <param name="path">The file, plain or compressed with gzip.</param>
    /// <param name="options">Encoding, and whether empty lines count; null takes UTF-8 and counts them.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It has no lines, is no text or in another encoding; the message names the line.</exception>
    public static LineFile Open(string path, TextFileOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        options ??= new TextFileOptions();
        var file = DataFile.Open(path);
        var start = new byte[Math.Min(file.Length, 3)];
        file.Read(0, start);
        var decoder = TextDecoder.Of(start, options.Encoding);
        var (starts, lengths) = LineIndex.Of(file, decoder, options.SkipEmptyLines);
        return new LineFile(file, decoder, starts, lengths);
    }

    /// <summary>Goes through the lines in order.</summary>
    public IEnumerator<string> GetEnumerator()
    {
        for (var index = 0; index < Count; index++)
        {
            yield return this[index];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private string Read(int index)
    {
        const int onStack = 1024;
        var length = _lengths[index];
        var rented = length > onStack ? System.Buffers.ArrayPool<byte>.Shared.Rent(length) : null;
        var bytes = rented is null ? stackalloc byte[length] : rented.AsSpan(0, length);
        _file.Read(_starts[index], bytes);
        var line = _decoder.Decode(bytes);
        if (rented is not null)
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(rented);
        }

        return line;
    }
}
