using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>Checks what goes into a layer, before a wrong shape reaches native code, where it can end the process.</summary>
internal static class LayerInputs
{
    public static void Check(string name, nn.Module layer, Tensor input)
    {
        var shape = input.shape;
        switch (layer)
        {
            case Linear linear when shape.Length == 0 || shape[^1] != linear.in_features:
                throw Wrong(name, layer, shape, $"(..., {linear.in_features})");
            case Convolution convolution when Channels(convolution, shape) != convolution.in_channels:
                var window = convolution.kernel_size.Length;
                throw Wrong(name, layer, shape, $"(batch, {convolution.in_channels}{string.Concat(Enumerable.Repeat(", any", window))})");
            case Embedding when input.dtype is not (ScalarType.Int64 or ScalarType.Int32):
                throw new ArgumentException(
                    $"The layer `{name}` (Embedding) is given {input.dtype} values; expected Int64 numbers of entries. "
                    + "Pass the type: model.Summary(torch.int64, shape).",
                    "inputShape");
        }
    }

    private static long? Channels(Convolution layer, long[] shape)
    {
        var rank = layer.kernel_size.Length;
        return shape.Length == rank + 2 ? shape[1] : shape.Length == rank + 1 ? shape[0] : null;
    }

    private static ArgumentException Wrong(string name, nn.Module layer, long[] shape, string expected) => new(
        $"The layer `{name}` ({layer.GetType().Name}) is given shape {Atelier.Check.Show(shape)}; expected {expected}. "
        + "Check `inputShape`, which has the batch first, or the layer before.",
        "inputShape");
}
