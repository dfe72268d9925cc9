using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>Gated recurrent units: layers that carry one state along a sequence.</summary>
/// <remarks>
/// Cho and others, "Learning Phrase Representations using RNN Encoder-Decoder", 2014, in the form of torch.nn.GRU: the reset gate is applied behind the matrix product, gates in the order reset, update,
/// new. Computes what <c>torch.nn.GRU</c> computes with the same weights: it is the same operation of libtorch.
/// <code>
/// using var gru = new Gru(inputs: 12, hidden: 64);
/// var (output, hidden) = gru.call(sequences); // (batch, time, 12) to (batch, time, 64)
/// </code>
/// </remarks>
public sealed class Gru : RecurrentLayer<Tensor?, (Tensor Output, Tensor Hidden)>
{
    private const int Gates = 3;

    /// <summary>Makes the layers with random weights.</summary>
    /// <param name="inputs">Features at each time, at least 1.</param>
    /// <param name="hidden">The width of the state in each direction, at least 1.</param>
    /// <param name="layers">How many layers, at least 1.</param>
    /// <param name="bias">Whether biases are added.</param>
    /// <param name="batchFirst">True for (batch, time, features), false for (time, batch, features).</param>
    /// <param name="dropout">The share of values set to zero between layers while training, from 0 to below 1; needs two layers.</param>
    /// <param name="bidirectional">Whether a second set of weights reads the sequence from its end.</param>
    /// <param name="seed">Draws the first weights; equal seeds give equal weights, so give the layers of a model different ones. No other random numbers are disturbed.</param>
    /// <exception cref="ArgumentException">A number is outside its range, or dropout is wanted with one layer.</exception>
    public Gru(int inputs, int hidden, int layers = 1, bool bias = true, bool batchFirst = true, double dropout = 0, bool bidirectional = false, long seed = 0)
        : base(nameof(Gru), Gates, inputs, hidden, layers, bias, batchFirst, dropout, bidirectional, seed)
    {
    }

    /// <summary>Reads sequences.</summary>
    /// <param name="input">Floats, shape (batch, time, <see cref="RecurrentLayer{TState, TResult}.Inputs"/>), or (time, batch, ...) where the batch is not first.</param>
    /// <param name="state">The first state, shape (layers × directions, batch, hidden); null for zeros.</param>
    /// <returns>
    /// The output of the last layer at each time, shape (batch, time, <see cref="RecurrentLayer{TState, TResult}.Outputs"/>), and the last state of all layers, shaped as the first; the caller owns them.
    /// </returns>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public override (Tensor Output, Tensor Hidden) forward(Tensor input, Tensor? state)
    {
        var results = Run("aten::gru", input, state is null ? null : [(nameof(state), state)], 1);
        return (results[0], results[1]);
    }

    /// <summary>Reads sequences, from zeros unless a state is given; see <see cref="forward"/>.</summary>
    public new (Tensor Output, Tensor Hidden) call(Tensor input, Tensor? state = null) => base.call(input, state);
}
