using Atelier.Data;
using Atelier.Evaluation;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Atelier.Training;

/// <summary>What a training asks of model and data before it begins.</summary>
internal static class FitChecks
{
    public static void Ensure(
        nn.Module<Tensor, Tensor> model, TrainingOptions options, Dataset train, Dataset? validation, IReadOnlyList<TrainingCallback>? callbacks)
    {
        EnsureUsable(train, nameof(train), model, options);
        if (validation is not null)
        {
            EnsureUsable(validation, nameof(validation), model, options);
            if (!validation.FeatureShape.SequenceEqual(train.FeatureShape))
            {
                throw new ArgumentException(
                    $"`validation` has rows of shape {RowOf(validation)}; expected {RowOf(train)}, as `train` has. "
                    + "Apply the same preprocessing to both.",
                    nameof(validation));
            }
        }

        options.Schedule?.EnsureFits([.. options.Metrics.Select(metric => metric.Name).Prepend(EpochResult.Loss)], validation is not null);
        if (callbacks is not null && callbacks.Contains(null!))
        {
            throw new ArgumentException("`callbacks` holds a null; leave it out.", nameof(callbacks));
        }

        if (!model.parameters().Any(parameter => parameter.requires_grad))
        {
            throw new ArgumentException("`model` has no parameter that requires a gradient; expected at least one to train.", nameof(model));
        }
    }

    private static void EnsureUsable(Dataset data, string name, nn.Module<Tensor, Tensor> model, TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(data, name);
        if (data.Count == 0)
        {
            throw new ArgumentException($"`{name}` (`{data.Name}`) has no rows; expected at least one.", name);
        }

        options.Loss.EnsureFits(data, name);
        if (options.Metrics.Count > 0 && !options.Loss.IsOfClasses(data))
        {
            throw new ArgumentException(
                $"`Metrics` has `{options.Metrics[0].Name}`, which compares classes, and the loss `{options.Loss.Name}` is of numbers; expected none. Leave TrainingOptions.Metrics out.",
                name);
        }

        if (model is Mlp mlp && mlp.Inputs != data.FeatureCount)
        {
            throw new ArgumentException(
                $"`{name}` has rows of shape {RowOf(data)}, {data.FeatureCount} values; the model expects {mlp.Inputs}. "
                + "Make the model with inputs: train.FeatureCount.",
                name);
        }

        if (model is IClassifier classifier && options.Loss is ClassLoss)
        {
            ClassLoss.EnsureLabels(data, classifier.Classes, name);
        }

        // Those of a stream are looked at batch by batch: all of them may not fit into memory.
        if (!data.IsStreamed)
        {
            data.EnsureFinite();
        }
    }

    private static string RowOf(Dataset data) => Check.Show([.. data.FeatureShape.Select(length => (long)length)]);
}
