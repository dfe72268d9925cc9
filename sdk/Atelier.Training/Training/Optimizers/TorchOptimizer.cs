using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>TorchSharp's own optimizer, for parameters that are not plain float32 in CPU memory.</summary>
/// <remarks>
/// Its states are saved here, since TorchSharp loads a momentum as float32 in CPU memory whatever its parameter is.
/// </remarks>
/// <param name="kind">What kind of state it saves.</param>
/// <param name="parameters">What it trains.</param>
/// <param name="optimizer">Made for these parameters, in one group; disposed of with this one.</param>
internal sealed class TorchOptimizer(string kind, IReadOnlyList<Parameter> parameters, OptimizerHelper optimizer) : IOptimizer
{
    /// <summary>Elements that are copied at once: a tensor may have more than fit a span.</summary>
    private const long Chunk = 1 << 20;

    /// <inheritdoc/>
    public void Step(double learningRate)
    {
        foreach (var group in optimizer.ParamGroups)
        {
            group.LearningRate = learningRate;
        }

        optimizer.step();
        foreach (var parameter in parameters)
        {
            // TorchSharp would write zeros, and a zero gradient still moves a weight that has momentum or decay.
            parameter.grad = null;
        }
    }

    /// <inheritdoc/>
    public void Save(BinaryWriter writer)
    {
        OptimizerStateCodec.WriteHeader(writer, kind, parameters);
        using var guard = no_grad();
        foreach (var (state, parameter) in optimizer.state_dict().State.Zip(parameters))
        {
            using var scope = NewDisposeScope();
            var (steps, tensors) = Parts(state);
            writer.Write(steps);
            foreach (var tensor in tensors)
            {
                foreach (var chunk in Chunks(tensor ?? zeros_like(parameter)))
                {
                    using (chunk)
                    {
                        using var here = chunk.cpu();
                        writer.Write(here.bytes);
                    }
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Load(BinaryReader reader)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var states = optimizer.state_dict().State;
        var loaded = new List<(long Steps, Tensor[] Tensors)>();
        OptimizerStateCodec.Read(reader, kind, parameters, () =>
        {
            foreach (var (state, parameter) in states.Zip(parameters))
            {
                var steps = OptimizerStateCodec.ReadSteps(reader);
                loaded.Add((steps, [.. Parts(state).Tensors.Select(_ => Read(reader, parameter))]));
            }
        });
        foreach (var (state, (steps, tensors)) in states.Zip(loaded))
        {
            Replace(state, steps, tensors);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => optimizer.Dispose();

    private static IEnumerable<Tensor> Chunks(Tensor tensor)
    {
        using var flat = tensor.contiguous().view(-1);
        for (var start = 0L; start < flat.NumberOfElements; start += Chunk)
        {
            yield return flat.narrow(0, start, Math.Min(Chunk, flat.NumberOfElements - start));
        }
    }

    private static Tensor Read(BinaryReader reader, Parameter parameter)
    {
        var tensor = empty(parameter.shape, parameter.dtype, parameter.device);
        foreach (var chunk in Chunks(tensor))
        {
            using (chunk)
            {
                using var here = empty(chunk.shape, parameter.dtype, CPU);
                reader.ReadExactly(here.bytes);
                chunk.copy_(here);
            }
        }

        return tensor;
    }

    /// <summary>The step count and the tensors of a state, null where one comes into being with the first gradient.</summary>
    private (long Steps, Tensor?[] Tensors) Parts(OptimizerState state) => state switch
    {
        TorchSharp.Modules.Adam.State adam => (adam.step, [adam.exp_avg, adam.exp_avg_sq]),
        TorchSharp.Modules.AdamW.State adam => (adam.step, [adam.exp_avg, adam.exp_avg_sq]),
        RMSProp.State root => (root.step, kind == RmsProp.KindWithMomentum ? [root.square_avg, root.momentum_buffer] : [root.square_avg]),
        SGD.State descent => (0, kind == Sgd.KindWithMomentum ? [descent.momentum_buffer] : []),
        _ => throw new NotSupportedException($"The state {state.GetType()} of {kind} cannot be saved."),
    };

    private void Replace(OptimizerState state, long steps, Tensor[] tensors)
    {
        foreach (var old in Parts(state).Tensors)
        {
            old?.Dispose();
        }

        foreach (var tensor in tensors)
        {
            tensor.DetachFromDisposeScope();
        }

        switch (state)
        {
            case TorchSharp.Modules.Adam.State adam:
                (adam.step, adam.exp_avg, adam.exp_avg_sq) = (steps, tensors[0], tensors[1]);
                break;
            case TorchSharp.Modules.AdamW.State adam:
                (adam.step, adam.exp_avg, adam.exp_avg_sq) = (steps, tensors[0], tensors[1]);
                break;
            case RMSProp.State root:
                (root.step, root.square_avg, root.momentum_buffer) = (steps, tensors[0], tensors.Length > 1 ? tensors[1] : root.momentum_buffer);
                break;
            case SGD.State descent:
                descent.momentum_buffer = tensors.Length > 0 ? tensors[0] : null;
                break;
        }
    }
}
