using System.Text.Json;

namespace Atelier;

/// <summary>Reads one entry of a <c>parameters</c> object.</summary>
/// <remarks>The reader stands on the value of <c>parameters</c> and is left on its end. Other entries mean nothing here.</remarks>
internal static class TensorParameters
{
    /// <summary>A tensor's number of bytes behind the JSON; null where it is not given.</summary>
    /// <exception cref="InvalidDataException">It is no number from 0.</exception>
    public static long? ReadSize(ref Utf8JsonReader reader, string what)
    {
        if (!Find(ref reader, "binary_data_size"u8, out var value))
        {
            return null;
        }

        return value.TokenType == JsonTokenType.Number && value.TryGetInt64(out var size) && size >= 0
            ? size
            : throw new InvalidDataException(
                $"`binary_data_size` of {what} is {TensorElements.Quote(ref value)}; expected the number of its bytes behind the JSON.");
    }

    /// <summary>True or false; null where it is not given.</summary>
    /// <exception cref="InvalidDataException">It is neither.</exception>
    public static bool? ReadFlag(ref Utf8JsonReader reader, ReadOnlySpan<byte> name, string what)
    {
        if (!Find(ref reader, name, out var value))
        {
            return null;
        }

        return value.TokenType is JsonTokenType.True or JsonTokenType.False
            ? value.TokenType == JsonTokenType.True
            : throw new InvalidDataException($"{what} is {TensorElements.Quote(ref value)}; expected true or false.");
    }

    /// <summary>A number of microseconds; null where it is not given, or is zero.</summary>
    /// <exception cref="InvalidDataException">It is no whole number from 0.</exception>
    public static TimeSpan? ReadMicroseconds(ref Utf8JsonReader reader, ReadOnlySpan<byte> name, string what)
    {
        if (!Find(ref reader, name, out var value))
        {
            return null;
        }

        if (value.TokenType != JsonTokenType.Number || !value.TryGetInt64(out var microseconds) || microseconds < 0)
        {
            throw new InvalidDataException($"{what} is {TensorElements.Quote(ref value)}; expected a whole number of microseconds.");
        }

        return microseconds == 0 ? null : TimeSpan.FromMicroseconds(Math.Min(microseconds, TimeSpan.MicrosecondsPerDay));
    }

    private static bool Find(ref Utf8JsonReader reader, scoped ReadOnlySpan<byte> name, out Utf8JsonReader value)
    {
        value = default;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return false;
        }

        var found = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var isNamed = reader.ValueTextEquals(name);
            reader.Read();
            if (isNamed)
            {
                value = reader;
                found = true;
            }

            reader.Skip();
        }

        return found;
    }
}
