using System.Globalization;

namespace Atelier.Data;

/// <summary>What holds for class labels everywhere.</summary>
internal static class LabelRules
{
    /// <summary>Class names "0", "1", ... up to the largest label.</summary>
    public static IReadOnlyList<string> Numbered(ReadOnlySpan<int> labels)
    {
        // Far above any real number of classes: an identifier taken for a label would make as many names.
        const int most = 100_000;
        var largest = -1;
        for (var row = 0; row < labels.Length; row++)
        {
            if (labels[row] is < 0 or >= most)
            {
                throw new ArgumentException(
                    $"`labels` holds {labels[row]} at row {row}; expected class indexes from 0 to {most - 1}. Number the classes from 0, "
                    + "or name every class in `classNames`.",
                    nameof(labels));
            }

            largest = Math.Max(largest, labels[row]);
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
