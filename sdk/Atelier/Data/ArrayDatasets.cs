using System.Numerics;

namespace Atelier.Data;

/// <summary>From arrays to datasets.</summary>
public static class ArrayDatasets
{
    /// <summary>Makes a dataset of a matrix, with copying: each row is an example, each column a feature.</summary>
    /// <typeparam name="T">Any number type; values are rounded to float32, those beyond its range become infinite.</typeparam>
    /// <param name="features">(rows x features), at least one feature.</param>
    /// <param name="labels">One class index a row, from 0 to below the number of classes; null for unlabelled data.</param>
    /// <param name="classNames">The name of each class; null takes the numbers from 0 to the largest label.</param>
    /// <param name="featureNames">The name of each feature; null for unnamed features.</param>
    /// <param name="targets">One number to predict a row, for regression; null for none.</param>
    /// <param name="name">What the data is called in reports.</param>
    /// <exception cref="ArgumentException">There is no feature, the lengths do not fit together, or a label is outside the classes.</exception>
    public static Dataset ToDataset<T>(
        this T[,] features,
        int[]? labels = null,
        IReadOnlyList<string>? classNames = null,
        IReadOnlyList<string>? featureNames = null,
        float[]? targets = null,
        string name = "array")
        where T : struct, INumberBase<T>
    {
        ArgumentNullException.ThrowIfNull(features);
        var values = new T[features.Length];
        var at = 0;
        foreach (var value in features)
        {
            values[at++] = value;
        }

        return Make(Convert<T>(values), features.GetLength(1), labels, classNames, featureNames, targets, name);
    }

    /// <summary>Makes a dataset of rows, with copying: each inner array is an example.</summary>
    /// <exception cref="ArgumentException">
    /// There is no row or no feature, a row has another length than the first, the lengths do not fit together, or a label is outside the classes.
    /// </exception>
    /// <inheritdoc cref="ToDataset{T}(T[,], int[], IReadOnlyList{string}, IReadOnlyList{string}, float[], string)"/>
    public static Dataset ToDataset<T>(
        this T[][] features,
        int[]? labels = null,
        IReadOnlyList<string>? classNames = null,
        IReadOnlyList<string>? featureNames = null,
        float[]? targets = null,
        string name = "array")
        where T : struct, INumberBase<T>
    {
        ArgumentNullException.ThrowIfNull(features);
        if (features.Length == 0)
        {
            throw new ArgumentException("`features` has no rows; expected at least one, for its length says how many features there are.", nameof(features));
        }

        var width = features[0].Length;
        var ragged = Array.FindIndex(features, row => row is null || row.Length != width);
        if (ragged >= 0)
        {
            throw new ArgumentException(
                $"Row {ragged} of `features` has {features[ragged]?.Length ?? 0} values; expected {width}, as row 0 has.", nameof(features));
        }

        return Make([.. features.SelectMany(row => Convert<T>(row))], width, labels, classNames, featureNames, targets, name);
    }

    private static float[] Convert<T>(ReadOnlySpan<T> values)
        where T : struct, INumberBase<T>
    {
        var floats = new float[values.Length];
        for (var i = 0; i < floats.Length; i++)
        {
            floats[i] = float.CreateSaturating(values[i]);
        }

        return floats;
    }

    private static Dataset Make(
        float[] features,
        int width,
        int[]? labels,
        IReadOnlyList<string>? classNames,
        IReadOnlyList<string>? featureNames,
        float[]? targets,
        string name) => width == 0
            ? throw new ArgumentException("`features` has rows of no values; expected at least one feature.", nameof(features))
            : new Dataset(name, features, [width], labels, classNames, featureNames, targets);
}
