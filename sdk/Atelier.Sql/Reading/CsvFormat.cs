using System.Runtime.CompilerServices;
using System.Text;

namespace Atelier.Sql;

/// <summary>The options of a file as the reading loops need them.</summary>
internal sealed class CsvFormat
{
    private readonly byte[][][] _missing;

    public CsvFormat(CsvOptions options, byte separator)
    {
        Separator = separator;
        Quote = options.Quote is { } quote ? (byte)quote : -1;
        DecimalSeparator = (byte)options.DecimalSeparator;
        var missing = options.Missing.Select(Encoding.UTF8.GetBytes).ToArray();
        _missing = [.. Enumerable.Range(0, missing.Select(text => text.Length + 1).DefaultIfEmpty(0).Max())
            .Select(length => missing.Where(text => text.Length == length).ToArray())];
    }

    public byte Separator { get; }

    /// <summary>The quote, or -1 where there is none.</summary>
    public int Quote { get; }

    public byte DecimalSeparator { get; }

    /// <summary>Whether a value stands for a missing one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool IsMissing(ReadOnlySpan<byte> field)
    {
        if (field.Length >= _missing.Length)
        {
            return false;
        }

        foreach (var text in _missing[field.Length])
        {
            if (field.SequenceEqual(text))
            {
                return true;
            }
        }

        return false;
    }
}
