using System.Text;
using System.Text.Json;
using Atelier.Prediction;

namespace Atelier;

/// <summary>Reads the <c>data</c> of a tensor, flat or nested as its shape, into an array of its element type.</summary>
internal static class TensorElements
{
    private const int QuotedLength = 40;

    /// <summary>Reads the elements; the reader stands on the start of the outermost array and is left on its end.</summary>
    /// <exception cref="InvalidDataException">The elements do not fit the type or the shape; the message says which.</exception>
    public static NamedTensor Read(ref JsonText text, string name, DataType type, int[] shape, int maxElements) => type switch
    {
        DataType.Bool => Read<bool, BoolElement>(ref text, name, type, shape, maxElements),
        DataType.UInt8 => Read<byte, NumberElement<byte>>(ref text, name, type, shape, maxElements),
        DataType.UInt16 => Read<ushort, NumberElement<ushort>>(ref text, name, type, shape, maxElements),
        DataType.UInt32 => Read<uint, NumberElement<uint>>(ref text, name, type, shape, maxElements),
        DataType.UInt64 => Read<ulong, NumberElement<ulong>>(ref text, name, type, shape, maxElements),
        DataType.Int8 => Read<sbyte, NumberElement<sbyte>>(ref text, name, type, shape, maxElements),
        DataType.Int16 => Read<short, NumberElement<short>>(ref text, name, type, shape, maxElements),
        DataType.Int32 => Read<int, NumberElement<int>>(ref text, name, type, shape, maxElements),
        DataType.Int64 => Read<long, NumberElement<long>>(ref text, name, type, shape, maxElements),
        DataType.Float16 => Read<Half, FloatElement<Half>>(ref text, name, type, shape, maxElements),
        DataType.Float32 => Read<float, FloatElement<float>>(ref text, name, type, shape, maxElements),
        DataType.Float64 => Read<double, FloatElement<double>>(ref text, name, type, shape, maxElements),
        DataType.String => Read<string, TextElement>(ref text, name, type, shape, maxElements),
        _ => throw new InvalidOperationException($"Unknown element type {type}."),
    };

    /// <summary>The number of elements of a shape, or one more than the largest array where it is beyond that.</summary>
    public static long CountOf(int[] shape) =>
        shape.Contains(0) ? 0 : shape.Aggregate(1L, (product, length) => Math.Min(product * length, int.MaxValue + 1L));

    /// <summary>The token that a reader stands on, as an error message quotes it.</summary>
    public static string Quote(ref Utf8JsonReader reader)
    {
        var text = Encoding.UTF8.GetString(reader.ValueSpan[..Math.Min(reader.ValueSpan.Length, QuotedLength)]);
        var cut = reader.ValueSpan.Length > QuotedLength ? "..." : "";
        return reader.TokenType == JsonTokenType.String ? $"\"{text}{cut}\"" : text + cut;
    }

    /// <summary>A shape as an error message shows it.</summary>
    public static string Show(int[] shape) => Check.Show([.. shape.Select(length => (long)length)]);

    private static NamedTensor Read<T, TElement>(ref JsonText text, string name, DataType type, int[] shape, int maxElements)
        where TElement : IJsonElement<T>
    {
        TensorReader.Expect(text.Reader.TokenType, JsonTokenType.StartArray, $"`data` of `{name}`", "an array");
        var count = CountOf(shape);
        if (count > maxElements)
        {
            throw new InvalidDataException(
                $"`shape` of `{name}` is {Show(shape)}, more elements than the whole message can hold. Correct the shape, or send all "
                + "of the data.");
        }

        var data = GC.AllocateUninitializedArray<T>((int)count);
        if (!text.TryReadNumbers<T, TElement>(data))
        {
            ReadEach<T, TElement>(ref text.Reader, name, type, shape, data);
        }

        return NamedTensor.Create<T>(name, data, shape);
    }

    private static void ReadEach<T, TElement>(ref Utf8JsonReader reader, string name, DataType type, int[] shape, T[] data)
        where TElement : IJsonElement<T>
    {
        var (index, count) = (0, data.Length);
        var levels = new NestedLevels(name, shape);
        while (reader.Read() && !(reader.TokenType == JsonTokenType.EndArray && levels.Depth == 1))
        {
            if (reader.TokenType == JsonTokenType.StartArray)
            {
                levels.Open(index);
            }
            else if (reader.TokenType == JsonTokenType.EndArray)
            {
                levels.Close();
            }
            else
            {
                levels.Count();
                if (index == data.Length)
                {
                    throw new InvalidDataException(
                        $"`{name}` has more than {count} elements, which its shape {Show(shape)} needs. Correct the shape or the data.");
                }

                if (!TElement.TryRead(ref reader, out data[index]))
                {
                    throw new InvalidDataException(
                        $"Element {index} of `{name}` is {Quote(ref reader)}; expected {type.ToProtocolName()}, {TElement.Expected}.");
                }

                index++;
            }
        }

        levels.End();
        if (index != data.Length)
        {
            throw new InvalidDataException(
                $"`{name}` has {index} elements; its shape {Show(shape)} needs {count}. Correct the shape or the data.");
        }
    }
}
