using System.Buffers.Binary;
using System.Runtime.CompilerServices;

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
    private const ulong MaxExactDigits = 1UL << 53;

    private static ReadOnlySpan<double> PowersOfTen =>
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

    /// <summary>Takes the number apart that a text begins with.</summary>
    /// <returns>False where it begins with no number, or with one of more digits than can be held.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
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

    /// <summary>Reads a whole number of one to three digits, without a branch for how many they are.</summary>
    /// <param name="text">A text that begins with it, of four bytes at least.</param>
    /// <param name="length">How many bytes it takes.</param>
    /// <param name="value">The number, from 0 to 999.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryScanSmall(ReadOnlySpan<byte> text, int length, out int value)
    {
        value = 0;
        if (length is < 1 or > 3 || !BinaryPrimitives.TryReadUInt32LittleEndian(text, out var bytes))
        {
            return false;
        }

        // The digits in the highest bytes, each as its value; the rest is zero.
        const uint HighBits = 0x80808080, Zeros = 0x30303030, BelowTen = 0x76767676;
        var shift = 8 * (4 - length);
        var digits = (bytes << shift) ^ (Zeros << shift);
        if (((digits | (digits + BelowTen)) & HighBits) != 0 || (length > 1 && (byte)bytes == '0'))
        {
            return false;
        }

        value = (int)((digits >> 24) + (10 * ((digits >> 16) & 0xF)) + (100 * ((digits >> 8) & 0xF)));
        return true;
    }

    /// <summary>The double that is nearest to the number; false where one operation does not give it.</summary>
    /// <remarks>
    /// One multiplication or division of two doubles that are exact rounds correctly: Clinger, "How to read floating point numbers accurately" (PLDI 1990), section 3.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryToDouble(out double value)
    {
        value = 0;
        if (Digits > MaxExactDigits || Exponent <= -PowersOfTen.Length || Exponent >= PowersOfTen.Length)
        {
            return false;
        }

        var whole = IsNegative ? -(double)(long)Digits : (double)(long)Digits;
        value = Exponent < 0 ? whole / PowersOfTen[-Exponent] : whole * PowersOfTen[Exponent];
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
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
