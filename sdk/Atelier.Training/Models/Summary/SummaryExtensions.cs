using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>Tells what a model is made of and what it costs.</summary>
public static class SummaryExtensions
{
    /// <summary>Runs the model once on zeros and lists its layers; the input's type is that of the first layer: numbers of entries for an embedding.</summary>
    /// <param name="model">Left as it was: modes, random numbers, gradients and buffers.</param>
    /// <param name="inputShape">The shape of one input with the batch first, as for torchinfo in Python, such as 1, 3, 224, 224; each at least 1.</param>
    /// <exception cref="ArgumentException">A layer does not take the shape that reaches it; the message names the layer and both shapes.</exception>
    public static ModelSummary Summary(this nn.Module<Tensor, Tensor> model, params long[] inputShape)
    {
        ArgumentNullException.ThrowIfNull(model);
        var first = model.modules().Prepend(model).FirstOrDefault(module => module.named_parameters(recurse: false).Any());
        var type = first is Embedding or EmbeddingBag or EmbeddingTable ? ScalarType.Int64 : first?.parameters(recurse: false).First().dtype ?? ScalarType.Float32;
        return Summary(model, type, inputShape);
    }

    /// <inheritdoc cref="Summary(nn.Module{Tensor, Tensor}, long[])"/>
    /// <param name="model">Left as it was: modes, random numbers, gradients and buffers.</param>
    /// <param name="inputType">The type of the input's values, such as <c>torch.int64</c> for numbers of tokens.</param>
    /// <param name="inputShape">The shape of one input with the batch first, as for torchinfo in Python; each at least 1.</param>
    public static ModelSummary Summary(this nn.Module<Tensor, Tensor> model, ScalarType inputType, params long[] inputShape)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(inputShape);
        if (inputShape.Length == 0 || inputShape.Any(length => length < 1))
        {
            throw new ArgumentException(
                $"`inputShape` is {Check.Show(inputShape)}; expected the batch and the shape of a row, each at least 1, such as 1, 784.",
                nameof(inputShape));
        }

        var modes = new ModuleModes(model);
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var random = get_rng_state();
        using var run = new SummaryRun(model);
        try
        {
            model.eval();
            var device = model.parameters().Concat<Tensor>(model.buffers()).FirstOrDefault()?.device ?? CPU;
            var output = run.Run(model, zeros(inputShape, dtype: inputType, device: device));
            return Summarise(model, inputShape, output, run.Layers());
        }
        finally
        {
            modes.Restore();
            set_rng_state(random);
        }
    }

    private static ModelSummary Summarise(nn.Module model, long[] inputShape, long[] outputShape, IReadOnlyList<LayerSummary> layers)
    {
        var parameters = model.parameters().Distinct<Tensor>(ReferenceEqualityComparer.Instance).ToList();
        var weights = parameters.Concat(model.buffers()).Sum(Bytes);
        var trainable = parameters.Where(parameter => parameter.requires_grad).Sum(Bytes);
        return new()
        {
            InputShape = [.. inputShape],
            OutputShape = outputShape,
            Layers = layers,
            WeightBytes = weights,
            TrainingBytes = weights + 3 * trainable + layers.Sum(layer => layer.ActivationBytes ?? 0),
        };
    }

    private static long Bytes(Tensor tensor) => tensor.NumberOfElements * tensor.ElementSize;
}
