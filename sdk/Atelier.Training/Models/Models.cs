namespace Atelier.Training;

/// <summary>Ready-made models by task.</summary>
public static class Models
{
    /// <summary>Makes a multi-layer perceptron: flatten, then linear and ReLU for each hidden layer, then a linear layer to the logits.</summary>
    /// <param name="inputs">Values in one row, such as 784 for 28 x 28 images; at least 1.</param>
    /// <param name="hidden">The width of each hidden layer, each at least 1; empty for a linear model.</param>
    /// <param name="classes">The number of classes, at least 2.</param>
    /// <param name="dropout">The share of hidden values set to zero while training, from 0 to below 1.</param>
    /// <param name="seed">Draws the first weights; equal seeds give equal weights, and no other random numbers are disturbed.</param>
    /// <exception cref="ArgumentException">A number is outside its range.</exception>
    public static Mlp Mlp(int inputs, IReadOnlyList<int> hidden, int classes, double dropout = 0, long seed = 0) =>
        new(inputs, hidden, classes, dropout, seed);
}
