using Atelier.Data;

namespace Atelier.Training;

/// <summary>Weights for the classes of a loss.</summary>
public static class ClassWeighting
{
    /// <summary>Weights that let every class count the same in all: rows / (classes x rows of the class).</summary>
    /// <param name="data">Labelled rows, at least one of each class: the training part.</param>
    /// <returns>One weight a class, for <see cref="ClassLoss.ClassWeights"/>; their mean over the rows is 1.</returns>
    /// <remarks>As scikit-learn's <c>compute_class_weight("balanced")</c>.</remarks>
    /// <exception cref="ArgumentException">The data has no labels, or none of some class.</exception>
    public static double[] Balanced(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (!data.HasLabels)
        {
            throw new ArgumentException($"`{data.Name}` has no labels; expected a class for each row.", nameof(data));
        }

        var counts = new int[data.ClassNames.Count];
        foreach (var label in data.Labels.Span)
        {
            counts[label]++;
        }

        var empty = Array.IndexOf(counts, 0);
        return empty < 0 ? [.. counts.Select(count => (double)data.Count / (counts.Length * count))] : throw new ArgumentException(
            $"No row of `{data.Name}` belongs to class {empty} (`{data.ClassNames[empty]}`); expected at least one of each. "
            + "Split the data with its classes in proportion, or give the weights yourself.",
            nameof(data));
    }
}
