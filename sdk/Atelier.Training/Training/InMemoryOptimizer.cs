using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;

namespace Atelier.Training;

/// <summary>An optimizer that works on the parameters' own memory.</summary>
/// <remarks>
/// Each operation of torch costs a call, a tensor and a pass over memory, and an Adam step needs eight. Here a step is one pass.
/// While it exists, nobody may give a parameter another storage (moving the model does that).
/// </remarks>
/// <param name="parameters">As <see cref="CanReach"/> accepts.</param>
/// <param name="statesEach">How many values an optimizer remembers for each weight.</param>
internal abstract class InMemoryOptimizer(IReadOnlyList<Parameter> parameters, int statesEach) : IOptimizer
{
    private readonly (Parameter Parameter, float[][] State)[] _slots =
        [.. parameters.Select(parameter => (parameter, NewState(parameter, statesEach)))];

    /// <summary>Whether all parameters are dense float32 in CPU memory, in one piece each.</summary>
    public static bool CanReach(IReadOnlyList<Parameter> parameters) => parameters.All(parameter =>
        parameter.dtype == torch.ScalarType.Float32 && parameter.device_type == DeviceType.CPU && !parameter.is_sparse
        && parameter.is_contiguous() && parameter.NumberOfElements <= int.MaxValue / sizeof(float));

    /// <inheritdoc/>
    public void Step()
    {
        BeforeStep();
        foreach (var (parameter, state) in _slots)
        {
            using var gradient = parameter.grad;
            if (gradient is null)
            {
                continue;
            }

            if (gradient.is_contiguous())
            {
                Update(Floats(parameter), Floats(gradient), state);
            }
            else
            {
                using var dense = gradient.contiguous();
                Update(Floats(parameter), Floats(dense), state);
            }

            // Without a gradient the next backward pass hands its own over instead of adding to this one.
            parameter.grad = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>Called once a step, before the first update.</summary>
    protected virtual void BeforeStep()
    {
    }

    /// <summary>Updates one parameter.</summary>
    /// <param name="weights">Changed in place.</param>
    /// <param name="gradient">As long as the weights.</param>
    /// <param name="state">What is remembered from step to step: zeros at first, each as long as the weights.</param>
    protected abstract void Update(Span<float> weights, ReadOnlySpan<float> gradient, float[][] state);

    private static float[][] NewState(Parameter parameter, int states) =>
        [.. Enumerable.Range(0, states).Select(_ => new float[parameter.NumberOfElements])];

    private static Span<float> Floats(torch.Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);
}
