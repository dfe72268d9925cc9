using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Atelier.Training;

/// <summary>What <see cref="Lstm"/>, <see cref="Gru"/> and <see cref="Rnn"/> have in common: settings that can be read, and parameters with PyTorch's names.</summary>
/// <typeparam name="TState">The state that a sequence starts with; null for zeros.</typeparam>
/// <typeparam name="TResult">What the layer returns.</typeparam>
/// <remarks>
/// <para>The parameters are <c>weight_ih_l0</c>, <c>weight_hh_l0</c>, <c>bias_ih_l0</c>, <c>bias_hh_l0</c>, those of the way back with <c>_reverse</c> behind, and so on for each layer: weights saved by
/// PyTorch or TorchSharp load as they are. They start uniform within ±1/√<see cref="Hidden"/>, as PyTorch's do.</para>
/// <para>Without gradients the layer keeps libtorch from oneDNN, which computes an LSTM wrongly on some processors. The caller disposes the layer. Not safe while another thread trains it.</para>
/// </remarks>
public abstract class RecurrentLayer<TState, TResult> : Module<Tensor, TState, TResult>
{
    private readonly string[] _names;

    private protected RecurrentLayer(
        string name, int gates, int inputs, int hidden, int layers, bool bias, bool batchFirst, double dropout, bool bidirectional, long seed)
        : base(Checked(name, inputs, hidden, layers, dropout))
    {
        (Inputs, Hidden, Layers, HasBias, IsBatchFirst, Dropout, IsBidirectional) = (inputs, hidden, layers, bias, batchFirst, dropout, bidirectional);
        var bound = 1 / Math.Sqrt(hidden);
        var names = new List<string>();
        using var generator = new Generator((ulong)seed, CPU);
        for (var layer = 0; layer < layers; layer++)
        {
            var width = layer == 0 ? inputs : Outputs;
            foreach (var way in bidirectional ? new[] { "", "_reverse" } : [""])
            {
                Add($"weight_ih_l{layer}{way}", gates * hidden, width);
                Add($"weight_hh_l{layer}{way}", gates * hidden, hidden);
                if (bias)
                {
                    Add($"bias_ih_l{layer}{way}", gates * hidden);
                    Add($"bias_hh_l{layer}{way}", gates * hidden);
                }
            }
        }

        _names = [.. names];

        void Add(string parameter, params long[] shape)
        {
            names.Add(parameter);
            register_parameter(parameter, LayerWeights.Uniform(bound, generator, shape));
        }
    }

    /// <summary>Features of the input at each time.</summary>
    public int Inputs { get; }

    /// <summary>The width of the state in each direction.</summary>
    public int Hidden { get; }

    /// <summary>How many layers lie one on another.</summary>
    public int Layers { get; }

    /// <summary>Whether biases are added.</summary>
    public bool HasBias { get; }

    /// <summary>True: (batch, time, features), which is how this kit's layers take sequences unless told; false: (time, batch, features), which is PyTorch's default.</summary>
    public bool IsBatchFirst { get; }

    /// <summary>The share of values set to zero between layers while training, not behind the last.</summary>
    public double Dropout { get; }

    /// <summary>Whether a second set of weights reads the sequence from its end.</summary>
    public bool IsBidirectional { get; }

    /// <summary>The width of the output: <see cref="Hidden"/>, twice that where the layer is bidirectional.</summary>
    public int Outputs => IsBidirectional ? 2 * Hidden : Hidden;

    /// <summary>Runs the layers.</summary>
    /// <param name="operation">libtorch's operation, such as <c>aten::gru</c>.</param>
    /// <param name="input">The sequences.</param>
    /// <param name="states">The states given, with their names; null for zeros.</param>
    /// <param name="count">How many states there are.</param>
    /// <returns>The output and the last states.</returns>
    private protected Tensor[] Run(string operation, Tensor input, (string Name, Tensor State)[]? states, int count)
    {
        var batch = BatchOf(input);
        Tensor[] weights = [.. _names.Select(name => (Tensor)get_parameter(name)!)];
        long[] shape = [Layers * (IsBidirectional ? 2 : 1), batch, Hidden];
        foreach (var (name, state) in states ?? [])
        {
            EnsureState(state, name, shape);
        }

        using var scope = NewDisposeScope();
        var learns = is_grad_enabled() && (input.requires_grad || Array.Exists(weights, weight => weight.requires_grad));
        using var exact = new WithoutOneDnn(!learns && input.device_type == TorchSharp.DeviceType.CPU);
        Tensor[] starts = states is null
            ? [.. Enumerable.Repeat(zeros(shape, input.dtype, input.device), count)]
            : [.. states.Select(state => state.State)];
        var results = TorchOperator.Call(
            operation,
            "input",
            count + 1,
            input,
            count == 1 ? starts[0] : starts,
            weights,
            HasBias,
            (long)Layers,
            Dropout,
            training,
            IsBidirectional,
            IsBatchFirst);
        return [.. results.Select(result => result.MoveToOuterDisposeScope())];
    }

    private static string Checked(string name, int inputs, int hidden, int layers, double dropout)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(hidden);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(layers);
        LayerChecks.Dropout(dropout);
        if (dropout > 0 && layers == 1)
        {
            throw new ArgumentException(
                "`dropout` lies between layers, and there is one layer; expected 0. Give `layers: 2`, or put a Dropout behind this one.", nameof(dropout));
        }

        TorchRuntime.EnsureLoaded();
        return name;
    }

    private long BatchOf(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var shape = input.shape;
        var expected = IsBatchFirst ? "batch, time" : "time, batch";
        if (shape.Length != 3 || shape[2] != Inputs)
        {
            throw new ArgumentException(
                $"`input` has shape {Check.Show(shape)}; expected ({expected}, {Inputs}). "
                + (shape is [_, var width] && width == Inputs
                    ? $"Add the batch dimension: input.unsqueeze({(IsBatchFirst ? 0 : 1)})."
                    : "Check the features or the layer's `inputs`."),
                nameof(input));
        }

        return shape[0] == 0 || shape[1] == 0
            ? throw new ArgumentException($"`input` has shape {Check.Show(shape)}, which is empty; expected at least one sequence and one time.", nameof(input))
            : shape[IsBatchFirst ? 0 : 1];
    }

    private static void EnsureState(Tensor state, string name, long[] expected)
    {
        ArgumentNullException.ThrowIfNull(state, name);
        if (!state.shape.AsSpan().SequenceEqual(expected))
        {
            throw new ArgumentException(
                $"`{name}` has shape {Check.Show(state.shape)}; expected {Check.Show(expected)}: layers times directions, batch, hidden.", name);
        }
    }
}
