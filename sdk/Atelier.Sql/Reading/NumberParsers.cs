using System.Globalization;
using System.Runtime.CompilerServices;

namespace Atelier.Sql;

/// <summary>Truth values, as pandas reads them.</summary>
internal readonly struct BoolParser : IFieldParser<bool>
{
    public static bool TryParse(ReadOnlySpan<byte> field, byte decimalSeparator, out bool value)
    {
        value = field.Length == 4;
        return value
            ? field.SequenceEqual("true"u8) || field.SequenceEqual("True"u8) || field.SequenceEqual("TRUE"u8)
            : field.SequenceEqual("false"u8) || field.SequenceEqual("False"u8) || field.SequenceEqual("FALSE"u8);
    }
}

/// <summary>Whole numbers of 64 bits.</summary>
internal readonly struct LongParser : IFieldParser<long>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryParse(ReadOnlySpan<byte> field, byte decimalSeparator, out long value)
    {
        var negative = field.Length > 1 && field[0] == '-';
        var digits = negative || (field.Length > 1 && field[0] == '+') ? field[1..] : field;
        value = 0;
        if (digits.Length is 0 or > 18)
        {
            return TryLong(field, out value);
        }

        foreach (var digit in digits)
        {
            if ((uint)(digit - '0') > 9)
            {
                return false;
            }

            value = (value * 10) + (digit - '0');
        }

        value = negative ? -value : value;
        return true;
    }

    private static bool TryLong(ReadOnlySpan<byte> field, out long value) =>
        long.TryParse(field, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
}

/// <summary>Whole numbers of 32 bits.</summary>
internal readonly struct IntParser : IFieldParser<int>
{
    public static bool TryParse(ReadOnlySpan<byte> field, byte decimalSeparator, out int value)
    {
        var fits = LongParser.TryParse(field, decimalSeparator, out var wide) && wide is >= int.MinValue and <= int.MaxValue;
        value = (int)wide;
        return fits;
    }
}

/// <summary>Whole numbers of up to 28 digits.</summary>
internal readonly struct BigParser : IFieldParser<decimal>
{
    public const int MostDigits = 28;

    public static bool TryParse(ReadOnlySpan<byte> field, byte decimalSeparator, out decimal value)
    {
        value = 0;
        return Unsigned(field).Length <= MostDigits && decimal.TryParse(field, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    public static ReadOnlySpan<byte> Unsigned(ReadOnlySpan<byte> field) =>
        field.Length > 1 && field[0] is (byte)'-' or (byte)'+' ? field[1..] : field;
}

/// <summary>Decimal numbers that a decimal holds exactly; one that would be rounded does not fit.</summary>
internal readonly struct DecimalParser : IFieldParser<decimal>
{
    public static bool TryParse(ReadOnlySpan<byte> field, byte decimalSeparator, out decimal value)
    {
        Span<byte> copy = stackalloc byte[field.Length <= 64 ? field.Length : 0];
        value = 0;
        if (field.Length > 64 || !PointForSeparator(field, decimalSeparator, copy))
        {
            return false;
        }

        var digits = 0;
        foreach (var letter in copy)
        {
            digits += letter is >= (byte)'0' and <= (byte)'9' ? 1 : 0;
        }

        return digits <= BigParser.MostDigits + 1
            && decimal.TryParse(copy, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value)
            && (digits <= BigParser.MostDigits || value.Scale == FractionDigits(copy));
    }

    /// <summary>Copies a number with a point where the file's separator stands; false where a point stands beside it.</summary>
    internal static bool PointForSeparator(ReadOnlySpan<byte> field, byte decimalSeparator, Span<byte> copy)
    {
        field.CopyTo(copy);
        if (decimalSeparator == '.')
        {
            return true;
        }

        if (copy.Contains((byte)'.'))
        {
            return false;
        }

        copy.Replace(decimalSeparator, (byte)'.');
        return true;
    }

    private static int FractionDigits(ReadOnlySpan<byte> number) => number.IndexOf((byte)'.') is var at and >= 0 ? number.Length - at - 1 : 0;
}

/// <summary>Floating point numbers, correctly rounded.</summary>
internal readonly struct DoubleParser : IFieldParser<double>
{
    private const int MostExactPower = 22;
    private const ulong MostExactWhole = 1UL << 53;
    private const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    private static readonly double[] Powers = [.. Enumerable.Range(0, MostExactPower + 1).Select(power => double.Parse($"1e{power}", CultureInfo.InvariantCulture))];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TryParse(ReadOnlySpan<byte> field, byte decimalSeparator, out double value)
    {
        // Whole numbers to 2^53 and powers of ten to 10^22 are exact, so one division rounds once (Clinger 1990).
        var at = field.Length > 0 && field[0] is (byte)'-' or (byte)'+' ? 1 : 0;
        var start = at;
        var whole = 0UL;
        var point = -1;
        for (; at < field.Length; at++)
        {
            var digit = (uint)(field[at] - '0');
            if (digit <= 9 && at - start < 18)
            {
                whole = (whole * 10) + digit;
            }
            else if (field[at] == decimalSeparator && point < 0)
            {
                point = at;
            }
            else
            {
                return TryLong(field, decimalSeparator, out value);
            }
        }

        var fraction = point < 0 ? 0 : field.Length - point - 1;
        if (whole > MostExactWhole || field.Length - start - (point < 0 ? 0 : 1) == 0)
        {
            return TryLong(field, decimalSeparator, out value);
        }

        value = whole / Powers[fraction];
        value = field[0] == '-' ? -value : value;
        return true;
    }

    private static bool TryLong(ReadOnlySpan<byte> field, byte decimalSeparator, out double value)
    {
        value = 0;
        if (field.Length == 0 || field.Length > 1024)
        {
            return false;
        }

        var last = field[^1] | 0x20;
        if (last is 'f' or 'n' or 'y')
        {
            return TryName(field, out value);
        }

        Span<byte> copy = stackalloc byte[field.Length];
        return DecimalParser.PointForSeparator(field, decimalSeparator, copy)
            && !Utf8HasSpace(copy)
            && double.TryParse(copy, Style, CultureInfo.InvariantCulture, out value);
    }

    private static bool Utf8HasSpace(ReadOnlySpan<byte> text) => text.IndexOfAnyExceptInRange((byte)'+', (byte)'e') >= 0;

    private static bool TryName(ReadOnlySpan<byte> field, out double value)
    {
        var negative = field[0] == '-';
        var name = negative || field[0] == '+' ? field[1..] : field;
        value = negative ? double.NegativeInfinity : double.PositiveInfinity;
        if (Same(name, "inf"u8) || Same(name, "infinity"u8))
        {
            return true;
        }

        value = double.NaN;
        return Same(name, "nan"u8);
    }

    private static bool Same(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => System.Text.Ascii.EqualsIgnoreCase(left, right);
}

/// <summary>A number that is not a code: one that starts with a zero before other digits loses it as a number, and so is text.</summary>
internal readonly struct NoCode<T, TParser> : IFieldParser<T>
    where TParser : struct, IFieldParser<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryParse(ReadOnlySpan<byte> field, byte decimalSeparator, out T value)
    {
        var digits = BigParser.Unsigned(field);
        if (digits.Length > 1 && digits[0] == '0' && (uint)(digits[1] - '0') <= 9)
        {
            value = default!;
            return false;
        }

        return TParser.TryParse(field, decimalSeparator, out value);
    }
}
