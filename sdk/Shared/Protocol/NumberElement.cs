using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Atelier;

/// <summary>Whole numbers within the range of their type.</summary>
internal readonly struct NumberElement<T> : IJsonElement<T>
    where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
{
    public static string Expected => string.Create(CultureInfo.InvariantCulture, $"a whole number from {T.MinValue} to {T.MaxValue}");

    public static bool TryRead(ref Utf8JsonReader reader, out T value)
    {
        value = default;
        return reader.TokenType == JsonTokenType.Number
            && T.TryParse(reader.ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    public static bool TryFromSmall(int number, out T value)
    {
        value = T.CreateTruncating(number);
        return int.CreateTruncating(value) == number;
    }

    public static bool TryScan(ReadOnlySpan<byte> text, out T value, out int length)
    {
        value = default;
        length = 0;
        // The digits are few enough for a signed number of 64 bits.
        if (!JsonNumber.TryScan(text, out var number) || number.Exponent != 0 || number.Digits > long.MaxValue)
        {
            return false;
        }

        var whole = number.IsNegative ? -(long)number.Digits : (long)number.Digits;
        length = number.Length;
        value = T.CreateTruncating(whole);
        return long.CreateTruncating(value) == whole && (T.Sign(value) < 0) == (whole < 0);
    }
}
