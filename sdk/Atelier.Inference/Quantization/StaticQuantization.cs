using Atelier.Data;
using Atelier.Prediction;

namespace Atelier.Inference;

/// <summary>8-bit weights and values of Conv, MatMul and Gemm, whose ranges are learned from sample rows.</summary>
/// <remarks>
/// The graph says by pairs of QuantizeLinear and DequantizeLinear which values have 8 bits; ONNX Runtime runs the operations between them on integers.
/// Weights are signed and symmetric, values unsigned with a zero point, biases int32 with the step of their products
/// (Jacob et al. 2018, "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference").
/// </remarks>
public sealed record StaticQuantization : QuantizationOptions
{
    /// <summary>Rows as the model is used on, raw ones for a package with preprocessing; labels are not looked at.</summary>
    /// <value>A hundred to a thousand rows of the training data are enough, all kinds among them. Null where <see cref="CalibrationBatches"/> are given.</value>
    public Dataset? Calibration { get; init; }

    /// <summary>Inputs of calls as the model is used, for a model whose inputs no dataset can fill, such as word numbers with a mask.</summary>
    /// <value>Each batch holds every input of the model once. Null where <see cref="Calibration"/> is given.</value>
    public IReadOnlyList<IReadOnlyList<NamedTensor>>? CalibrationBatches { get; init; }

    /// <summary>How ranges follow from the values seen.</summary>
    /// <value>By default from the smallest to the largest.</value>
    public CalibrationMethod Method { get; init; }

    /// <summary>
    /// With <see cref="CalibrationMethod.Percentile"/>: the share of values, in percent, up to which a range reaches; as many are cut off at its lower end.
    /// </summary>
    /// <value>Above 50, at most 100; 99.99 by default. Found to within 1/4096 of the whole range.</value>
    /// <exception cref="ArgumentOutOfRangeException">The number is outside of that.</exception>
    public double Percentile
    {
        get;
        init => field = value is > 50 and <= 100 ? value : throw new ArgumentOutOfRangeException(
            nameof(Percentile), value, "`Percentile` is no share of the values; expected a number above 50 and at most 100, such as 99.99.");
    } = 99.99;

    /// <summary>Whether each output channel of a weight has a step of its own.</summary>
    /// <value>True by default; false is a little smaller and less exact.</value>
    public bool PerChannel { get; init; } = true;

    /// <summary>Whether weights take all of -127 to 127 rather than -64 to 64; see <see cref="DynamicQuantization.FullRangeWeights"/>.</summary>
    /// <value>False by default, which is right on every processor.</value>
    public bool FullRangeWeights { get; init; }

    /// <summary>
    /// Whether convolutions compute on integers also where that is slower: from input channels that are no multiple of 4, as the first of most
    /// models, or to fewer than 16.
    /// </summary>
    /// <value>False by default: those stay in float32; they have few weights. Take true for a device without arithmetic in float32.</value>
    public bool AllConvolutions { get; init; }

    /// <summary>Rows a call while ranges are learned; more take more memory.</summary>
    /// <value>At least 1; 32 by default.</value>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public int BatchSize
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(BatchSize));
            field = value;
        }
    } = 32;

    /// <summary>What the ranges are learned from, in words.</summary>
    internal string CalibrationName => Calibration is { } rows
        ? FormattableString.Invariant($"{rows.Count} rows of {rows.Name}")
        : FormattableString.Invariant($"{CalibrationBatches?.Count ?? 0} batches");

    internal override string Describe() =>
        FormattableString.Invariant($"static int8, {(Method == CalibrationMethod.MinMax ? "min-max" : $"percentile {Percentile}")} of {CalibrationName}")
        + (PerChannel ? ", per channel" : ", per tensor") + (FullRangeWeights ? ", full range" : "");
}
