using System.Globalization;

namespace Atelier.Data;

/// <summary>What holds for class labels everywhere.</summary>
internal static class LabelRules
{
    /// <summary>Class names "0", "1", ... up to the largest label.</summary>
    public static IReadOnlyList<string> Numbered(ReadOnlySpan<int> labels)
    {
        var largest = -1;
        foreach (var label in labels)
        {
            largest = Math.Max(largest, label);
        }

        return [.. Enumerable.Range(0, largest + 1).Select(i => i.ToString(CultureInfo.InvariantCulture))];
    }

    /// <summary>Requires labels from 0 to below the number of classes.</summary>
    public static void EnsureInRange(ReadOnlySpan<int> labels, int classes, string name)
    {
        for (var row = 0; row < labels.Length; row++)
        {
            if ((uint)labels[row] >= (uint)classes)
            {
                throw new ArgumentException(
                    $"`{name}` holds {labels[row]} at row {row}; expected a class index from 0 to {classes - 1}. "
                    + "Correct the label or name every class in `classNames`.",
                    name);
            }
        }
    }
}
