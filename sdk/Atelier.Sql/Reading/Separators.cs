namespace Atelier.Sql;

/// <summary>What separates the values of a file that does not say.</summary>
internal static class Separators
{
    private static ReadOnlySpan<byte> Candidates => ",;\t|"u8;

    public static byte Choose(CsvOptions options, string file, ReadOnlySpan<byte> start)
    {
        if (options.Separator is { } given)
        {
            return (byte)given;
        }

        var name = file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? file[..^3]
            : file.EndsWith(".zst", StringComparison.OrdinalIgnoreCase) ? file[..^4] : file;
        if (name.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".tab", StringComparison.OrdinalIgnoreCase))
        {
            return (byte)'\t';
        }

        // The first candidate wins a tie, so that a line of one column is separated by commas.
        var best = Candidates[0];
        var counts = Count(start, options.Quote is { } quote ? (byte)quote : -1, options.DecimalSeparator);
        for (var i = 0; i < counts.Length; i++)
        {
            best = counts[i] > counts[Candidates.IndexOf(best)] ? Candidates[i] : best;
        }

        return best;
    }

    private static int[] Count(ReadOnlySpan<byte> start, int quote, char decimalSeparator)
    {
        var counts = new int[Candidates.Length];
        var (quoted, seen) = (false, false);
        foreach (var letter in start)
        {
            if (letter == quote)
            {
                quoted = !quoted;
            }
            else if (!quoted && letter is (byte)'\n' or (byte)'\r')
            {
                if (seen)
                {
                    break;
                }

                continue;
            }
            else if (!quoted && letter != decimalSeparator && Candidates.IndexOf(letter) is var found and >= 0)
            {
                counts[found]++;
            }

            seen = true;
        }

        return counts;
    }
}
