using System.Numerics.Tensors;
using Atelier.Data;

namespace Atelier.Training;

/// <summary>A loss of models that give a logit (a score before softmax) for each class, outputs (batch, classes).</summary>
public abstract record ClassLoss : ClosedFormLoss
{
    private protected ClassLoss()
    {
    }

    /// <summary>How much the rows of each class count, in the order of the labels; for instance <see cref="ClassWeighting.Balanced"/>.</summary>
    /// <value>Null by default: all the same. As many as the model has classes, each finite and at least 0, one above 0.</value>
    public IReadOnlyList<double>? ClassWeights
    {
        get;
        init => field = value is null ? null : Checked(value);
    }

    internal override string Settings => ClassWeights is null ? Name
        : $"{Name}, class weights {string.Join(' ', ClassWeights.Select(weight => FormattableString.Invariant($"{weight}")))}";

    internal sealed override bool IsOfClasses(Dataset data) => true;

    internal sealed override void EnsureFits(Dataset data, string name) => EnsureLabels(data, name);

    internal sealed override void EnsureOutputs(long[] shape, int rows, params ReadOnlySpan<(Dataset Data, string Name)> data)
    {
        if (shape.Length != 2 || shape[0] != rows || shape[1] < 2)
        {
            throw new InvalidOperationException(
                $"The model returned shape {Check.Show(shape)} for {rows} rows; expected ({rows}, classes), a logit for each class.");
        }

        if (ClassWeights is { } weights && weights.Count != shape[1])
        {
            throw new InvalidOperationException(
                $"`ClassWeights` has {weights.Count} weights; the model has {shape[1]} classes. Give one for each class.");
        }

        foreach (var (rowsOf, name) in data)
        {
            EnsureLabels(rowsOf, (int)shape[1], name);
        }
    }

    /// <summary>Requires labels below the number of classes.</summary>
    /// <exception cref="ArgumentException">A label has no output.</exception>
    internal static void EnsureLabels(Dataset data, int classes, string name)
    {
        var row = TensorPrimitives.IndexOfMax(data.Labels.Span);
        var largest = data.Labels.Span[row];
        if (largest >= classes)
        {
            throw new ArgumentException(
                $"Row {row} of `{name}` has label {largest}; the model has {classes} classes, so expected 0 to {classes - 1}. "
                + "Make the model with as many classes as the data has.",
                name);
        }
    }

    private static double[] Checked(IReadOnlyList<double> weights)
    {
        for (var i = 0; i < weights.Count; i++)
        {
            OptionRules.NotNegative(weights[i], $"{nameof(ClassWeights)}[{i}]");
        }

        return weights.Any(weight => weight > 0) ? [.. weights] : throw new ArgumentException(
            "`ClassWeights` are all 0 or none; expected one for each class, at least one above 0.", nameof(ClassWeights));
    }
}
