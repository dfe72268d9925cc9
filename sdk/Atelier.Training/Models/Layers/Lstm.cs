using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>Long short-term memory: layers that carry a hidden and a cell state along a sequence.</summary>
/// <remarks>
/// Hochreiter and Schmidhuber, "Long short-term memory", 1997, with the gates of torch.nn.LSTM: input, forget, cell, output. Computes what <c>torch.nn.LSTM</c> computes with the same weights, at its
/// speed: it is the same operation of libtorch. Projections of the state are not offered; put a linear layer behind.
/// <code>
/// using var lstm = new Lstm(inputs: 12, hidden: 64, layers: 2, bidirectional: true);
/// var (output, hidden, cell) = lstm.call(sequences); // (batch, time, 12) to (batch, time, 128)
/// </code>
/// </remarks>
public sealed class Lstm : RecurrentLayer<(Tensor Hidden, Tensor Cell)?, (Tensor Output, Tensor Hidden, Tensor Cell)>
{
    private const int Gates = 4;

    /// <summary>Makes the layers with random weights.</summary>
    /// <param name="inputs">Features at each time, at least 1.</param>
    /// <param name="hidden">The width of the states in each direction, at least 1.</param>
    /// <param name="layers">How many layers, at least 1.</param>
    /// <param name="bias">Whether biases are added.</param>
    /// <param name="batchFirst">True for (batch, time, features), false for (time, batch, features).</param>
    /// <param name="dropout">The share of values set to zero between layers while training, from 0 to below 1; needs two layers.</param>
    /// <param name="bidirectional">Whether a second set of weights reads the sequence from its end.</param>
    /// <param name="seed">Draws the first weights; equal seeds give equal weights, so give the layers of a model different ones. No other random numbers are disturbed.</param>
    /// <exception cref="ArgumentException">A number is outside its range, or dropout is wanted with one layer.</exception>
    public Lstm(int inputs, int hidden, int layers = 1, bool bias = true, bool batchFirst = true, double dropout = 0, bool bidirectional = false, long seed = 0)
        : base(nameof(Lstm), Gates, inputs, hidden, layers, bias, batchFirst, dropout, bidirectional, seed)
    {
    }

    /// <summary>Reads sequences.</summary>
    /// <param name="input">Floats, shape (batch, time, <see cref="RecurrentLayer{TState, TResult}.Inputs"/>), or (time, batch, ...) where the batch is not first.</param>
    /// <param name="state">The first states, shape (layers × directions, batch, hidden) each; null for zeros.</param>
    /// <returns>
    /// The output of the last layer at each time, shape (batch, time, <see cref="RecurrentLayer{TState, TResult}.Outputs"/>), and the last states of all layers, shaped as the first; the caller owns them.
    /// </returns>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public override (Tensor Output, Tensor Hidden, Tensor Cell) forward(Tensor input, (Tensor Hidden, Tensor Cell)? state)
    {
        var results = Run("aten::lstm", input, state is { } given ? [("state.Hidden", given.Hidden), ("state.Cell", given.Cell)] : null, 2);
        return (results[0], results[1], results[2]);
    }

    /// <summary>Reads sequences, from zeros unless states are given; see <see cref="forward"/>.</summary>
    public new (Tensor Output, Tensor Hidden, Tensor Cell) call(Tensor input, (Tensor Hidden, Tensor Cell)? state = null) => base.call(input, state);
}
