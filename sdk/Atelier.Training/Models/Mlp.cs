using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Atelier.Training;

/// <summary>A multi-layer perceptron for classification; see <see cref="Models.Mlp"/>.</summary>
/// <remarks>
/// Weights and biases start uniform within ±1/√(inputs of the layer), as PyTorch's linear layer does. The submodules are named
/// <c>flatten</c>, then <c>linear1</c>, <c>relu1</c>, <c>dropout1</c> and so on, and last <c>output</c>. The caller disposes the model.
/// </remarks>
public sealed class Mlp : Module<Tensor, Tensor>, IClassifier
{
    internal Mlp(int inputs, IReadOnlyList<int> hidden, int classes, double dropout, long seed)
        : base(Checked(inputs, hidden, classes, dropout))
    {
        Inputs = inputs;
        Hidden = [.. hidden];
        Classes = classes;
        Dropout = dropout;
        // A generator of its own leaves torch's global random numbers as they were, and cannot be disturbed by another thread.
        using var generator = new Generator((ulong)seed, CPU);
        Layers = [.. Build(generator)];
        foreach (var (name, layer) in Layers)
        {
            register_module(name, layer);
        }
    }

    /// <summary>Values in one row.</summary>
    public int Inputs { get; }

    /// <summary>The width of each hidden layer.</summary>
    public IReadOnlyList<int> Hidden { get; }

    /// <inheritdoc/>
    public int Classes { get; }

    /// <summary>The share of hidden values set to zero while training.</summary>
    public double Dropout { get; }

    /// <summary>The layers with their names, in the order in which <see cref="forward"/> applies them; owned by the model.</summary>
    public IReadOnlyList<(string Name, Module<Tensor, Tensor> Layer)> Layers { get; }

    /// <summary>Computes the logits.</summary>
    /// <param name="input">float32, shape (batch, ...) with <see cref="Inputs"/> values a row.</param>
    /// <returns>Logits, shape (batch, <see cref="Classes"/>); the caller owns them.</returns>
    /// <exception cref="ArgumentException">The rows have another width or the values another type.</exception>
    public override Tensor forward(Tensor input)
    {
        EnsureFits(input);
        using var scope = NewDisposeScope();
        var x = input;
        foreach (var (_, layer) in Layers)
        {
            x = layer.call(x);
        }

        return x.MoveToOuterDisposeScope(); // (batch, classes)
    }

    private static string Checked(int inputs, IReadOnlyList<int> hidden, int classes, double dropout)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputs);
        ArgumentNullException.ThrowIfNull(hidden);
        for (var i = 0; i < hidden.Count; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(hidden[i], $"{nameof(hidden)}[{i}]");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        if (!(dropout >= 0 && dropout < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(dropout), dropout, "Expected a share from 0 to below 1, such as 0.5.");
        }

        // The base class calls native code: this is the last moment for a clear error.
        TorchRuntime.EnsureLoaded();
        return nameof(Mlp);
    }

    private IEnumerable<(string Name, Module<Tensor, Tensor> Layer)> Build(Generator generator)
    {
        yield return ("flatten", Flatten());
        var width = Inputs;
        for (var i = 0; i < Hidden.Count; i++)
        {
            yield return ($"linear{i + 1}", LayerWeights.Linear(width, Hidden[i], generator));
            yield return ($"relu{i + 1}", ReLU());
            if (Dropout > 0)
            {
                yield return ($"dropout{i + 1}", nn.Dropout(Dropout));
            }

            width = Hidden[i];
        }

        yield return ("output", LayerWeights.Linear(width, Classes, generator));
    }

    /// <summary>A wrong shape must not reach native code, where it can end the process.</summary>
    private void EnsureFits(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var shape = input.shape;
        var width = 1L;
        foreach (var length in shape.AsSpan(Math.Min(1, shape.Length)))
        {
            width *= length;
        }

        if (shape.Length < 2 || width != Inputs)
        {
            throw new ArgumentException(
                $"`input` has shape {Check.Show(shape)}; expected (batch, {Inputs}) or (batch, ...) with {Inputs} values a row. "
                + (shape is [var only] && only == Inputs
                    ? "Add the batch dimension: input.unsqueeze(0)."
                    : "Check the features or the model's `inputs`."),
                nameof(input));
        }

        var type = ((Linear)Layers[^1].Layer).weight!.dtype;
        if (input.dtype != type)
        {
            throw new ArgumentException($"`input` holds {input.dtype} values; expected {type}. Convert it with input.to_type.", nameof(input));
        }
    }
}
