using System.Numerics;
using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;

namespace Atelier.Training;

/// <summary>An optimizer that works on the parameters' own memory.</summary>
/// <remarks>
/// Each operation of torch costs a call, a tensor and a pass over memory, and an Adam step needs eight. Here a step is one pass.
/// While it exists, nobody may give a parameter another storage (moving the model does that).
/// </remarks>
internal abstract class InMemoryOptimizer : IOptimizer
{
    private readonly string _kind;
    private readonly IReadOnlyList<Parameter> _parameters;
    private readonly int _statesEach;
    private Memory[] _memories;

    /// <param name="kind">What kind of state it saves.</param>
    /// <param name="parameters">As <see cref="CanReach"/> accepts.</param>
    /// <param name="statesEach">How many values are remembered for each weight.</param>
    protected InMemoryOptimizer(string kind, IReadOnlyList<Parameter> parameters, int statesEach)
    {
        (_kind, _parameters, _statesEach) = (kind, parameters, statesEach);
        _memories = NewMemories();
    }

    /// <summary>Whether all parameters are dense float32 in CPU memory, in one piece each.</summary>
    public static bool CanReach(IReadOnlyList<Parameter> parameters) => parameters.All(parameter =>
        parameter.dtype == torch.ScalarType.Float32 && parameter.device_type == DeviceType.CPU && !parameter.is_sparse
        && parameter.is_contiguous() && parameter.NumberOfElements <= int.MaxValue / sizeof(float));

    /// <inheritdoc/>
    public void Step(double learningRate)
    {
        for (var i = 0; i < _memories.Length; i++)
        {
            var parameter = _parameters[i];
            using var gradient = parameter.grad;
            if (gradient is null)
            {
                continue;
            }

            _memories[i].Steps++;
            if (!gradient.is_sparse && gradient.is_contiguous())
            {
                Update(Floats(parameter), Floats(gradient), _memories[i], learningRate);
            }
            else
            {
                using var dense = gradient.is_sparse ? gradient.to_dense() : gradient.contiguous();
                Update(Floats(parameter), Floats(dense), _memories[i], learningRate);
            }

            // Without a gradient the next backward pass hands its own over instead of adding to this one.
            parameter.grad = null;
        }
    }

    /// <inheritdoc/>
    public void Save(BinaryWriter writer)
    {
        OptimizerStateCodec.WriteHeader(writer, _kind, _parameters);
        foreach (var memory in _memories)
        {
            writer.Write(memory.Steps);
            foreach (var state in memory.States)
            {
                writer.Write(memory.BytesOf(state));
            }
        }
    }

    /// <inheritdoc/>
    public void Load(BinaryReader reader)
    {
        var loaded = NewMemories();
        OptimizerStateCodec.Read(reader, _kind, _parameters, () =>
        {
            foreach (var memory in loaded)
            {
                memory.Steps = OptimizerStateCodec.ReadSteps(reader);
                foreach (var state in memory.States)
                {
                    reader.ReadExactly(memory.BytesOf(state));
                }
            }
        });
        _memories = loaded;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>Updates a run of weights.</summary>
    /// <param name="weights">Changed in place.</param>
    /// <param name="gradient">As long as the weights.</param>
    /// <param name="first">The first value remembered of each weight, zero before the first step; empty when there is none.</param>
    /// <param name="second">The second one, likewise.</param>
    /// <param name="learningRate">The step size.</param>
    /// <param name="step">How many gradients the parameter has had, this one included.</param>
    protected abstract void Update(
        Span<Vector<float>> weights,
        ReadOnlySpan<Vector<float>> gradient,
        Span<Vector<float>> first,
        Span<Vector<float>> second,
        double learningRate,
        long step);

    private static Span<float> Floats(torch.Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    private Memory[] NewMemories() =>
        [.. _parameters.Select(parameter => new Memory((int)parameter.NumberOfElements, _statesEach))];

    private void Update(Span<float> weights, ReadOnlySpan<float> gradient, Memory memory, double learningRate)
    {
        var whole = weights.Length / Vector<float>.Count;
        var first = memory.State(0);
        var second = memory.State(1);
        Update(
            MemoryMarshal.Cast<float, Vector<float>>(weights)[..whole],
            MemoryMarshal.Cast<float, Vector<float>>(gradient)[..whole],
            first.IsEmpty ? first : first[..whole],
            second.IsEmpty ? second : second[..whole],
            learningRate,
            memory.Steps);

        var rest = weights[(whole * Vector<float>.Count)..];
        if (rest.IsEmpty)
        {
            return;
        }

        // The last weights are worked on in a vector of their own, padded with zeros, so that there is one way to calculate.
        Span<float> ownWeights = stackalloc float[Vector<float>.Count];
        Span<float> ownGradient = stackalloc float[Vector<float>.Count];
        ownWeights.Clear();
        ownGradient.Clear();
        rest.CopyTo(ownWeights);
        gradient[^rest.Length..].CopyTo(ownGradient);
        Update(
            MemoryMarshal.Cast<float, Vector<float>>(ownWeights),
            MemoryMarshal.Cast<float, Vector<float>>(ownGradient),
            first.IsEmpty ? first : first[whole..],
            second.IsEmpty ? second : second[whole..],
            learningRate,
            memory.Steps);
        ownWeights[..rest.Length].CopyTo(rest);
    }

    /// <summary>What is remembered of one parameter; the states are whole vectors, so the last may end in unused numbers.</summary>
    private sealed class Memory(int weights, int states)
    {
        public long Steps { get; set; }

        public Vector<float>[][] States { get; } =
            [.. Enumerable.Range(0, states).Select(_ => new Vector<float>[(weights + Vector<float>.Count - 1) / Vector<float>.Count])];

        public Span<Vector<float>> State(int at) => at < States.Length ? States[at] : [];

        public Span<byte> BytesOf(Vector<float>[] state) => MemoryMarshal.AsBytes(state.AsSpan())[..(weights * sizeof(float))];
    }
}
