using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Atelier;

/// <summary>Floating-point numbers within the range of their type.</summary>
/// <remarks>
/// JSON has no numbers for NaN and the infinities; they are the strings "NaN", "Infinity" and "-Infinity", as in the JSON form of
/// Protocol Buffers, so that an answer that holds them arrives as the model gave it.
/// </remarks>
internal readonly struct FloatElement<T> : IJsonElement<T>
    where T : struct, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
{
    private const ulong MaxExactInFloat = 1UL << 24;

    public static string Expected => string.Create(CultureInfo.InvariantCulture, $"a number from {T.MinValue} to {T.MaxValue}");

    public static bool TryRead(ref Utf8JsonReader reader, out T value)
    {
        value = default;
        if (reader.TokenType == JsonTokenType.Number)
        {
            // A number beyond the range parses as an infinity.
            return T.TryParse(reader.ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && T.IsFinite(value);
        }

        if (reader.TokenType != JsonTokenType.String)
        {
            return false;
        }

        value = reader.ValueTextEquals("Infinity"u8) ? T.PositiveInfinity
            : reader.ValueTextEquals("-Infinity"u8) ? T.NegativeInfinity
            : T.NaN;
        return !T.IsNaN(value) || reader.ValueTextEquals("NaN"u8);
    }

    public static bool TryFromSmall(int number, out T value)
    {
        value = T.CreateTruncating(number);
        return true;
    }

    public static bool TryScan(ReadOnlySpan<byte> text, out T value, out int length)
    {
        value = default;
        length = 0;
        if (!JsonNumber.TryScan(text, out var number))
        {
            return false;
        }

        length = number.Length;
        if (typeof(T) != typeof(Half) && number is { Exponent: 0, Digits: <= MaxExactInFloat })
        {
            value = T.CreateTruncating((int)number.Digits);
            value = number.IsNegative ? -value : value;
            return true;
        }

        return (number.TryToDouble(out var rounded) && TryNarrow(rounded, out value))
            || (T.TryParse(text[..length], NumberStyles.Float, CultureInfo.InvariantCulture, out value) && T.IsFinite(value));
    }

    /// <summary>Rounds a second time, where that gives what rounding once would have given.</summary>
    private static bool TryNarrow(double number, out T value)
    {
        value = T.CreateTruncating(number);
        if (typeof(T) == typeof(double))
        {
            return true;
        }

        // In the middle between two floats, or below their normal range, the first rounding may have decided the second.
        const ulong Middle = 1UL << 28;
        return typeof(T) == typeof(float)
            && (number == 0 || (Math.Abs(number) is >= 1.1754943508222875e-38 and <= 3.4028234663852886e38))
            && (BitConverter.DoubleToUInt64Bits(number) & ((Middle << 1) - 1)) != Middle;
    }
}
