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
}
