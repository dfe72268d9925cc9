using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using JsonFormatter = Microsoft.DotNet.Interactive.Formatting.JsonFormatter;

namespace Atelier.Kernel;

/// <summary>The JSON of values that would lose their content in it: tuples by their items, whole numbers of any size as numbers.</summary>
internal static class JsonForms
{
    /// <summary>Adds them to what the formatting library serializes with, unless it has begun to.</summary>
    public static void Add()
    {
        var options = JsonFormatter.SerializerOptions;
        if (options.IsReadOnly || options.Converters.Any(converter => converter is WholeNumbers))
            return;
        options.Converters.Add(new WholeNumbers());
        options.Converters.Add(new Tuples());
    }

    private sealed class WholeNumbers : JsonConverter<BigInteger>
    {
        public override BigInteger Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var number = JsonDocument.ParseValue(ref reader);
            return BigInteger.Parse(number.RootElement.GetRawText(), CultureInfo.InvariantCulture);
        }

        public override void Write(Utf8JsonWriter writer, BigInteger value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value.ToString(CultureInfo.InvariantCulture));
    }

    private sealed class Tuples : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) => typeToConvert.IsValueType && typeof(ITuple).IsAssignableFrom(typeToConvert);

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(Tuple<>).MakeGenericType(typeToConvert))!;
    }

    private sealed class Tuple<T> : JsonConverter<T>
        where T : struct, ITuple
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException($"A {typeToConvert.Name} cannot be read from JSON here. Read a class or a record with the same names.");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            for (var i = 0; i < value.Length; i++)
            {
                writer.WritePropertyName($"Item{i + 1}");
                JsonSerializer.Serialize(writer, value[i], options);
            }
            writer.WriteEndObject();
        }
    }
}
