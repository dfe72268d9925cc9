namespace Atelier.Inference;

/// <summary>
/// How a model is made smaller and faster: one of <see cref="DynamicQuantization"/>, <see cref="StaticQuantization"/> and <see cref="Float16Conversion"/>.
/// </summary>
public abstract record QuantizationOptions
{
    private protected QuantizationOptions()
    {
    }

    /// <summary>Names of nodes that stay as they are, as <see cref="QuantizationReport.Nodes"/> and viewers of ONNX files show them.</summary>
    /// <value>None by default. Steps of preprocessing always stay as they are.</value>
    public IReadOnlyList<string> Exclude { get; init => field = value ?? throw new ArgumentNullException(nameof(Exclude)); } = [];

    /// <summary>The largest loss of the first metric that is accepted, in its own unit: 0.005 is half a point of accuracy.</summary>
    /// <value>From 0; by default null: any loss is accepted, and the report says what it is.</value>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative or no number.</exception>
    public double? LargestLoss
    {
        get;
        init => field = value is null or (>= 0 and < double.PositiveInfinity) ? value : throw new ArgumentOutOfRangeException(
            nameof(LargestLoss), value, "`LargestLoss` is no loss; expected a finite number from 0, such as 0.005 for half a point of accuracy, or null for any.");
    }

    /// <summary>Rows a call for which latency is measured, before and after in turn.</summary>
    /// <value>By default 1 and 64, as far as the test data has as many rows. Empty measures no latency.</value>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    public IReadOnlyList<int> TimedBatches
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(TimedBatches));
            foreach (var rows in value)
            {
                ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows, nameof(TimedBatches));
            }

            field = value;
        }
    } = [1, 64];

    /// <summary>The settings in a line, as the origin of the new package has it.</summary>
    internal abstract string Describe();
}
