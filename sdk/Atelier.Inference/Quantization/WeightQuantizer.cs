using Atelier.Onnx;

namespace Atelier.Inference;

/// <summary>Signed symmetric 8-bit weights.</summary>
internal static class WeightQuantizer
{
    /// <summary>The largest number of weights that take part in products, such that two of them with values up to 255 fit 16 bits: 2 x 255 x 64 &lt; 2^15.</summary>
    public const int Reduced = 64;

    /// <summary>The largest number otherwise; -128 is not used, so that a weight and its negative are alike.</summary>
    public const int Full = 127;

    // Weights below this are as good as none, and their step would not be a normal number.
    private const float Negligible = 1e-30f;

    /// <summary>Quantizes an array.</summary>
    /// <param name="values">The weights, finite.</param>
    /// <param name="shape">Their shape.</param>
    /// <param name="axis">The dimension along which each index has a step of its own; null takes one step for all.</param>
    /// <param name="largest">The largest number in 8 bits: <see cref="Reduced"/> or <see cref="Full"/>.</param>
    /// <param name="least">Steps that are not to be smaller, one each; null for no such bound.</param>
    /// <returns>The numbers, and the steps: weight = number x step, to half a step.</returns>
    public static (sbyte[] Numbers, float[] Steps) Quantize(ReadOnlySpan<float> values, ReadOnlySpan<long> shape, int? axis, int largest, float[]? least = null)
    {
        var inner = 1;
        for (var i = (axis ?? shape.Length) + 1; i < shape.Length; i++)
        {
            inner *= (int)shape[i];
        }

        var channels = axis is { } at ? (int)shape[at] : 1;
        int Channel(int i) => channels == 1 ? 0 : i / inner % channels;
        var steps = new float[channels];
        for (var i = 0; i < values.Length; i++)
        {
            ref var most = ref steps[Channel(i)];
            most = Math.Max(most, Math.Abs(values[i]));
        }

        for (var c = 0; c < channels; c++)
        {
            var step = steps[c] < Negligible ? 0 : steps[c] / largest;
            step = Math.Max(step, least?[c] ?? 0);
            steps[c] = step > 0 ? step : 1;
        }

        var numbers = new sbyte[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            numbers[i] = (sbyte)Math.Clamp(Math.Round((double)values[i] / steps[Channel(i)]), -largest, largest);
        }

        return (numbers, steps);
    }

    /// <summary>Why a constant array cannot have 8 bits; null when it can.</summary>
    public static string? WhyNot(GraphEdit edit, TensorProto tensor)
    {
        if (tensor.DataType != (int)TensorProto.Types.DataType.Float)
        {
            return $"its weights are of type {(TensorProto.Types.DataType)tensor.DataType}, not float32";
        }

        var values = edit.Floats(tensor);
        return values.Length == 0 ? "its weights are empty"
            : Check.FirstNotFinite(values) is >= 0 and var bad ? FormattableString.Invariant($"its weights hold {values[bad]}")
            : null;
    }
}
