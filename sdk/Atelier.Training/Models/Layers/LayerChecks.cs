using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>Argument checks of the layers.</summary>
internal static class LayerChecks
{
    /// <summary>Requires a share from 0 to below 1.</summary>
    public static void Dropout(double dropout)
    {
        if (!(dropout >= 0 && dropout < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(dropout), dropout, "Expected a share from 0 to below 1, such as 0.1.");
        }
    }

    /// <summary>Requires the settings of a transformer's block, before native code is called; returns its name.</summary>
    public static string Block(string name, int width, int heads, int inner, double dropout, nn.Activations activation, double normEpsilon)
    {
        Heads(width, heads);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inner);
        Dropout(dropout);
        if (activation is not (nn.Activations.ReLU or nn.Activations.GELU))
        {
            throw new ArgumentOutOfRangeException(nameof(activation), activation, "Expected Activations.ReLU or Activations.GELU.");
        }

        if (!(normEpsilon > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(normEpsilon), normEpsilon, "Expected a number above 0, such as 1e-5.");
        }

        TorchRuntime.EnsureLoaded();
        return name;
    }

    /// <summary>Requires heads that share a width.</summary>
    public static void Heads(int width, int heads)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(heads);
        if (width % heads != 0)
        {
            throw new ArgumentException($"`width` is {width}, which {heads} heads do not divide; expected a multiple of `heads`.", nameof(width));
        }
    }

    /// <summary>Requires sequences of some width.</summary>
    public static void Sequences(Tensor value, string name, int width, bool batchFirst)
    {
        ArgumentNullException.ThrowIfNull(value, name);
        var shape = value.shape;
        if (shape.Length != 3 || shape[2] != width)
        {
            throw new ArgumentException(
                $"`{name}` has shape {Check.Show(shape)}; expected ({(batchFirst ? "batch, length" : "length, batch")}, {width}). "
                + (shape is [_, var last] && last == width
                    ? $"Add the batch dimension: {name}.unsqueeze({(batchFirst ? 0 : 1)})."
                    : "Check the features or the layer's widths."),
                name);
        }
    }
}
