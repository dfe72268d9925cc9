using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>Counts the operations of one call of a layer, as <see cref="ModelSummary"/> says.</summary>
internal static class LayerFlops
{
    private static readonly HashSet<string> OneForEachElement =
    [
        "ReLU", "ReLU6", "LeakyReLU", "PReLU", "ELU", "SELU", "CELU", "GELU", "SiLU", "Mish", "Sigmoid", "Tanh", "Hardtanh", "Hardswish",
        "Hardsigmoid", "Softplus", "Softsign", "LogSigmoid",
    ];

    private static readonly HashSet<string> None =
        ["Embedding", "Flatten", "Unflatten", "Identity", "Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "AlphaDropout"];

    /// <summary>Null for a layer that is not known here.</summary>
    public static long? Of(nn.Module layer, Tensor input, Tensor output)
    {
        var parameters = layer.named_parameters(recurse: false).ToDictionary(pair => pair.name, pair => pair.parameter.NumberOfElements);
        // Other classes may have a name of torch's; only torch's own and the kit's are known.
        if (layer.GetType().Assembly != typeof(Linear).Assembly)
        {
            return layer is EmbeddingTable ? 0 : layer is Lstm or Gru or Rnn ? Recurrent(parameters, input) : null;
        }

        var type = layer.GetType().Name;
        var (taken, given) = (input.NumberOfElements, output.NumberOfElements);
        return layer switch
        {
            Linear linear => given * (2 * linear.in_features + (linear.bias is null ? 0 : 1)),
            Convolution convolution => Convolution(convolution, type, parameters, taken, given),
            LSTM or GRU or RNN => Recurrent(parameters, input),
            _ when type.StartsWith("BatchNorm", StringComparison.Ordinal) => 2 * given,
            _ when type is "LayerNorm" or "GroupNorm" || type.StartsWith("InstanceNorm", StringComparison.Ordinal) =>
                (parameters.Count > 0 ? 7 : 5) * given,
            _ when type.StartsWith("Adaptive", StringComparison.Ordinal) && type.Contains("Pool", StringComparison.Ordinal) => taken,
            MaxPool1d pool => given * pool.kernel_size,
            AvgPool1d pool => given * pool.kernel_size,
            MaxPool2d pool => Window(pool.kernel_size, 2) * given,
            AvgPool2d pool => Window(pool.kernel_size, 2) * given,
            MaxPool3d pool => Window(pool.kernel_size, 3) * given,
            AvgPool3d pool => Window(pool.kernel_size, 3) * given,
            _ when type is "Softmax" or "LogSoftmax" or "Softmin" or "Softmax2d" => 5 * given,
            _ when OneForEachElement.Contains(type) => given,
            _ when None.Contains(type) => 0,
            _ => null,
        };
    }

    private static long? Convolution(Convolution layer, string type, Dictionary<string, long> parameters, long taken, long given)
    {
        if (!parameters.TryGetValue("weight", out var weights))
        {
            return null;
        }

        var bias = parameters.ContainsKey("bias") ? given : 0;
        // The weight is (out, in / groups, window), for a transposed one (in, out / groups, window).
        return type.StartsWith("ConvTranspose", StringComparison.Ordinal)
            ? 2 * taken * (weights / layer.in_channels) + bias
            : 2 * given * (weights / layer.out_channels) + bias;
    }

    /// <summary>Each row and step uses each weight and each bias once; the input is (batch, steps, values), in either order.</summary>
    private static long Recurrent(Dictionary<string, long> parameters, Tensor input)
    {
        var steps = input.NumberOfElements / input.shape[^1];
        return steps * parameters.Sum(pair => pair.Key.StartsWith("weight", StringComparison.Ordinal) ? 2 * pair.Value : pair.Value);
    }

    private static long Window(long[] sizes, int dimensions) =>
        sizes.Length == 1 ? (long)Math.Pow(sizes[0], dimensions) : sizes.Aggregate(1L, (product, size) => product * size);
}
