using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Atelier.Prediction;

namespace Atelier.Serving.Tests;

/// <summary>Numbers of a request are those that the framework's own parser reads, to the last bit.</summary>
public sealed class JsonNumbersTests
{
    private const int Count = 200_000;

    [Theory]
    [InlineData("FP32")]
    [InlineData("FP64")]
    [InlineData("FP16")]
    public void Read_FloatsInManyForms_EqualsTheFrameworksParser(string type)
    {
        var random = new Random(11);
        var texts = Enumerable.Range(0, Count).Select(_ => Number(random)).Where(text => IsWithin(text, type)).ToArray();

        var tensor = Read(type, texts);

        switch (type)
        {
            case "FP32":
                AssertSame(texts, tensor.Values<float>().Span);
                break;
            case "FP64":
                AssertSame(texts, tensor.Values<double>().Span);
                break;
            default:
                AssertSame(texts, tensor.Values<Half>().Span);
                break;
        }
    }

    [Fact]
    public void Read_DecimalsInTheMiddleOfTwoFloats_RoundsOnce()
    {
        // What lies within the last bits of a double beside the middle of two floats is where rounding twice goes wrong.
        var random = new Random(12);
        var texts = new List<string>();
        for (var i = 0; i < 20_000; i++)
        {
            var low = BitConverter.Int32BitsToSingle(random.Next(0x30000000, 0x50000000));
            var middle = (decimal)(((double)low + BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(low) + 1)) / 2);
            texts.Add(middle.ToString(CultureInfo.InvariantCulture));
            texts.Add((middle + 0.000000000001m).ToString(CultureInfo.InvariantCulture));
            texts.Add((middle - 0.000000000001m).ToString(CultureInfo.InvariantCulture));
        }

        AssertSame(texts, Read("FP32", texts).Values<float>().Span);
    }

    [Theory]
    [InlineData("INT8", "-128", "127")]
    [InlineData("UINT8", "0", "255")]
    [InlineData("INT64", "-9223372036854775808", "9223372036854775807")]
    [InlineData("UINT64", "0", "18446744073709551615")]
    [InlineData("UINT32", "0", "4294967295")]
    public void Read_WholeNumbersAtTheEnds_AreReadAndThoseBeyondRefused(string type, string least, string most)
    {
        Assert.Equal(4, Read(type, [least, most, "0", "-0"]).Count);
        foreach (var wrong in new[] { $"{decimal.Parse(least, CultureInfo.InvariantCulture) - 1}", $"{decimal.Parse(most, CultureInfo.InvariantCulture) + 1}", "1.5", "1e1" })
        {
            var error = Assert.Throws<RequestException>(() => Read(type, ["1", wrong]));
            Assert.Equal($"Element 1 of `x` is {wrong}; expected {type}, a whole number from {least} to {most}.", error.Message);
        }
    }

    [Theory]
    [InlineData("01")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("+1")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("-")]
    [InlineData("1 2")]
    [InlineData("1,")]
    [InlineData(",1")]
    [InlineData("0x10")]
    [InlineData("Infinity")]
    public void Read_WhatIsNoNumberOfJson_IsRefused(string text)
    {
        var few = Assert.Throws<RequestException>(() => Read("FP32", [text, "2"]));
        string[] around = [.. Enumerable.Repeat("0", 50)];
        var many = Assert.Throws<RequestException>(() => Read("FP32", [.. around, text, .. around]));

        Assert.StartsWith("The body is not JSON: ", few.Message);
        Assert.StartsWith("The body is not JSON: ", many.Message);
    }

    [Theory]
    [InlineData("FP32", "{0}", ",")]
    [InlineData("FP64", "{0}", ", ")]
    [InlineData("INT32", " {0} ", " ,\n")]
    [InlineData("FP16", "\t{0}", ",  ")]
    [InlineData("UINT16", "{0}", ",")]
    public void Read_SmallWholeNumbersHoweverSpaced_AreRead(string type, string form, string separator)
    {
        var random = new Random(13);
        for (var count = 0; count < 300; count++)
        {
            int[] numbers = [.. Enumerable.Range(0, count).Select(_ => random.Next((int)Math.Pow(10, random.Next(1, 4))))];

            var tensor = Read(type, [.. numbers.Select(number => string.Format(CultureInfo.InvariantCulture, form, number))], separator);

            Assert.Equal(numbers, Enumerable.Range(0, count).Select(at => Convert.ToInt32(At(tensor, at), CultureInfo.InvariantCulture)));
        }
    }

    [Theory]
    [InlineData("UINT8", "256")]
    [InlineData("INT8", "128")]
    [InlineData("UINT8", "-1")]
    public void Read_ASmallNumberBeyondItsTypeAmongMany_IsRefused(string type, string wrong)
    {
        string[] around = [.. Enumerable.Repeat("7", 80)];

        var error = Assert.Throws<RequestException>(() => Read(type, [.. around, wrong, .. around]));

        Assert.StartsWith($"Element 80 of `x` is {wrong}; expected {type}, ", error.Message);
    }

    [Theory]
    [InlineData("1e39")]
    [InlineData("-1e39")]
    [InlineData("3.4028236e38")]
    [InlineData("1e9999")]
    public void Read_BeyondTheRangeOfFloats_IsRefused(string text)
    {
        var error = Assert.Throws<RequestException>(() => Read("FP32", ["1", text]));

        Assert.StartsWith($"Element 1 of `x` is {text}; expected FP32, a number from ", error.Message);
    }

    [Fact]
    public void Read_FieldsAndTensorsBehindALongArray_AreFound()
    {
        var request = InferRequestReader.Read(
            Encoding.UTF8.GetBytes("""{"inputs":[{"data":[1 , 2,3],"name":"a","shape":[3],"datatype":"FP32","parameters":{}},{"name":"b","shape":[2],"datatype":"INT32","data":[ 4,5 ]}],"id":"i"}"""),
            null);

        Assert.Equal([1, 2, 3], request.Inputs[0].Values<float>().ToArray());
        Assert.Equal([4, 5], request.Inputs[1].Values<int>().ToArray());
        Assert.Equal("i", request.Id);
    }

    private static object At(NamedTensor tensor, int at) => tensor.DataType switch
    {
        DataType.Float16 => (double)tensor.Values<Half>().Span[at],
        DataType.Float32 => tensor.Values<float>().Span[at],
        DataType.Float64 => tensor.Values<double>().Span[at],
        DataType.Int32 => tensor.Values<int>().Span[at],
        _ => tensor.Values<ushort>().Span[at],
    };

    private static NamedTensor Read(string type, IReadOnlyCollection<string> numbers, string separator = ",")
    {
        var body = $$"""{"inputs":[{"name":"x","datatype":"{{type}}","shape":[{{numbers.Count}}],"data":[{{string.Join(separator, numbers)}}]}]}""";
        return InferRequestReader.Read(Encoding.UTF8.GetBytes(body), null).Inputs[0];
    }

    private static string Number(Random random)
    {
        var value = random.Next(6) switch
        {
            0 => BitConverter.Int64BitsToDouble(random.NextInt64()),
            1 => BitConverter.Int32BitsToSingle(random.Next()),
            2 => random.Next(-300, 300),
            3 => Math.Round(random.NextDouble(), random.Next(1, 12)),
            4 => random.NextSingle() * Math.Pow(10, random.Next(-50, 40)),
            _ => (random.NextDouble() - 0.5) * 1000,
        };
        var text = random.Next(3) switch
        {
            0 => value.ToString(CultureInfo.InvariantCulture),
            1 => value.ToString("E" + random.Next(1, 17), CultureInfo.InvariantCulture),
            _ => ((float)value).ToString(CultureInfo.InvariantCulture),
        };
        return double.IsFinite(value) && float.IsFinite((float)value) ? text : "0";
    }

    private static bool IsWithin(string text, string type) => type switch
    {
        "FP32" => float.IsFinite(float.Parse(text, CultureInfo.InvariantCulture)),
        "FP16" => Half.IsFinite(Half.Parse(text, CultureInfo.InvariantCulture)),
        _ => true,
    };

    private static void AssertSame<T>(IReadOnlyList<string> texts, ReadOnlySpan<T> values)
        where T : unmanaged, ISpanParsable<T>
    {
        Assert.Equal(texts.Count, values.Length);
        for (var i = 0; i < texts.Count; i++)
        {
            var expected = T.Parse(texts[i], CultureInfo.InvariantCulture);
            Assert.True(Bytes(ref expected).SequenceEqual(Bytes(ref Unsafe.AsRef(in values[i]))), $"{texts[i]}: {values[i]}, expected {expected}");
        }
    }

    private static ReadOnlySpan<byte> Bytes<T>(ref T value)
        where T : unmanaged => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(ref value));
}
