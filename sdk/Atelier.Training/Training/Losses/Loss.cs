using Atelier.Data;
using Atelier.Prediction;
using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>What a training makes small: how far a model's outputs are from the labels or targets of its rows.</summary>
/// <remarks>
/// The loss of several rows is their weighted mean, Σ w l / Σ w, where w is the row's weight in the dataset (1 where it has none) times that of
/// its class, if the loss weighs classes. A plain value, safe to share. For a loss of your own see <see cref="CustomLoss"/>.
/// </remarks>
public abstract record Loss
{
    private protected Loss()
    {
    }

    /// <summary>The name in reports, such as <c>cross_entropy</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Whether rows belong to classes (<see cref="Dataset.Labels"/>); else they have numbers to predict (<see cref="Dataset.Targets"/>).</summary>
    internal abstract bool IsOfClasses(Dataset data);

    /// <summary>Requires that the data has what the loss compares outputs with.</summary>
    /// <exception cref="ArgumentException">It has not.</exception>
    internal abstract void EnsureFits(Dataset data, string name);

    /// <summary>Requires that outputs have a shape that the loss can read, and that the data fits their width.</summary>
    /// <exception cref="InvalidOperationException">The shape is another one.</exception>
    /// <exception cref="ArgumentException">A label has no output.</exception>
    internal abstract void EnsureOutputs(long[] shape, int rows, params ReadOnlySpan<(Dataset Data, string Name)> data);

    /// <summary>The settings in words, for provenance and checkpoints.</summary>
    internal virtual string Settings => Name;

    /// <summary>Whether every row counts 1.</summary>
    internal virtual bool WeighsAlike(Dataset data) => data.Weights.IsEmpty;

    /// <summary>How much a row counts beside the others.</summary>
    internal abstract double RowWeight(Dataset data, int row);

    /// <summary>Measures a batch.</summary>
    /// <param name="outputs">The model's, of the shape that was checked, on any device and of any floating type.</param>
    /// <param name="batch">The rows that they are for.</param>
    /// <returns>Σ w l over the rows, and what the outputs mean: probabilities of the classes, or numbers. Both stay valid until the next call.</returns>
    internal abstract (double WeightedSum, Predictions Predictions) Score(Tensor outputs, BatchBuffer batch);

    /// <summary>Sends the derivative of (scale x Σ w l) of the batch scored last back through the model.</summary>
    internal abstract void Backward(Tensor outputs, BatchBuffer batch, double scale);

    private protected static void EnsureLabels(Dataset data, string name)
    {
        if (!data.HasLabels)
        {
            throw new ArgumentException(
                $"`{name}` (`{data.Name}`) has no labels; expected a class for each of its {data.Count} rows. "
                + "To predict numbers, give it targets and choose such a loss: new TrainingOptions { Loss = new MeanSquaredError() }.",
                name);
        }
    }

    private protected static void EnsureTargets(Dataset data, string name)
    {
        if (data.Targets.IsEmpty)
        {
            throw new ArgumentException(
                $"`{name}` (`{data.Name}`) has no targets; expected a number for each of its {data.Count} rows. Give the dataset `targets`.", name);
        }

        var bad = Check.FirstNotFinite(data.Targets.Span);
        if (bad >= 0)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"The target of row {bad} of `{name}` is {data.Targets.Span[bad]}; expected finite numbers. Leave such rows out."), name);
        }
    }
}
