namespace Atelier;

/// <summary>A number in JSON's grammar (RFC 8259, section 6), taken apart.</summary>
/// <param name="IsNegative">Whether a minus stands before it.</param>
/// <param name="Digits">Its digits without the point.</param>
/// <param name="Exponent">The power of ten by which they are multiplied.</param>
/// <param name="Length">How many bytes it takes.</param>
internal readonly record struct JsonNumber(bool IsNegative, ulong Digits, int Exponent, int Length)
{
    // Nineteen digits fit into 64 bits whatever they are.
    private const int MaxDigits = 19;
    private const int MaxExponentDigits = 4;

    /// <summary>Takes the number apart that a text begins with.</summary>
    /// <returns>False where it begins with no number, or with one of more digits than can be held.</returns>
    public static bool TryScan(ReadOnlySpan<byte> text, out JsonNumber number)
    {
        number = default;
        var at = text.Length > 0 && text[0] == '-' ? 1 : 0;
        var isNegative = at == 1;
        var start = at;
        var digits = 0UL;
        at = Scan(text, at, ref digits);
        if (at == start || (text[start] == '0' && at > start + 1))
        {
            return false;
        }

        var (count, exponent) = (at - start, 0);
        if (at < text.Length && text[at] == '.')
        {
            var point = at + 1;
            at = Scan(text, point, ref digits);
            (count, exponent) = (count + at - point, point - at);
            if (at == point)
            {
                return false;
            }
        }

        if (count > MaxDigits)
        {
            return false;
        }

        if (at < text.Length && text[at] is (byte)'e' or (byte)'E')
        {
            at++;
            var sign = at < text.Length && text[at] is (byte)'-' or (byte)'+' ? text[at++] : (byte)'+';
            var (first, power) = (at, 0UL);
            at = Scan(text, at, ref power);
            if (at == first || at - first > MaxExponentDigits)
            {
                return false;
            }

            exponent += sign == '-' ? -(int)power : (int)power;
        }

        number = new JsonNumber(isNegative, digits, exponent, at);
        return true;
    }

    private static int Scan(ReadOnlySpan<byte> text, int at, ref ulong value)
    {
        // More digits than fit wrap around; they are counted by the caller.
        for (; at < text.Length && (uint)(text[at] - '0') is var digit and <= 9; at++)
        {
            value = unchecked((value * 10) + digit);
        }

        return at;
    }
}
