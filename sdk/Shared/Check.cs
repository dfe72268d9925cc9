using System.Numerics;
using System.Runtime.InteropServices;

namespace Atelier;

/// <summary>Argument checks for arrays, compiled into each SDK assembly.</summary>
internal static class Check
{
    /// <summary>Requires two collections of one length.</summary>
    public static void SameLength(int actual, int expected, string name, string what)
    {
        if (actual != expected)
        {
            throw new ArgumentException($"`{name}` has {actual} entries; expected {expected}, {what}.", name);
        }
    }

    /// <summary>Finds the first value that is NaN or infinite, or -1.</summary>
    public static int FirstNotFinite(ReadOnlySpan<float> values)
    {
        // One fast pass over good data; only a block with a bad value is searched.
        const int block = 4096;
        for (var start = 0; start < values.Length; start += block)
        {
            var part = values.Slice(start, Math.Min(block, values.Length - start));
            if (IsFinite(part))
            {
                continue;
            }

            for (var i = 0; i < part.Length; i++)
            {
                if (!float.IsFinite(part[i]))
                {
                    return start + i;
                }
            }
        }

        return -1;
    }

    /// <summary>Whether all values are finite; 0 times a value is NaN where it is not, which takes half the time of looking at each.</summary>
    private static bool IsFinite(ReadOnlySpan<float> values)
    {
        var zero = Vector<float>.Zero;
        var (first, second, third, fourth) = (zero, zero, zero, zero);
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        var at = 0;
        for (; at + 4 <= vectors.Length; at += 4)
        {
            first += vectors[at] * zero;
            second += vectors[at + 1] * zero;
            third += vectors[at + 2] * zero;
            fourth += vectors[at + 3] * zero;
        }

        for (; at < vectors.Length; at++)
        {
            first += vectors[at] * zero;
        }

        var sum = Vector.Sum(first + second + third + fourth);
        foreach (var value in values[(vectors.Length * Vector<float>.Count)..])
        {
            sum += value * 0;
        }

        return sum == 0;
    }

    /// <summary>Writes a shape as users read it: (batch, 28, 28), where -1 is the batch.</summary>
    public static string Show(ReadOnlySpan<long> shape)
    {
        var parts = new string[shape.Length];
        for (var i = 0; i < shape.Length; i++)
        {
            parts[i] = shape[i] != -1 ? shape[i].ToString(System.Globalization.CultureInfo.InvariantCulture) : i == 0 ? "batch" : "any";
        }

        return parts.Length == 1 ? $"({parts[0]},)" : $"({string.Join(", ", parts)})";
    }
}
