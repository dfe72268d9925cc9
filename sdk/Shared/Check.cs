using System.Numerics.Tensors;

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
            if (TensorPrimitives.IsFiniteAll(part))
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
