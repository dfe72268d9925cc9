using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>One forward pass of a model with hooks on its layers, which are gone afterwards.</summary>
internal sealed class SummaryRun : IDisposable
{
    private readonly List<Layer> _layers = [];
    private readonly List<Action> _unhook = [];
    private readonly Stack<(Layer Layer, long[] Shape)> _running = new();

    public SummaryRun(nn.Module model)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        foreach (var (name, module) in model.named_modules().Prepend(("(model)", model)))
        {
            var own = module.named_parameters(recurse: false).Select(pair => pair.parameter).ToList();
            if (!seen.Add(module) || (own.Count == 0 && module.named_children().Any()))
            {
                continue;
            }

            // A parameter that an earlier layer has too is counted there.
            var first = own.Where(seen.Add).ToList();
            var layer = new Layer(
                name,
                module,
                first.Sum(parameter => parameter.NumberOfElements),
                first.Where(parameter => parameter.requires_grad).Sum(parameter => parameter.NumberOfElements));
            _layers.Add(layer);
            Hook(layer);
        }
    }

    /// <summary>Runs the model and gives the shape of its output.</summary>
    public long[] Run(nn.Module<Tensor, Tensor> model, Tensor input)
    {
        try
        {
            return model.call(input).shape;
        }
        catch (ExternalException exception) when (_running.TryPeek(out var at))
        {
            throw new ArgumentException(
                $"The layer `{at.Layer.Name}` ({at.Layer.Module.GetType().Name}) does not take shape {Check.Show(at.Shape)}: "
                + $"{exception.Message.Split('\n')[0]} Check `inputShape`, which has the batch first, or the layer before.",
                "inputShape",
                exception);
        }
    }

    public IReadOnlyList<LayerSummary> Layers() => [.. _layers.Select(layer => new LayerSummary
    {
        Name = layer.Name,
        Type = layer.Module.GetType().Name,
        Calls = layer.Calls,
        OutputShape = layer.OutputShape,
        Parameters = layer.Parameters,
        TrainableParameters = layer.Trainable,
        Flops = layer.Calls == 0 ? null : layer.Flops,
        ActivationBytes = layer.Calls == 0 ? null : layer.Bytes,
    })];

    public void Dispose() => _unhook.ForEach(remove => remove());

    private void Hook(Layer layer)
    {
        switch (layer.Module)
        {
            case nn.Module<Tensor, Tensor> module:
                _unhook.Add(module.register_forward_pre_hook((_, x) => Enter(layer, x)).remove);
                _unhook.Add(module.register_forward_hook((_, x, y) => Leave(layer, x, y, y)).remove);
                break;
            case nn.Module<Tensor, Tensor, Tensor> module:
                _unhook.Add(module.register_forward_pre_hook((_, x, other) => (Enter(layer, x), other)).remove);
                _unhook.Add(module.register_forward_hook((_, x, _, y) => Leave(layer, x, y, y)).remove);
                break;
            case nn.Module<Tensor, Tensor, (Tensor, Tensor)> module:
                _unhook.Add(module.register_forward_pre_hook((_, x, state) => (Enter(layer, x), state)).remove);
                _unhook.Add(module.register_forward_hook((_, x, _, y) => Leave(layer, x, y.Item1, y)).remove);
                break;
            case nn.Module<Tensor, (Tensor, Tensor)?, (Tensor, Tensor, Tensor)> module:
                _unhook.Add(module.register_forward_pre_hook((_, x, state) => (Enter(layer, x), state)).remove);
                _unhook.Add(module.register_forward_hook((_, x, _, y) => Leave(layer, x, y.Item1, y)).remove);
                break;
        }
    }

    private Tensor Enter(Layer layer, Tensor input)
    {
        LayerInputs.Check(layer.Name, layer.Module, input);
        _running.Push((layer, input.shape));
        return input;
    }

    private T Leave<T>(Layer layer, Tensor input, Tensor output, T result)
    {
        _running.Pop();
        layer.Calls++;
        layer.OutputShape = output.shape;
        layer.Bytes += output.NumberOfElements * output.ElementSize;
        layer.Flops += LayerFlops.Of(layer.Module, input, output);
        return result;
    }

    private sealed class Layer(string name, nn.Module module, long parameters, long trainable)
    {
        public string Name { get; } = name;

        public nn.Module Module { get; } = module;

        public long Parameters { get; } = parameters;

        public long Trainable { get; } = trainable;

        public int Calls { get; set; }

        public long[]? OutputShape { get; set; }

        public long Bytes { get; set; }

        /// <summary>Null from the first call on whose operations are not known.</summary>
        public long? Flops { get; set; } = 0;
    }
}
