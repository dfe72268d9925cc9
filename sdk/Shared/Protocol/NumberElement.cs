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
}
