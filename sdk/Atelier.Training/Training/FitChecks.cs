using System.Numerics.Tensors;
using Atelier.Data;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Atelier.Training;

/// <summary>What a training asks of model and data before it begins.</summary>
internal static class FitChecks
{
    public static void Ensure(
        nn.Module<Tensor, Tensor> model, Dataset train, Dataset? validation, IReadOnlyList<TrainingCallback>? callbacks)
    {
        EnsureUsable(train, nameof(train), model);
        if (validation is not null)
        {
            EnsureUsable(validation, nameof(validation), model);
            if (!validation.FeatureShape.SequenceEqual(train.FeatureShape))
            {
                throw new ArgumentException(
                    $"`validation` has rows of shape {RowOf(validation)}; expected {RowOf(train)}, as `train` has. "
                    + "Apply the same preprocessing to both.",
                    nameof(validation));
            }
        }

        if (callbacks is not null && callbacks.Contains(null!))
        {
            throw new ArgumentException("`callbacks` holds a null; leave it out.", nameof(callbacks));
        }

        if (!model.parameters().Any(parameter => parameter.requires_grad))
        {
            throw new ArgumentException("`model` has no parameter that requires a gradient; expected at least one to train.", nameof(model));
        }
    }

    private static void EnsureUsable(Dataset data, string name, nn.Module<Tensor, Tensor> model)
    {
        ArgumentNullException.ThrowIfNull(data, name);
        if (data.Count == 0)
        {
            throw new ArgumentException($"`{name}` (`{data.Name}`) has no rows; expected at least one.", name);
        }

        if (!data.HasLabels)
        {
            throw new ArgumentException($"`{name}` (`{data.Name}`) has no labels; expected a class for each of its {data.Count} rows.", name);
        }

        if (model is Mlp mlp && mlp.Inputs != data.FeatureCount)
        {
            throw new ArgumentException(
                $"`{name}` has rows of shape {RowOf(data)}, {data.FeatureCount} values; the model expects {mlp.Inputs}. "
                + "Make the model with inputs: train.FeatureCount.",
                name);
        }

        if (model is IClassifier classifier)
        {
            EnsureLabels(data, classifier.Classes, name);
        }

        data.EnsureFinite();
    }

    public static void EnsureLabels(Dataset data, int classes, string name)
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

    private static string RowOf(Dataset data) => Check.Show([.. data.FeatureShape.Select(length => (long)length)]);
}
