using System.Globalization;
using Atelier.Prediction;

namespace Atelier.Training;

/// <summary>The type of a recorded value: a tensor with its elements and lengths, or another kind of argument.</summary>
/// <param name="Text">As libtorch writes it, such as <c>Float(2, 3, strides=[3, 1])</c> or <c>int[]</c>.</param>
/// <param name="Elements">The elements of a tensor; null for other kinds, and for elements that ONNX Runtime has no type for.</param>
/// <param name="Shape">The lengths of a tensor; null for other kinds.</param>
/// <param name="Strides">The strides of a tensor; null where they are not told.</param>
internal sealed record TracedType(string Text, DataType? Elements, long[]? Shape, long[]? Strides)
{
    private static readonly Dictionary<string, DataType?> Names = new()
    {
        ["Float"] = DataType.Float32,
        ["Double"] = DataType.Float64,
        ["Half"] = DataType.Float16,
        ["BFloat16"] = null,
        ["Byte"] = DataType.UInt8,
        ["Char"] = DataType.Int8,
        ["Short"] = DataType.Int16,
        ["Int"] = DataType.Int32,
        ["Long"] = DataType.Int64,
        ["Bool"] = DataType.Bool,
        ["ComplexFloat"] = null,
        ["ComplexDouble"] = null,
    };

    /// <summary>True for a tensor, whatever its elements.</summary>
    public bool IsTensor => Shape is not null;

    /// <summary>True where the elements lie one behind the other, the last dimension fastest.</summary>
    public bool IsContiguous
    {
        get
        {
            if (Shape is null || Strides is null)
            {
                return false;
            }

            var expected = 1L;
            for (var i = Shape.Length - 1; i >= 0; i--)
            {
                if (Shape[i] != 1 && Strides[i] != expected)
                {
                    return false;
                }

                expected *= Shape[i];
            }

            return true;
        }
    }

    public static TracedType Parse(string text)
    {
        var open = text.IndexOf('(');
        if (open < 0 || !text.EndsWith(')') || !Names.TryGetValue(text[..open], out var elements))
        {
            return new TracedType(text, null, null, null);
        }

        var inside = text[(open + 1)..^1];
        var strides = Between(inside, "strides=[", "]");
        var lengths = inside.Split(", ").TakeWhile(part => part.Length > 0 && char.IsAsciiDigit(part[0])).Select(Number).ToArray();
        return new TracedType(text, elements, lengths, strides is null ? (lengths.Length == 0 ? [] : null) : [.. strides.Split(", ").Select(Number)]);
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static string? Between(string text, string before, string after)
    {
        var start = text.IndexOf(before, StringComparison.Ordinal);
        return start < 0 ? null : text[(start + before.Length)..text.IndexOf(after, start, StringComparison.Ordinal)];
    }
}
